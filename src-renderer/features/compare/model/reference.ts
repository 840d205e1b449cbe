/**
 * What the rows are measured against. A baseline that is pinned is pinned in every set of windows, each with its own errors; a run
 * that is pinned is a reference only for those that saw its windows.
 */
import { mainBaselines, type MainBaseline } from '#engine/train/baselines.ts';
import { headlineOf } from '#engine/train/metrics.ts';
import type { Row, WindowSet } from './rows.ts';

/** Nothing pinned: the better one of the two repeats, which is the honest one to beat. */
export type Pin = { kind: 'auto' } | { kind: 'baseline'; name: MainBaseline } | { kind: 'run'; id: string };

/** On the validation part. */
export const errorOf = (row: Row | undefined): number | null => headlineOf(row?.validation);

export function referenceOf(set: WindowSet, pin: Pin): Row | undefined {
  switch (pin.kind) {
    case 'run':
      return set.runs.find((r) => r.id === pin.id);
    case 'baseline':
      return set.baselines.find((b) => b.name === pin.name);
    case 'auto':
      return betterRepeat(set) ?? set.baselines[0];
    default:
      return pin satisfies never;
  }
}

function betterRepeat({ baselines }: WindowSet): Row | undefined {
  const repeats = baselines.filter((b) => b.name !== 'linear' && errorOf(b) !== null);
  return repeats.reduce<Row | undefined>((best, b) => (best && errorOf(best)! <= errorOf(b)! ? best : b), undefined);
}

export const pinText = (pin: Pin): string => (pin.kind === 'baseline' ? pin.name : '');

/** From the preferences, where only baselines are kept. */
export const pinFrom = (text: string | undefined): Pin =>
  mainBaselines.includes(text as MainBaseline) ? { kind: 'baseline', name: text as MainBaseline } : { kind: 'auto' };
