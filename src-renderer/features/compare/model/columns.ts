/**
 * Every column of the table: where its value comes from, and how it is shown. The key is also its name in the filter
 * (`mse_val < 0.9`). A value that is null is not known; `reason.ts` says why.
 */
import type { DatasetDesign } from '#engine/data/design.ts';
import type { MetricValues } from '#engine/train/metrics.ts';
import type { RunRecord } from '#shared/records.ts';
import { drawingName } from './drawing-name.ts';
import type { Row, RunRow } from './rows.ts';

export type Format = 'text' | 'error' | 'gain' | 'units' | 'count' | 'steps' | 'rate' | 'plain' | 'seconds' | 'moment';
export type ColumnKind = 'name' | 'curve' | 'result' | 'setting' | 'about';

export interface Column {
  key: string;
  kind: ColumnKind;
  format: Format;
  /** Pixels that it needs. */
  width: number;
  /** Runs that can have a value: those that forecast numbers, or those that tell classes or symbols; absent: all. */
  of?: 'numbers' | 'classes';
  /** Which way is better, where one is. */
  better?: 'lower' | 'higher';
  value(row: Row, context: ColumnContext): number | string | null;
}

export interface ColumnContext {
  /** Gain against the pinned row of its set. */
  gain(row: Row): number | null;
  runName(id: string): string | null;
}

type OfRun = (row: RunRow) => number | string | null;
const run =
  (value: OfRun): Column['value'] =>
  (row) =>
    row.kind === 'run' ? value(row) : null;
const plan = (value: (plan: RunRecord['plan']) => number | string | null): Column['value'] => run((row) => value(row.run.plan));
const setting = (name: keyof RunRecord['plan']['settings']): Column['value'] => plan((p) => p.settings[name]);
const designed =
  (value: (design: DatasetDesign) => number | string | null): Column['value'] =>
  (row) =>
    value(row.kind === 'run' ? row.run.plan.design : row.design);

/** Of the first target: errors of several targets have several units. */
const inUnits = (metric: keyof MetricValues, part: 'validation' | 'test'): Column['value'] => {
  return (row) => {
    const target = (row.kind === 'run' ? row.run.plan.design : row.design).targets[0];
    return row[part]?.units.perTarget[target]?.[metric] ?? null;
  };
};

/** How many baselines it beats beyond chance, of how many: `2 / 3`. */
function beatenOf({ run: { assessment } }: RunRow): string | null {
  const known = Object.values(assessment?.verdict?.beats ?? {}).filter((b) => b !== null);
  return known.length ? `${known.filter(Boolean).length} / ${known.length}` : null;
}

const result = (key: string, format: Format, width: number, value: Column['value'], better: 'lower' | 'higher' = 'lower'): Column => ({
  key,
  kind: 'result',
  format,
  width,
  better,
  value,
});
/** Of runs that forecast numbers. */
const ofNumbers: typeof result = (...about) => ({ ...result(...about), of: 'numbers' });
const ofClasses: typeof result = (...about) => ({ ...result(...about), of: 'classes' });
const set = (key: string, format: Format, width: number, value: Column['value']): Column => ({
  key,
  kind: 'setting',
  format,
  width,
  value,
});
const about = (key: string, format: Format, width: number, value: Column['value']): Column => ({
  key,
  kind: 'about',
  format,
  width,
  value,
});

