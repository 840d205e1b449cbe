// The table: sets of windows, references, order, columns, views, and why a cell has no number.
import { describe, expect, it } from 'vitest';
import {
  columnOf,
  columns,
  columnsThatFit,
  errorDecimals,
  unitDecimals,
  withoutEqual,
  type ColumnContext,
} from '../../../src-renderer/features/compare/model/columns.ts';
import { drawingName } from '../../../src-renderer/features/compare/model/drawing-name.ts';
import { feedbackOf } from '../../../src-renderer/features/compare/model/feedback.ts';
import { gainOf, sayGain } from '../../../src-renderer/features/compare/model/gain.ts';
import { linesOf, sorted } from '../../../src-renderer/features/compare/model/order.ts';
import { reasonOf } from '../../../src-renderer/features/compare/model/reason.ts';
import { pinFrom, referenceOf } from '../../../src-renderer/features/compare/model/reference.ts';
import { rowOf, setsOf, validationOf } from '../../../src-renderer/features/compare/model/rows.ts';
import { seasonOf } from '../../../src-renderer/features/compare/model/season.ts';
import { shortNames } from '../../../src-renderer/features/compare/model/short-names.ts';
import { inView, tagCounts, tagsOf } from '../../../src-renderer/features/compare/model/views.ts';
import { templateOf } from '#engine/templates.ts';
import { epoch, rowLike, runLike } from './runs.ts';

const context: ColumnContext = { gain: () => null, runName: () => null };
const byError = (rows: Parameters<typeof sorted>[0]) => sorted(rows, columnOf('mse_val'), 'ascending', context);

describe('gains', () => {
  it('are shares of the reference: less error is better', () => {
    expect(sayGain(gainOf(0.355, 0.512)!)).toEqual({ way: 'better', percent: 31 });
    expect(sayGain(gainOf(0.84, 0.512)!)).toEqual({ way: 'worse', percent: 64 });
    expect(sayGain(gainOf(0.3861, 0.386)!)).toEqual({ way: 'same' });
    expect(sayGain(gainOf(12, 0.5)!)).toEqual({ way: 'times', times: 24 });
  });
  it('are not known where one of the two is not', () => {
    for (const [a, b] of [
      [null, 1],
      [1, null],
      [1, 0],
      [NaN, 1],
    ] as const)
      expect(gainOf(a, b)).toBeNull();
  });
});

describe('sets of windows', () => {
  const rows = [rowLike({ lookback: 96 }), rowLike({ lookback: 168 }), rowLike({ lookback: 96 }), rowLike({ dataset: 'other' })];
  it('are runs with the same numbers and the same design, the largest first', () => {
    const sets = setsOf(rows);
    expect(sets.map((s) => s.runs.length)).toEqual([2, 1, 1]);
    expect(sets[0].baselines.map((b) => b.name)).toEqual(['naive', 'seasonalNaive', 'linear']);
    expect(sets[0].windows).toEqual({ train: 1000, validation: 100, test: 200 });
  });
  it('take their baselines from the first run that knows them, and leave out those that make no sense', () => {
    const sets = setsOf([rowLike({ baselines: null }), rowLike({ baselines: { naive: 0.5 } })]);
    expect(sets[0].baselines.map((b) => b.name)).toEqual(['naive']);
  });
  it('measure against the better repeat, unless another row is pinned', () => {
    const [set, other] = setsOf(rows);
    expect(referenceOf(set, { kind: 'auto' })).toMatchObject({ name: 'seasonalNaive' });
    expect(referenceOf(set, pinFrom('linear'))).toMatchObject({ name: 'linear' });
    const run = { kind: 'run' as const, id: rows[0].id };
    expect(referenceOf(set, run)?.id).toBe(rows[0].id);
    expect(referenceOf(other, run)).toBeUndefined();
    expect(pinFrom('nonsense')).toEqual({ kind: 'auto' });
  });
});

