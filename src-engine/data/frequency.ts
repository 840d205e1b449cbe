/**
 * The step between the times of a series, and where it is broken: gaps, repeats, steps back, odd steps. Only looks; `repair.ts` repairs.
 *
 * A step may be a fixed length (an hour, a week) or a stretch of the calendar (a month, a quarter, a year), which has no fixed length.
 * Weekends that are always missing are no gaps: nobody should invent rows for a closed market.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, daysInMonth } from './calendar-days.ts';
import { STRETCH, allOf, stretchesOf, type Values } from './values.ts';

export interface Step {
  /** Exactly one of the two: a fixed length, or months of the calendar. */
  ms?: number;
  months?: number;
}

export interface Frequency {
  step: Step | null;
  /** ISO 8601 duration, such as PT15M or P1M; null when the steps are irregular. */
  duration: string | null;
  /** A fixed step's length, or a calendar step's usual one; null when irregular. */
  stepMs: number | null;
  /** Times never go back (within each series). */
  sorted: boolean;
  /** Every time is before the one above it: the file runs from new to old. */
  isNewestFirst: boolean;
  /** Places where at least one step is missing, and the steps missing there. */
  gaps: number;
  missingSteps: number;
  /** Rows whose time another row before them has (within the series). */
  duplicates: number;
  /** Steps that are no multiple of the step. */
  irregular: number;
  /** Times are near a regular grid without being on it, as a clock in a logger gives them. */
  hasJitter: boolean;
  weekdaysOnly: boolean;
  /** Gaps and repeats of an hour where clocks change: local time without a zone. */
  clockChanges: number;
  first: number;
  last: number;
  /** The first few, as times (ms): the time after which a gap begins, a repeated time, a time before which time went back. */
  firstGaps: number[];
  firstDuplicates: number[];
  firstIrregular: number[];
  /** Rows (from 0) before which time goes back. */
  stepsBack: number[];
}

const KEPT = 20;
const OCCURRENCES = 4096;

/**
 * times: ms since 1970, NaN where missing. seriesOf: for each row the series it belongs to, from 0 (`seriesCount` of them), or undefined for
 * one. offsetMs: zone of the file's clock, so that months and weekdays are those of the person.
 */
export function findFrequency(times: Float64Array, seriesOf?: Int32Array, seriesCount = 1, offsetMs = 0): Frequency {
  const result = emptyFrequency();
  const all: Float64Array[] = [];
  let descending = 0;
  for (const { values, rows } of splitSeries(times, seriesOf, seriesCount)) {
    let back = 0;
    for (let i = 1; i < values.length; i++) {
      if (values[i] >= values[i - 1]) continue;
      back++;
      if (result.stepsBack.length < KEPT) result.stepsBack.push(rows ? rows[i] : i);
    }
    if (values.length > 1 && back === values.length - 1) descending++;
    if (back > 0) result.sorted = false;
    const sorted = back > 0 ? values.slice().sort() : values;
    if (sorted.length === 0) continue;
    result.first = Math.min(result.first, sorted[0]);
    result.last = Math.max(result.last, sorted[sorted.length - 1]);
    all.push(sorted);
  }
  result.isNewestFirst = !result.sorted && descending === all.length;
  return judged(all, offsetMs, result);
}

/**
 * The same of a column that may be larger than memory: read in stretches, several times, where it is one series that never goes back; in memory
 * otherwise, since times must be sorted then.
 */
export function findFrequencyOf(times: Values, seriesOf?: Int32Array, seriesCount = 1, offsetMs = 0): Frequency {
  if (seriesOf || times.length < 2 * STRETCH || !isSteady(times)) return findFrequency(allOf(times), seriesOf, seriesCount, offsetMs);
  const result = emptyFrequency();
  [result.first] = times.read(0, 1);
  [result.last] = times.read(times.length - 1, times.length);
  return judged({ [Symbol.iterator]: () => joinedStretches(times) }, offsetMs, result);
}

