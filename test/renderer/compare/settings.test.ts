// In which settings runs differ, where they come from, and what is said of them.
import { describe, expect, it } from 'vitest';
import { en } from '../../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../../src-renderer/i18n/zh-CN/index.ts';
import { sayGain } from '../../../src-renderer/features/compare/model/gain.ts';
import { ancestorsOf, childrenOf } from '../../../src-renderer/features/compare/model/lineage.ts';
import { setsOf } from '../../../src-renderer/features/compare/model/rows.ts';
import { plain } from '../../../src-renderer/features/compare/model/said.ts';
import { cellsText, differences } from '../../../src-renderer/features/compare/model/settings.ts';
import { verdictsOn } from '../../../src-renderer/features/compare/model/verdict.ts';
import { templateOf } from '#engine/templates.ts';
import { rowLike, runLike } from './runs.ts';

const noName = () => null;

describe('what differs', () => {
  it('is only what differs, out of all settings', () => {
    const { rows, total } = differences(
      [runLike({ settings: { rate: 1e-3, seed: 1 } }), runLike({ settings: { rate: 1e-2, seed: 2 } })],
      noName,
    );
    expect(rows).toEqual([
      { key: 'rate', values: [1e-3, 1e-2] },
      { key: 'seed', values: [1, 2] },
    ]);
    expect(total).toBeGreaterThan(25);
  });
  it('is nothing between equal runs', () => expect(differences([runLike(), runLike()], noName).rows).toEqual([]));
  it('names cells and feedback between drawings, and options of cells within one', () => {
    const between = differences([runLike({ template: 'gru' }), runLike({ template: 'drawn-feedback' })], noName).rows;
    expect(between.map((r) => r.key)).toEqual(['architecture', 'feedback', 'cells']);
    expect(between[1].values).toEqual(['none', 't-1']);
    const wide = runLike();
    wide.plan.architecture = {
      ...wide.plan.architecture,
      nodes: wide.plan.architecture.nodes.map((n) => (n.id === 'gru' ? { ...n, options: { units: 128 } } : n)),
    };
    const within = differences([runLike(), wide], noName).rows;
    expect(within.map((r) => r.key)).toEqual(['architecture', 'cell gru.units']);
    expect(within[1].values).toEqual([64, 128]);
  });
  it('compares data by its numbers, and tuning by its checkpoint', () => {
    const parent = { run: 'x', checkpoint: 'best', train: 'head' } as const;
    const rows = differences([runLike(), runLike({ dataset: 'other', parent })], (id) => (id === 'x' ? 'GRU' : null)).rows;
    expect(rows.find((r) => r.key === 'dataset')?.values).toEqual(['ETTh1', 'other']);
    expect(rows.find((r) => r.key === 'parent')?.values).toEqual(['none', 'GRU']);
    expect(rows.find((r) => r.key === 'tuned')?.values).toEqual(['none', 'head']);
  });
  it('shows the beginning of typed equations and compares all of them', () => {
    const typed = (text: string) => {
      const run = runLike();
      const nodes = run.plan.architecture.nodes.map((n) => (n.id === 'gru' ? { ...n, cell: 'equations' as const, options: { text } } : n));
      return { ...run, plan: { ...run.plan, architecture: { ...run.plan.architecture, nodes } } };
    };
    const long = "z = sigmoid(Wz x + Uz h' + bz)\nh = (1 - z) * tanh(W x) + z * ";
    const rows = differences([typed(`${long}h'`), typed(`${long}h''`)], noName).rows;
    const shown = "z = sigmoid(Wz x + Uz h' + bz); h = (1 - z) * tanh(W x) + …";
    expect(rows.find((r) => r.key === 'cell gru.text')?.values).toEqual([shown, shown]);
    expect(differences([typed(long), typed(long)], noName).rows).toEqual([]);
  });
  it('says cells shortly', () => {
    expect(cellsText(templateOf('drawn-feedback')!.architecture)).toBe('gru 32, lstm 32');
    expect(cellsText(templateOf('stacked-gru')!.architecture)).toBe('2 × gru 48');
  });
});

