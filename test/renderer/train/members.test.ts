// Runs that belong together: what a whole is doing, what is said of it, where it stands in Compare, and bands that a network says itself.
import { expect, test } from 'vitest';
import { comparable, rowOf, setsOf, wholesOf } from '../../../src-renderer/features/compare/model/rows.ts';
import { linesOf } from '../../../src-renderer/features/compare/model/order.ts';
import { asShown, membersOf, nameWithin, wholeOf } from '../../../src-renderer/features/train/model/members.ts';
import { ownEdges } from '../../../src-renderer/features/train/model/watched.ts';
import { sayMembers, sayWhole } from '../../../src-renderer/features/train/words/members.ts';
import { plain } from '../../../src-renderer/features/train/words/pieces.ts';
import { en } from '../../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../../src-renderer/i18n/zh-CN/index.ts';
import type { RunRecord, RunStatus } from '#shared/records.ts';
import { run as runRecord } from './run-record.ts';

const member = (id: string, status: RunStatus, bestEpoch = 0): RunRecord => ({ ...runRecord(), id, name: id, status, bestEpoch, epoch: bestEpoch }); // prettier-ignore
const whole = (...runs: string[]): RunRecord => {
  const base = runRecord();
  return { ...base, id: 'whole', name: 'whole', status: 'queued', plan: { ...base.plan, members: { kind: 'ensemble', combine: 'median', runs } } }; // prettier-ignore
};

test('a whole that waits does what its members do', () => {
  const says = (...members: RunRecord[]) => asShown(whole('a', 'b'), members).status;
  expect(says(member('a', 'finished', 3), member('b', 'running'))).toBe('running');
  expect(says(member('a', 'finished', 3), member('b', 'paused'))).toBe('paused');
  expect(says(member('a', 'interrupted'), member('b', 'queued'))).toBe('interrupted');
  expect(says(member('a', 'queued'), member('b', 'queued'))).toBe('queued');
  expect(says(member('a', 'finished', 3), member('b', 'stopped', 2))).toBe('queued');
  const all = [whole('a', 'b'), member('b', 'queued'), member('a', 'queued')];
  expect(membersOf(all[0], all).map((m) => m.id)).toEqual(['a', 'b']);
  expect(wholeOf(all[1], all)?.id).toBe('whole');
  expect(wholeOf(all[0], all)).toBeUndefined();
});

test('how far it is, is said in both languages', () => {
  const members = [member('a', 'finished', 3), { ...member('b', 'running'), epoch: 4 }];
  const shown = asShown(whole('a', 'b'), members);
  const { epochs } = members[1].plan.settings;
  expect(plain(sayMembers(en.members, shown, members).title)).toBe(`1 of 2 runs are done; b is in epoch 5 of ${epochs}.`);
  expect(plain(sayMembers(zhCN.members, shown, members).title)).toContain('2 个运行已完成 1 个');
  expect(sayWhole(en.members, shown, members)).toBe('1 of 2 runs');
  expect(sayWhole(en.members, { ...shown, status: 'finished' }, members)).toBe('median of 2 seeds');
});

test('in Compare members stand below their ensemble, and folds nowhere', () => {
  const fold = { ...whole('f'), id: 'backtest' };
  const folds: RunRecord = { ...fold, plan: { ...fold.plan, members: { kind: 'backtest', designs: [], isRefitted: true, runs: ['f'] } } };
  const runs = comparable([member('a', 'finished', 1), member('x', 'finished', 1), member('f', 'finished', 1), folds, whole('a')]);
  expect(runs.map((r) => r.id)).toEqual(['a', 'x', 'whole']);
  const wholes = wholesOf(runs);
  const rows = runs.map((run) => rowOf(run, undefined, wholes.get(run.id) ?? null));
  const lines = linesOf(setsOf(rows), (all) => [...all], 'none', undefined);
  expect(lines.flatMap((line) => (line.kind === 'row' && line.row.kind === 'run' ? [line.id] : []))).toEqual(['x', 'whole', 'a']);
});

test('bands of a network come behind its forecasts', () => {
  // 2 windows, 3 steps, 1 target: the forecasts, then one low and one high edge.
  const values = Float32Array.from({ length: 18 }, (_, i) => i);
  const [band, ...others] = ownEdges(values, 2, 3, 1);
  expect(others).toEqual([]);
  expect(band.low(1, 0)).toEqual([9, 10, 11]);
  expect(band.high(0, 0)).toEqual([12, 13, 14]);
  expect(ownEdges(values.subarray(0, 6), 2, 3, 1)).toEqual([]);
});

test('below its whole a member goes by what its name adds', () => {
  const named = (name: string) => ({ name }) as RunRecord;
  const group = named('Segment GRU');
  expect(nameWithin(group, named('Segment GRU (seed 2)'))).toBe('seed 2');
  expect(nameWithin(group, named('the good one'))).toBe('the good one');
  expect(nameWithin(group, named('Segment GRU 2 (seed 2)'))).toBe('Segment GRU 2 (seed 2)');
});
