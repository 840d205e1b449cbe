// What a verdict says in corner cases, from verdicts made by hand: every sentence has to be true of them.
import { expect, test } from 'vitest';
import type { Verdict } from '#engine/train/verdict.ts';
import { englishVerdict, sayVerdict } from '#engine/train/verdict-words.ts';
import { chineseVerdict } from '../../src-renderer/i18n/zh-CN/verdict.ts';

const verdict = (skill: number, interval: [number, number], outcome: Verdict['outcome']['linear']): Verdict => ({
  version: 1,
  part: 'test',
  windows: 200,
  independent: 16,
  block: 24,
  beats: { naive: null, seasonalNaive: null, linear: outcome === 'better' },
  skill: { naive: null, seasonalNaive: null, linear: skill },
  interval: { naive: null, seasonalNaive: null, linear: interval },
  outcome: { naive: 'absent', seasonalNaive: 'absent', linear: outcome },
  validationSkill: { naive: null, seasonalNaive: null, linear: null },
  doValidationAndTestDisagree: null,
  levelShift: 0,
  error: 0.1,
  next: [],
});
const said = (v: Verdict) => sayVerdict(v, englishVerdict).sentence;

test('what is better on the test part alone is not said to be chance', () => {
  const mixed = verdict(0.82, [0.38, 0.99], 'mixed');
  expect(said(mixed)).toMatch(
    /^It does not beat any baseline on both parts, validation and test\. 82 % less .*, but more on the validation part\.$/,
  );
  expect(said(verdict(0.1, [-0.2, 0.3], 'unclear'))).toContain('beyond chance');
  const doing = () => '线性基线';
  expect(sayVerdict(mixed, chineseVerdict(doing)).sentence).toMatch(/^没有在验证和测试两部分都胜过任何基线。/);
});

test('an error that is next to nothing is said to be less than what is written', () => {
  expect(said(verdict(1 - 2e-7, [0.9, 1], 'better'))).toContain('Less than a ten-thousandth of the squared error of the linear forecast');
  expect(said(verdict(0.97, [0.9, 0.99], 'better'))).toContain('Only 3 % of the squared error of the linear forecast');
});
