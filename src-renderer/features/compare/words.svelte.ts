/** Cells, heads and names of the table in the language of the window, and as plain data for the clipboard. */
import { levelOf, stepOf, type TimeLevel } from '../../i18n/time.ts';
import type { Text } from '../../i18n/text.svelte.ts';
import type { Studio } from '../../studio.svelte.ts';
import { nameAndUnit } from '../data/columns.ts';
import type { Comparison } from './comparison.svelte.ts';
import { errorDecimals, unitDecimals, type Column } from './model/columns.ts';
import { SETTLE } from './model/feedback.ts';
import { sayGain } from './model/gain.ts';
import { reasonOf } from './model/reason.ts';
import type { Row, WindowSet } from './model/rows.ts';
import { seasonOf } from './model/season.ts';

export class TableWords {
  private readonly text: Text;
  private readonly studio: Studio;
  private readonly comparison: () => Comparison;
  /** Decimals and divisors that a whole column shares, so that its digits stand under each other. */
  private readonly decimals = $derived.by(() => {
    const { rows, sets, chosen, context } = this.comparison();
    const all: Row[] = [...sets.flatMap((set) => set.baselines), ...rows];
    return new Map(
      chosen.map((column) => {
        const values = all.map((row) => numberOf(column.value(row, context)));
        return [column.key, column.format === 'units' ? unitDecimals(values) : errorDecimals(values)];
      }),
    );
  });
  private readonly hasThousands = $derived.by(() => this.comparison().rows.some((r) => (r.run.parameters ?? 0) >= 10_000));

  constructor(text: Text, studio: Studio, comparison: () => Comparison) {
    this.text = text;
    this.studio = studio;
    this.comparison = comparison;
  }

  /** ISO 8601 step of a set's dataset, where the project still has the same numbers. */
  frequencyOf(set: WindowSet | undefined): string | null {
    const dataset = this.studio.datasets.find((d) => d.id === set?.dataset && d.hash === set.datasetHash);
    return dataset?.inspection.time?.frequency ?? null;
  }

  nameOf(row: Row): string {
    if (row.kind === 'run') return row.run.name;
    const { baseline } = this.text.t.compare;
    return row.name === 'seasonalNaive' ? baseline.seasonalNaive(this.seasonOf(row)) : baseline[row.name];
  }

  /** After "better than". */
  thanOf(row: Row): string {
    if (row.kind === 'run') return row.run.name;
    const { than } = this.text.t.compare;
    return row.name === 'seasonalNaive' ? than.seasonalNaive(this.seasonOf(row)) : than[row.name];
  }

  private seasonOf(row: Row) {
    return seasonOf(this.frequencyOf(this.comparison().setOf(row)));
  }

  /** An error in z-score space with the decimals that the table has. */
  error(value: number | null | undefined, key = 'mse_val'): string {
    if (value === null || value === undefined) return '';
    return Math.abs(value) >= 1000 ? this.text.quantity(value) : this.text.fixed(value, this.decimals.get(key) ?? 3);
  }

  feedbackTag(tag: string): string {
    return tag === SETTLE ? this.text.t.compare.settle : tag;
  }

  head(column: Column): { label: string; unit: string } {
    const label = this.text.t.compare.columns[column.key] ?? column.key;
    const { sets } = this.comparison();
    if (column.format === 'steps') return { label, unit: common(sets.map((set) => this.stepUnit(set))) };
    if (column.key === 'params') return { label, unit: this.hasThousands ? 'k' : '' };
    if (column.format !== 'units') return { label, unit: '' };
    const target = common(sets.map((set) => set.design.targets[0] ?? ''));
    const { name, unit } = nameAndUnit(target);
    return { label: name ? `${label} ${name}` : label, unit };
  }

  private stepUnit(set: WindowSet): string {
    const step = stepOf(this.frequencyOf(set));
    return step?.count === 1 ? this.text.t.units.step(step) : '';
  }

  /** What a cell shows; empty where nothing belongs. */
  cell(column: Column, row: Row): string {
    const value = column.value(row, this.comparison().context);
    return value === null ? '' : this.value(column, value);
  }

  /** A value of a column, wherever it is shown. */
  value(column: Column, value: number | string): string {
    switch (column.format) {
      case 'gain':
        return this.text.t.compare.gain(sayGain(value as number));
      case 'error':
        return this.error(value as number, column.key);
      case 'units':
        return (value as number) >= 10_000
          ? this.text.count(value as number)
          : this.text.fixed(value as number, this.decimals.get(column.key) ?? 2);
      case 'count':
        if (column.key === 'params' && this.hasThousands) return this.text.fixed((value as number) / 1000, 1);
        return this.text.count(value as number);
      case 'steps':
        return this.text.count(value as number);
      case 'rate':
        return rateText(this.text, value as number);
      case 'plain':
        return column.key === 'r2_val' ? this.text.fixed(value as number) : this.text.quantity(value as number);
      case 'seconds':
        return this.text.t.units.duration(value as number);
      case 'moment':
        return this.text.ago(value as number);
      case 'text':
        return this.word(column.key, String(value));
      default:
        return column.format satisfies never;
    }
  }

  /** A word that has a translation: a status, "none". */
  private word(key: string, value: string): string {
    const t = this.text.t.compare;
    if (key === 'status') return t.status[value as keyof typeof t.status] ?? value;
    if (key === 'feedback')
      return value === 'none'
        ? t.none2
        : value
            .split(', ')
            .map((tag) => this.feedbackTag(tag))
            .join(', ');
    return value;
  }

  /** Why a cell has no number. */
  reason(column: Column, row: Row): string {
    const comparison = this.comparison();
    const reason = reasonOf(column, row, comparison.references.get(row.set) !== undefined, comparison.isReference(row));
    return reason ? this.text.t.compare.reasons[reason] : '';
  }

  /** Every digit there is, for hovering. */
  exact(column: Column, row: Row): string {
    const value = column.value(row, this.comparison().context);
    if (typeof value === 'number' && column.format !== 'gain' && column.format !== 'moment') return this.text.exact(value);
    return value === null ? '' : this.cell(column, row);
  }

  /** For the clipboard: numbers as they are, gains as shares of 1, moments as ISO. */
  plain(column: Column, row: Row): string {
    if (column.key === 'name') return this.nameOf(row);
    const value = column.value(row, this.comparison().context);
    if (value === null) return '';
    if (column.format === 'moment') return new Date(value as number).toISOString();
    return typeof value === 'number' ? this.text.exact(value) : this.word(column.key, value);
  }

  levelOf(set: WindowSet): TimeLevel {
    return levelOf(stepOf(this.frequencyOf(set)));
  }
}

/** Rates in powers of ten; from 1 to 1000 as they are. */
export const rateText = (text: Text, value: number): string =>
  Math.abs(value) >= 1 && Math.abs(value) < 1000 ? text.quantity(value) : text.rate(value);

const numberOf = (value: number | string | null): number | null => (typeof value === 'number' ? value : null);
const common = (values: readonly string[]): string => (new Set(values).size === 1 ? values[0] : '');