/** In the order in which they stand, and are shown while nobody has chosen and there is room. */
export const columns: readonly Column[] = [
  { key: 'name', kind: 'name', format: 'text', width: 150, value: (row) => (row.kind === 'run' ? row.run.name : row.name) },
  { key: 'curve', kind: 'curve', format: 'text', width: 74, value: () => null },
  ofNumbers('mse_val', 'error', 80, (row) => row.validation?.scaled.mse ?? null),
  ofClasses('accuracy_val', 'plain', 76, (row) => row.validation?.classes?.accuracy ?? null, 'higher'),
  ofClasses('entropy_val', 'error', 92, (row) => row.validation?.classes?.crossEntropy ?? null),
  result('vs_pinned', 'gain', 82, (row, context) => context.gain(row), 'higher'),
  ofNumbers('mse_test', 'error', 76, (row) => row.test?.scaled.mse ?? null),
  ofClasses('accuracy_test', 'plain', 86, (row) => row.test?.classes?.accuracy ?? null, 'higher'),
  ofNumbers('beats', 'text', 56, run(beatenOf), 'higher'),
  ofNumbers('mae_val', 'units', 64, inUnits('mae', 'validation')),
  about(
    'params',
    'count',
    62,
    run((r) => r.run.parameters),
  ),
  set('feedback', 'text', 84, (row) => (row.kind === 'run' ? row.feedback.join(', ') || 'none' : 'none')),
  set(
    'lookback',
    'steps',
    88,
    // Of the baselines only the linear one looks back so far.
    (row) => (row.kind === 'run' ? row.run.plan.design.lookback : row.name === 'linear' ? row.design.lookback : null),
  ),
  set('rate', 'rate', 62, setting('rate')),
  set(
    'horizon',
    'steps',
    70,
    designed((d) => d.horizon),
  ),
  set('batch', 'count', 58, setting('batch')),
  set('epochs', 'count', 60, setting('epochs')),
  about(
    'best_epoch',
    'count',
    78,
    run((r) => r.run.bestEpoch || null),
  ),
  about(
    'seconds',
    'seconds',
    66,
    run((r) => r.run.seconds || null),
  ),
  set('optimizer', 'text', 78, setting('optimizer')),
  set('loss', 'text', 62, setting('loss')),
  set(
    'seed',
    'plain',
    52,
    plan((p) => (p.members ? null : p.settings.seed)),
  ),
  about(
    'architecture',
    'text',
    110,
    run((r) => drawingName(r.run.plan)),
  ),
  ofNumbers('mae_test', 'units', 80, inUnits('mae', 'test')),
  ofNumbers('rmse_val', 'units', 80, inUnits('rmse', 'validation')),
  ofNumbers('r2_val', 'plain', 66, inUnits('r2', 'validation'), 'higher'),
  ofNumbers(
    'mse_last',
    'error',
    80,
    run((r) => r.epochs?.at(-1)?.validation?.scaled.mse ?? null),
  ),
  set(
    'dataset',
    'text',
    96,
    plan((p) => p.datasetName),
  ),
  set('schedule', 'text', 80, setting('schedule')),
  set('patience', 'count', 68, setting('patience')),
  set('clip', 'plain', 56, setting('clip')),
  set('weight_decay', 'rate', 92, setting('weightDecay')),
  set(
    'targets',
    'text',
    90,
    designed((d) => d.targets.join(', ')),
  ),
  set(
    'features',
    'count',
    68,
    designed((d) => d.features.length),
  ),
  set(
    'scaler',
    'text',
    76,
    designed((d) => d.scaler),
  ),
  about(
    'backend',
    'text',
    86,
    run((r) => r.run.backend?.name ?? null),
  ),
  about('parent', 'text', 110, (row, context) =>
    row.kind === 'run' && row.run.plan.parent ? (context.runName(row.run.plan.parent.run) ?? row.run.plan.parent.run) : null,
  ),
  about(
    'started',
    'moment',
    96,
    run((r) => r.run.createdAt),
  ),
  about(
    'status',
    'text',
    84,
    run((r) => r.run.status),
  ),
  about(
    'note',
    'text',
    180,
    run((r) => r.run.note || null),
  ),
];

export const kindOf = (row: Row): 'numbers' | 'classes' =>
  (row.kind === 'run' ? row.run.plan.design : row.design).task === 'forecast' ? 'numbers' : 'classes';

export const columnOf = (key: string): Column | undefined => columns.find((c) => c.key === key);
export const isError = ({ key }: Column): boolean => key === 'mse_val' || key === 'entropy_val';
/** The one by which rows are told better or worse, where nobody says otherwise. */
export const errorKeyOf = (rows: readonly Row[]): string =>
  rows.length && rows.every((row) => kindOf(row) === 'classes') ? 'entropy_val' : 'mse_val';
export const isNumeric = (column: Column): boolean => column.format !== 'text';

/** Always there: what a row is. */
export const fixedKeys: readonly string[] = ['name'];
/** Not brought up by themselves, however wide the window is: they are long, or say what others say. */
const onlyOnWish = ['note', 'status', 'mse_last', 'backend', 'targets', 'features', 'scaler', 'dataset', 'started', 'parent'];

/** What is shown while nobody has chosen: in their order, as many as fit into a width. */
export function columnsThatFit(width: number, offered: readonly Column[] = columns.filter((c) => c.of !== 'classes')): string[] {
  const shown: string[] = [];
  let used = 0;
  for (const column of offered) {
    if (onlyOnWish.includes(column.key)) continue;
    used += column.width;
    if (used > width && shown.length >= 5) break;
    shown.push(column.key);
  }
  return shown;
}

/** Without the settings that are the same in all rows: those tell nothing apart. */
export function withoutEqual(shown: readonly Column[], rows: readonly Row[], context: ColumnContext): Column[] {
  const runs = rows.filter((row) => row.kind === 'run');
  if (runs.length < 2) return [...shown];
  return shown.filter((column) => column.kind !== 'setting' || new Set(runs.map((row) => column.value(row, context))).size > 1);
}

const leastOf = (values: Iterable<number | null>): number => {
  let least = Infinity;
  for (const value of values) if (value !== null && value > 0 && value < least) least = value;
  return least;
};

/** Decimals with which the smallest error of a column still has three digits that say something: 3 for 0.355, 4 for 0.0412. */
export function errorDecimals(values: Iterable<number | null>): number {
  const least = leastOf(values);
  return Number.isFinite(least) ? Math.min(7, Math.max(3, 2 - Math.floor(Math.log10(least)))) : 3;
}

/** The same for values with a unit, which may be large: 2 for 1.44, 0 for 350. */
export function unitDecimals(values: Iterable<number | null>): number {
  const least = leastOf(values);
  return Number.isFinite(least) ? Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(least)))) : 2;
}
