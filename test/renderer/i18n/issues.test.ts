// Issues in Chinese: every one that the engine can raise has a sentence, and an incomplete one falls back to English.
import { newDesign } from '#engine/data/design-file.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDesign } from '#engine/data/check-design.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { readTable } from '#engine/data/read-table.ts';
import { readEquations } from '#engine/equations/equations.ts';
import type { Issue } from '#engine/issue.ts';
import { named, wide, written } from '../../engine/equations/bad-texts.ts';
import { sayIssueIn } from '../../../src-renderer/i18n/issue-text.ts';
import { en } from '../../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../../src-renderer/i18n/zh-CN/index.ts';

const root = join(import.meta.dirname, '../../..');
const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : entry.name.endsWith('.ts') ? [join(folder, entry.name)] : [],
  );
const codesIn = (folder: string): string[] =>
  sources(folder).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(?:code: |problem\(\s*|report\.add\(\s*)'([a-z]+(?:-[a-z]+)*)'/g)].map(
      (match) => match[1],
    ),
  );
/** Said to the author of a file or of a command, not in the window. */
const notShown = ['architecture-file', 'bad-setting', 'unknown-cell'];
const bytes = (text: string) => new TextEncoder().encode(text);

describe('Chinese', () => {
  it('has a sentence for every issue that the engine can raise', () => {
    const codes = [...new Set([...codesIn('src-engine/data'), ...codesIn('src-engine/compile'), ...codesIn('src-engine/equations')])];
    expect(codes).toEqual(expect.arrayContaining(['gaps', 'undelayed-cycle', 'equation-unclosed', 'equation-width-mismatch']));
    expect(codes.filter((code) => !notShown.includes(code) && !(code in zhCN.issues.sentences))).toEqual([]);
  });

  it('says what the reader finds without a word of English', () => {
    const { issues } = readTable(
      bytes('date,value,const\n' + Array.from({ length: 12 }, (_, i) => `0${(i % 9) + 1}/02/2021,${i},5`).join('\n') + '\n'),
    );
    expect(issues.length).toBeGreaterThan(1);
    for (const issue of issues) {
      const said = sayIssueIn(zhCN.issues, issue);
      expect(`${said.message}${said.fix}`, issue.code).toMatch(/^[^a-zA-Z]*[\u4e00-\u9fff]/);
      expect(`${said.message}${said.fix}`).not.toMatch(/undefined|NaN/);
    }
  });

  it('says what is wrong with a design, and where', () => {
    const dataset = { rows: 100, columns: [{ name: 'y', numbers: new Float64Array(100) }] };
    const design: DatasetDesign = { ...newDesign, targets: ['x'], features: [], lookback: 90, horizon: 30, stride: 1, gap: 0, split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 }, scaler: 'standard', missing: 'skip' }; // prettier-ignore
    const said = checkDesign(dataset, design).map((issue) => sayIssueIn(zhCN.issues, issue));
    expect(said.map(({ where }) => where)).toEqual(['目标 x', '特征', '训练部分', '验证部分', '测试部分']);
    expect(said[2].message).toBe('一个窗口需要 120 行，这一部分只有 70 行。');
  });

  it('says everything that is wrong with equations without a word of English, and where', () => {
    for (const [marked, code] of [...written, ...named, ...wide]) {
      const [issue] = readEquations(marked.replace(/[«»]/g, ''), 16, 3).issues;
      const said = sayIssueIn(zhCN.issues, { ...issue, where: `cell eq, ${issue.where}` });
      expect(said.where, code).toMatch(/^单元 eq 第 \d+ 行第 \d+ 个字符$/);
      for (const text of [said.message, said.fix]) {
        expect(text, `${code}: ${marked}`).toMatch(/[\u4e00-\u9fff]/);
        expect(text, code).not.toMatch(/undefined|NaN|\b(Write|Did you|expected|values)\b/);
      }
    }
  });

  it('leaves a sentence English when a value is not given', () => {
    const issue: Issue = { severity: 'error', code: 'too-few-rows', where: 'split', message: 'English.', fix: 'Do.' };
    expect(sayIssueIn(zhCN.issues, issue)).toMatchObject({ where: '划分', message: 'English.' });
  });
});

it('English is what the engine says', () => {
  const issue: Issue = { severity: 'error', code: 'gaps', where: 'column t', message: 'A.', fix: 'B.' };
  expect(sayIssueIn(en.issues, issue)).toEqual({ where: 'column t', message: 'A.', fix: 'B.', effect: '' });
});

it('every finding has a short name in both languages', () => {
  const nameless = ['empty-file', 'no-rows', 'not-a-text-table', 'unknown-encoding'];
  const codes = [...new Set(codesIn('src-engine/data'))].filter((code) => !nameless.includes(code));
  expect(codes.filter((code) => !(code in en.data.titles) || !(code in zhCN.data.titles))).toEqual([]);
});