describe('lineage', () => {
  const old = runLike({ id: 'old' });
  const middle = runLike({ id: 'middle', parent: { run: 'old', checkpoint: 'best', train: 'all' } });
  const young = runLike({ id: 'young', parent: { run: 'middle', checkpoint: 'last', train: 'head' } });
  it('goes back to the first, and names what was deleted', () => {
    expect(ancestorsOf(young, [old, middle, young]).map((a) => a.id)).toEqual(['old', 'middle']);
    expect(ancestorsOf(young, [young])).toEqual([{ id: 'middle', run: undefined, step: young.plan.parent }]);
    expect(childrenOf(old, [old, middle, young]).map((r) => r.id)).toEqual(['middle']);
  });
  it('ends where it would go in a circle', () => {
    const a = runLike({ id: 'a', parent: { run: 'b', checkpoint: 'best', train: 'all' } });
    const b = runLike({ id: 'b', parent: { run: 'a', checkpoint: 'best', train: 'all' } });
    expect(ancestorsOf(a, [a, b])).toHaveLength(1);
  });
});

describe('the verdict', () => {
  const rows = [
    rowLike({ name: 'GRU', mse: 0.44, test: 0.2 }),
    rowLike({ name: 'drawn', mse: 0.35 }),
    rowLike({ name: 'other', mse: 0.1, lookback: 7 }),
  ];
  const sets = setsOf(rows);
  it('sets each run against the pinned row and linear of its own windows, the best first', () => {
    const verdicts = verdictsOn(rows.slice(0, 2), sets, { kind: 'auto' });
    expect(verdicts.map((v) => v.row.run.name)).toEqual(['drawn', 'GRU']);
    expect(verdicts[1].reference?.gain).toBeCloseTo(0.12);
    expect(verdicts[1].linear).toBeCloseTo(-0.1);
    expect(verdicts[1].test?.reference).toBeCloseTo(0.6);
  });
  it('says nothing against a pinned run that saw other windows, or against itself', () => {
    const pin = { kind: 'run' as const, id: rows[0].id };
    const [other, itself] = [verdictsOn([rows[2]], sets, pin)[0], verdictsOn([rows[0]], sets, pin)[0]];
    expect(other.reference).toBeNull();
    expect(other.linear).toBeCloseTo(0.75);
    expect(itself.reference).toBeNull();
  });
  const clauses = (a: number, b: number) => [
    { gain: sayGain(a), than: en.compare.than.seasonalNaive('day') },
    { gain: sayGain(b), than: en.compare.than.linear },
  ];
  it('is one sentence in English', () => {
    const say = (a: number, b: number, soFar = false) => plain(en.compare.sentence('GRU', clauses(a, b), soFar));
    expect(say(0.31, 0.08)).toBe('GRU is 31\u00a0% better than repeating yesterday and 8\u00a0% better than linear.');
    expect(say(0.31, -0.01, true)).toBe('GRU is 31\u00a0% better than repeating yesterday and 1\u00a0% worse than linear so far.');
    expect(say(0.001, -30)).toBe('GRU is as good as repeating yesterday and has 31 times the error of linear.');
    expect(plain(en.compare.onTest('', clauses(0.1, -0.2)))).toBe(
      'On the test part it is 10\u00a0% better than repeating yesterday and 20\u00a0% worse than linear.',
    );
  });
  it('is one sentence in Chinese', () => {
    const all = [
      { gain: sayGain(0.31), than: zhCN.compare.than.seasonalNaive('day') },
      { gain: sayGain(-0.01), than: zhCN.compare.than.linear },
    ];
    expect(plain(zhCN.compare.sentence('GRU', all, false))).toBe('GRU 比重复昨日好 31\u00a0%，比线性模型差 1\u00a0%。');
    expect(plain(zhCN.compare.sentence('GRU', [{ gain: sayGain(-30), than: '线性模型' }], true))).toBe('GRU 目前误差是线性模型的 31 倍。');
  });
});
