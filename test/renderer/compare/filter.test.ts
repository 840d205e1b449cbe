// What is typed above the table: which runs pass, and what is said of what cannot be understood.
import { describe, expect, it } from 'vitest';
import type { ColumnContext } from '../../../src-renderer/features/compare/model/columns.ts';
import { filterColumns, nearestColumn, parseFilter } from '../../../src-renderer/features/compare/model/filter.ts';
import { rowLike } from './runs.ts';

const context: ColumnContext = { gain: (row) => (row.kind === 'run' && row.run.name === 'GRU' ? 0.31 : -0.1), runName: () => null };
const rows = [
  rowLike({ name: 'GRU', mse: 0.355, note: 'first #paper' }),
  rowLike({ name: 'drawn-feedback', template: 'drawn-feedback', mse: 0.39, settings: { rate: 1.2e-3 } }),
  rowLike({ name: 'Elman huber', template: 'elman', mse: 0.9, settings: { loss: 'huber', rate: 5e-4 } }),
  rowLike({ name: 'new', template: 'elman', mse: null, status: 'queued' }),
];

function check(text: string, expected: string[]) {
  const { test, problem } = parseFilter(text);
  expect(problem).toBeUndefined();
  expect(rows.filter((row) => test!(row, context)).map((row) => row.run.name)).toEqual(expected);
}

describe('a filter', () => {
  it('lets everything through when nothing is typed', () => check('  ', ['GRU', 'drawn-feedback', 'Elman huber', 'new']));
  it('compares numbers, and a number that is not known is not smaller than any', () => {
    check('mse_val < 0.9', ['GRU', 'drawn-feedback']);
    check('mse_val<=0.9', ['GRU', 'drawn-feedback', 'Elman huber']);
    check('MSE-VAL > 0,38', ['drawn-feedback', 'Elman huber']);
    check('mse_val ＜ 0.36', ['GRU']);
    check('rate >= 1e-3', ['GRU', 'drawn-feedback', 'new']);
    check('params = 1k', ['GRU', 'drawn-feedback', 'Elman huber', 'new']);
    check('vs_pinned > 10%', ['GRU']);
    check('vs_pinned > 10 % gru', ['GRU']);
    check('elman, mse_val > 0,5', ['Elman huber']);
  });
  it('compares words without minding capitals, whole with = and in part with ~', () => {
    check('loss = HUBER', ['Elman huber']);
    check('loss != huber', ['GRU', 'drawn-feedback', 'new']);
    check('name ~ feed', ['drawn-feedback']);
    check('architecture = elman', ['Elman huber', 'new']);
    check('feedback = t-1', ['drawn-feedback']);
    check('feedback = none', ['GRU', 'Elman huber', 'new']);
    check('name = "Elman huber"', ['Elman huber']);
  });
  it('joins conditions with and, or and not; side by side is and', () => {
    check('elman huber', ['Elman huber']);
    check('elman and mse_val < 1', ['Elman huber']);
    check('gru or queued', ['GRU', 'new']);
    check('not huber', ['GRU', 'drawn-feedback', 'new']);
    check('gru or elman and not mse_val < 1', ['GRU', 'new']);
  });
  it('looks for words in names, architectures, states, and for tags in notes', () => {
    check('queued', ['new']);
    check('first', ['GRU']);
    check('#pap', ['GRU']);
    check('#first', []);
  });
  it('waits at an end that is still being typed', () => {
    check('gru or', ['GRU']);
    check('gru and', ['GRU']);
  });
  it.each([
    ['mse_vall < 1', { code: 'unknown-column', word: 'mse_vall', nearest: 'mse_val' }],
    ['zzzzzz = red', { code: 'unknown-column', word: 'zzzzzz', nearest: undefined }],
    ['mse_val <', { code: 'no-value', column: 'mse_val', sign: '<' }],
    ['mse_val < > 3', { code: 'no-value', column: 'mse_val', sign: '<' }],
    ['mse_val < small', { code: 'not-a-number', column: 'mse_val', word: 'small' }],
    ['< 3', { code: 'no-column', sign: '<' }],
    ['optimizer < adam', { code: 'no-order', column: 'optimizer', sign: '<' }],
    ['name = "GRU', { code: 'open-quote', word: '"GRU' }],
    ['and gru', { code: 'no-condition', word: 'and' }],
  ])('%s: says what is wrong', (text, problem) => {
    expect(parseFilter(text).problem).toEqual(problem);
  });
  it('suggests the nearest column only when it is near', () => {
    expect(nearestColumn('lookbak')).toBe('lookback');
    expect(nearestColumn('opt')).toBe('optimizer');
    expect(nearestColumn('zzzzzz')).toBeUndefined();
  });
  it('knows every column but the curve', () => {
    expect(filterColumns.some((c) => c.key === 'curve')).toBe(false);
    for (const { key } of filterColumns) expect(key).toMatch(/^[a-z0-9_]+$/);
  });
});