/** Nothing missing, and never back. */
function isSteady(times: Values): boolean {
  let last = -Infinity;
  for (const [stretch] of stretchesOf(times))
    for (const time of stretch) {
      if (!(time >= last)) return false;
      last = time;
    }
  return true;
}

/** Stretches that begin with the last time of the one before, so that every step lies in exactly one of them. */
function* joinedStretches(times: Values): Generator<Float64Array> {
  let last = NaN;
  for (const [stretch, from] of stretchesOf(times)) {
    const joined = new Float64Array(stretch.length + (from > 0 ? 1 : 0));
    if (from > 0) joined[0] = last;
    joined.set(stretch, from > 0 ? 1 : 0);
    last = stretch[stretch.length - 1];
    yield joined;
  }
}

/** all: sorted times of each series, or stretches that share their ends. */
function judged(all: Iterable<Float64Array>, offsetMs: number, result: Frequency): Frequency {
  const step = commonStep(all, offsetMs);
  result.weekdaysOnly = step?.ms === DAY_MS && areWeekdaysOnly(all, offsetMs);
  let positive = 0;
  for (const sorted of all) {
    countBreaks(sorted, step, offsetMs, result);
    positive += sorted.length - 1;
  }
  positive -= result.duplicates;
  // An unsteady clock has a commonest step as well, which is not its own.
  if (result.irregular > positive * 0.02 && findJitter(all, result)) return result;
  // A step that most do not keep is no frequency.
  if (step && result.irregular <= positive * 0.3) {
    result.step = step;
    result.duration = durationOf(step);
    result.stepMs = step.ms ?? (step.months as number) * 30.436875 * DAY_MS;
    return result;
  }
  return Object.assign(result, { gaps: 0, missingSteps: 0, weekdaysOnly: false, firstGaps: [] });
}

const emptyFrequency = (): Frequency => ({
  step: null,
  duration: null,
  stepMs: null,
  sorted: true,
  isNewestFirst: false,
  gaps: 0,
  missingSteps: 0,
  duplicates: 0,
  irregular: 0,
  hasJitter: false,
  weekdaysOnly: false,
  clockChanges: 0,
  first: Infinity,
  last: -Infinity,
  firstGaps: [],
  firstDuplicates: [],
  firstIrregular: [],
  stepsBack: [],
});

/** The times of each series in the order of the file, without missing ones, and the rows they are from (undefined: rows 0, 1, 2 ...). */
function splitSeries(times: Float64Array, seriesOf: Int32Array | undefined, count: number): { values: Float64Array; rows?: Int32Array }[] {
  const hasMissing = times.some((time) => time !== time);
  if (!seriesOf && !hasMissing) return [{ values: times }];
  const lengths = new Int32Array(count);
  for (let i = 0; i < times.length; i++) if (times[i] === times[i]) lengths[seriesOf ? seriesOf[i] : 0]++;
  const series = Array.from(lengths, (length) => ({ values: new Float64Array(length), rows: new Int32Array(length) }));
  lengths.fill(0);
  for (let i = 0; i < times.length; i++) {
    if (times[i] !== times[i]) continue;
    const which = seriesOf ? seriesOf[i] : 0;
    series[which].values[lengths[which]] = times[i];
    series[which].rows[lengths[which]++] = i;
  }
  return series;
}