describe('a row', () => {
  it('has the scores of the best epoch so far while its run is going on', () => {
    const run = runLike({ mse: null, status: 'running' });
    const epochs = [epoch(1, 0.5, true), epoch(2, 0.3, true), epoch(3, 0.4)];
    expect(validationOf(run, epochs)?.scaled.mse).toBe(0.3);
    expect(validationOf(run, undefined)).toBeNull();
    expect(rowOf(run, epochs).isGoing).toBe(true);
  });
  it('names what was drawn back, by delay', () => {
    expect(rowLike({ template: 'drawn-feedback' }).feedback).toEqual(['t-1']);
    expect(rowLike({ template: 'lstm' }).feedback).toEqual([]);
    const { architecture } = templateOf('drawn-feedback')!;
    const [edge] = architecture.edges.filter((e) => e.delay);
    const edges = [
      ...architecture.edges,
      { ...edge, delay: 24 },
      { ...edge, delay: 0, settle: { limit: 4, tolerance: 1e-4, damping: 0, gradient: 'unroll' as const } },
    ];
    expect(feedbackOf({ ...architecture, edges })).toEqual(['t-1', 't-24', 'settle']);
  });
  it('calls a drawing that is a template by its name, whatever the run is called', () => {
    expect(drawingName(runLike({ template: 'elman', name: 'my run' }).plan)).toBe('elman');
    const changed = runLike({ name: 'my run' }).plan;
    changed.architecture = { ...changed.architecture, output: 'gru' };
    expect(drawingName(changed)).toBe('my run');
  });
});

describe('the order', () => {
  it('has what is not known at the end, both ways', () => {
    const rows = [rowLike({ name: 'b', mse: 0.5 }), rowLike({ name: 'none', mse: null }), rowLike({ name: 'a', mse: 0.2 })];
    const names = (direction: 'ascending' | 'descending') => sorted(rows, columnOf('mse_val'), direction, context).map((r) => r.run.name);
    expect(names('ascending')).toEqual(['a', 'b', 'none']);
    expect(names('descending')).toEqual(['b', 'a', 'none']);
  });
  it('sorts names as people do', () => {
    const rows = ['run 10', 'Run 2', 'run 1'].map((name) => rowLike({ name }));
    expect(sorted(rows, columnOf('name'), 'ascending', context).map((r) => r.run.name)).toEqual(['run 1', 'Run 2', 'run 10']);
  });
  it('is baselines, then a pinned run, then the others; sets have heads only where there are several', () => {
    const rows = [rowLike({ name: 'a', mse: 0.2 }), rowLike({ name: 'b', mse: 0.3 })];
    const one = linesOf(setsOf(rows), byError, 'none', rows[1]);
    expect(one.map((l) => l.kind)).toEqual(['row', 'row', 'row', 'row', 'row']);
    expect(one.slice(3).map((l) => l.id)).toEqual([rows[1].id, rows[0].id]);
    const two = linesOf(setsOf([...rows, rowLike({ lookback: 7 })]), byError, 'none', undefined);
    expect(two.filter((l) => l.kind === 'set')).toHaveLength(2);
  });
  it('groups within a set, the group of the best run first', () => {
    const rows = [rowLike({ mse: 0.5 }), rowLike({ template: 'elman', mse: 0.2 }), rowLike({ mse: 0.1, lookback: 7, dataset: 'other' })];
    const groups = (by: 'architecture' | 'feedback' | 'dataset') =>
      linesOf(setsOf(rows), byError, by, undefined).flatMap((l) => (l.kind === 'group' ? [`${l.label} ${l.count}`] : []));
    expect(groups('architecture')).toEqual(['elman 1', 'gru 1', 'gru 1']);
    expect(groups('feedback')).toEqual(['none 2', 'none 1']);
    expect(groups('dataset')).toEqual(['ETTh1 2', 'other 1']);
  });
});