/** The commonest step, in months when all times fall on one day of the month or on its last. */
function commonStep(all: Iterable<Float64Array>, offsetMs: number): Step | null {
  const counts = new Map<number, number>();
  let longest = 0;
  for (const times of all) {
    let lastStep = 0;
    let run = 0;
    const keep = () => {
      if (run > 0 && (counts.size < OCCURRENCES || counts.has(lastStep))) counts.set(lastStep, (counts.get(lastStep) ?? 0) + run);
    };
    for (let i = 1; i < times.length; i++) {
      const step = times[i] - times[i - 1];
      if (step <= 0) continue;
      if (step === lastStep) {
        run++;
        continue;
      }
      keep();
      lastStep = step;
      run = 1;
    }
    keep();
    longest = Math.max(longest, times.length);
  }
  if (counts.size === 0) return null;
  // Steps of a month or more, and the same day each time: the calendar's.
  const shortest = Math.min(...counts.keys());
  if (shortest >= 28 * DAY_MS) {
    const months = commonMonths(all, offsetMs);
    if (months) return { months };
  }
  const [ms] = [...counts].reduce((best, entry) => (entry[1] > best[1] || (entry[1] === best[1] && entry[0] < best[0]) ? entry : best));
  return { ms };
}

function commonMonths(all: Iterable<Float64Array>, offsetMs: number): number | undefined {
  const counts = new Map<number, number>();
  let day = -1;
  let clock = -1;
  let isSameDay = true;
  let isLastDay = true;
  for (const times of all) {
    let lastMonth = NaN;
    for (const time of times) {
      const date = new Date(time + offsetMs);
      const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
      const msOfDay = (((time + offsetMs) % DAY_MS) + DAY_MS) % DAY_MS;
      if (day === -1) [day, clock] = [dayOfMonth, msOfDay];
      // The 31st is kept as the 30th or 28th in shorter months.
      if (dayOfMonth !== Math.min(day, daysInMonth(year, month + 1)) && dayOfMonth !== day) isSameDay = false;
      if (dayOfMonth !== daysInMonth(year, month + 1)) isLastDay = false;
      if (Math.abs(msOfDay - clock) > HOUR_MS || (!isSameDay && !isLastDay)) return undefined;
      const months = year * 12 + month;
      if (months > lastMonth) counts.set(months - lastMonth, (counts.get(months - lastMonth) ?? 0) + 1);
      lastMonth = months;
    }
  }
  let best: number | undefined;
  for (const [months, count] of counts) if (best === undefined || count > (counts.get(best) as number)) best = months;
  return best;
}

/** Days on which nothing ever happens are the weekend, if there was time for one and enough other days. */
function areWeekdaysOnly(all: Iterable<Float64Array>, offsetMs: number): boolean {
  let days = 0;
  let hasWeekend = false;
  for (const times of all) {
    for (const time of times) {
      const weekday = new Date(time + offsetMs).getUTCDay();
      if (weekday === 0 || weekday === 6) return false;
    }
    days += times.length;
    for (let i = 1; i < times.length && !hasWeekend; i++) hasWeekend = times[i] - times[i - 1] >= 3 * DAY_MS;
  }
  return days >= 5 && hasWeekend;
}

function countBreaks(times: Float64Array, step: Step | null, offsetMs: number, result: Frequency): void {
  const { weekdaysOnly } = result;
  for (let i = 1; i < times.length; i++) {
    const ms = times[i] - times[i - 1];
    if (ms === step?.ms) continue;
    if (ms === 0) {
      result.duplicates++;
      keep(result.firstDuplicates, times[i]);
      if (step?.ms && step.ms <= HOUR_MS && isClockChange(times[i] + offsetMs)) result.clockChanges++;
      continue;
    }
    if (!step) continue;
    const steps = step.months ? monthsBetween(times[i - 1] + offsetMs, times[i] + offsetMs) / step.months : ms / (step.ms as number);
    if (steps === 1) continue;
    if (steps < 1 || Math.abs(steps - Math.round(steps)) > 1e-9) {
      result.irregular++;
      keep(result.firstIrregular, times[i - 1]);
      continue;
    }
    const missing = weekdaysOnly ? weekdaysBetween(times[i - 1] + offsetMs, times[i] + offsetMs) : Math.round(steps) - 1;
    if (missing === 0) continue;
    result.gaps++;
    result.missingSteps += missing;
    keep(result.firstGaps, times[i - 1]);
    if (step.ms && step.ms <= HOUR_MS && ms === HOUR_MS + step.ms && isClockChange(times[i] + offsetMs)) result.clockChanges++;
  }
}

const keep = (list: number[], value: number): void => {
  if (list.length < KEPT) list.push(value);
};

function monthsBetween(from: number, to: number): number {
  const a = new Date(from);
  const b = new Date(to);
  return (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
}

/** Mondays to Fridays strictly between two days. */
function weekdaysBetween(from: number, to: number): number {
  let count = 0;
  for (let day = from + DAY_MS; day < to - HOUR_MS && count < 1e6; day += DAY_MS) {
    const weekday = new Date(day).getUTCDay();
    if (weekday !== 0 && weekday !== 6) count++;
  }
  return count;
}

/** Small hours of a Sunday in the months in which clocks change anywhere. */
function isClockChange(time: number): boolean {
  const date = new Date(time);
  return date.getUTCDay() === 0 && date.getUTCHours() <= 3 && [2, 3, 8, 9, 10].includes(date.getUTCMonth());
}

/** Steps that are all within a twentieth of their median: a grid kept by an unsteady clock. Counts gaps on that grid. */
function findJitter(all: Iterable<Float64Array>, result: Frequency): boolean {
  const steps: number[] = [];
  for (const times of all) {
    const stride = Math.max(1, Math.floor(times.length / 100_000));
    for (let i = 1; i < times.length; i += stride) if (times[i] > times[i - 1]) steps.push(times[i] - times[i - 1]);
  }
  if (steps.length < 3) return false;
  const median = Float64Array.from(steps).sort()[steps.length >> 1];
  const near = steps.filter((step) => Math.abs(step - median) <= median * 0.05).length;
  if (near < steps.length * 0.9) return false;
  const ms = niceStep(median);
  Object.assign(result, {
    step: { ms },
    duration: durationOf({ ms }),
    stepMs: ms,
    hasJitter: true,
    gaps: 0,
    missingSteps: 0,
    irregular: 0,
    firstGaps: [],
    firstIrregular: [],
  });
  for (const times of all) {
    for (let i = 1; i < times.length; i++) {
      const missing = Math.round((times[i] - times[i - 1]) / ms) - 1;
      if (times[i] !== times[i - 1] && times[i] - times[i - 1] !== ms) {
        result.irregular++;
        keep(result.firstIrregular, times[i - 1]);
      }
      if (missing <= 0) continue;
      result.gaps++;
      result.missingSteps += missing;
      keep(result.firstGaps, times[i - 1]);
    }
  }
  return true;
}

/** The round step that a median is close to, such as 60 s for 59.98 s. */
function niceStep(median: number): number {
  for (const unit of [DAY_MS, HOUR_MS, 15 * MINUTE_MS, MINUTE_MS, 5000, 1000, 100, 10, 1]) {
    const rounded = Math.round(median / unit) * unit;
    if (rounded > 0 && Math.abs(rounded - median) <= median * 0.02) return rounded;
  }
  return median;
}

/** ISO 8601, with the largest units that come out whole. */
export function durationOf({ ms, months }: Step): string {
  if (months !== undefined) return months % 12 === 0 ? `P${months / 12}Y` : `P${months}M`;
  if (ms === undefined) return '';
  if (ms % (7 * DAY_MS) === 0) return `P${ms / (7 * DAY_MS)}W`;
  if (ms % DAY_MS === 0) return `P${ms / DAY_MS}D`;
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor(ms / HOUR_MS) % 24;
  const minutes = Math.floor(ms / MINUTE_MS) % 60;
  const seconds = Math.round((ms % MINUTE_MS) * 1e3) / 1e6;
  const clock = (hours ? `${hours}H` : '') + (minutes ? `${minutes}M` : '') + (seconds ? `${seconds}S` : '');
  return `P${days ? `${days}D` : ''}T${clock}`;
}