describe('columns', () => {
  it('are as many as fit, the more telling ones first, and never fewer than five', () => {
    expect(columnsThatFit(100)).toHaveLength(5);
    expect(columnsThatFit(772)).toEqual(['name', 'curve', 'mse_val', 'vs_pinned', 'mse_test', 'mae_val', 'params', 'feedback', 'lookback']);
    expect(columnsThatFit(10_000)).not.toContain('note');
  });
  it('that are equal in all rows can be left out, but never results', () => {
    const rows = [rowLike({ settings: { rate: 1e-2 }, mse: 0.4 }), rowLike({ mse: 0.4 })];
    const keys = withoutEqual(columns, rows, context).map((c) => c.key);
    expect(keys).toContain('rate');
    expect(keys).toContain('mse_val');
    expect(keys).not.toContain('lookback');
    expect(withoutEqual(columns, rows.slice(1), context)).toHaveLength(columns.length);
  });
  it('show three digits of their smallest error', () => {
    expect(errorDecimals([0.355, 0.84, null])).toBe(3);
    expect(errorDecimals([0.0397, 0.2])).toBe(4);
    expect(errorDecimals([])).toBe(3);
    expect(unitDecimals([1.44, 2.93])).toBe(2);
    expect(unitDecimals([350, 2000])).toBe(0);
  });
  it('say why there is no number', () => {
    const reason = (key: string, like: Parameters<typeof rowLike>[0], epochs?: Parameters<typeof rowLike>[1]) =>
      reasonOf(columnOf(key)!, rowLike(like, epochs), true, false);
    expect(reason('mse_test', { status: 'running', mse: null })).toBe('atTheEnd');
    expect(reason('mse_val', { status: 'running', mse: null, epochs: 0 })).toBe('firstEpoch');
    expect(reason('mse_val', { status: 'running', mse: null })).toBe('loading');
    expect(reason('mse_val', { status: 'queued', mse: null })).toBe('queued');
    expect(reason('mse_val', { status: 'failed', mse: null })).toBe('failed');
    expect(reason('mse_test', { status: 'interrupted', test: null })).toBe('notFinished');
    expect(reason('rate', {})).toBeNull();
    expect(reasonOf(columnOf('vs_pinned')!, rowLike(), false, false)).toBe('otherWindows');
    expect(reasonOf(columnOf('vs_pinned')!, rowLike(), true, true)).toBe('pinned');
  });
});

describe('views and tags', () => {
  const rows = [
    rowLike({ id: 'a', mse: 0.3 }),
    rowLike({ id: 'b', mse: 0.45 }),
    rowLike({ id: 'c', template: 'elman', mse: null, status: 'running' }),
    rowLike({ id: 'd', mse: 0.5, parent: { run: 'a', checkpoint: 'best', train: 'head' }, note: '#paper, #check twice #paper' }),
  ];
  it('choose runs', () => {
    const sets = setsOf(rows);
    const view = (name: Parameters<typeof inView>[0]) => [...inView(name, sets)].sort();
    expect(view('all')).toEqual(['a', 'b', 'c', 'd']);
    expect(view('bestOfEach')).toEqual(['a', 'c']);
    expect(view('beatsLinear')).toEqual(['a']);
    expect(view('going')).toEqual(['c']);
    expect(view('tuned')).toEqual(['d']);
  });
  it('find words with # in notes', () => {
    expect(tagsOf('#paper, #check twice #paper')).toEqual(['paper', 'check']);
    expect(tagsOf('a # b #')).toEqual([]);
    expect(tagCounts(rows)).toEqual([
      ['check', 1],
      ['paper', 1],
    ]);
  });
});

describe('words', () => {
  it('name the season by the step of the series, as the engine counts it', () => {
    expect(['PT1H', 'PT15M', 'P1D', 'P1M', 'P7D', 'PT1S', 'PT1M', 'P3M'].map(seasonOf)).toEqual([
      'day',
      'day',
      'week',
      'year',
      'year',
      'minute',
      'hour',
      'year',
    ]);
    expect([null, 'PT7M', 'P1Y', 'PT5H'].map(seasonOf)).toEqual([undefined, undefined, undefined, undefined]);
  });
  it('shorten names to what tells them apart', () => {
    expect(shortNames(['drawn settle', 'GRU seed 3', 'GRU fast'])).toEqual(['drawn', 'seed 3', 'fast']);
    expect(shortNames(['segment-GRU', 'drawn-feedback', 'GRU'])).toEqual(['segment', 'drawn', 'GRU']);
    expect(shortNames(['GRU', 'GRU tuned'])).toEqual(['GRU', 'tuned']);
    expect(shortNames(['same', 'same'])).toEqual(['same', 'same']);
  });
});
