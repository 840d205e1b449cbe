/**
 * The leakage auditor: places where a design lets a network see what it could not know, or where the parts are not as separate as the
 * scores pretend. Each finding says where, how much it could flatter, and - where a design can mend it - the design that does.
 */
import { optionsOf, type Architecture } from '../architecture.ts';
import { classesAsNumbers, scaledBefore } from './audit-file.ts';
import { aheadOfTargets, compared, likeness } from './audit-future.ts';
import { columnOf, sequenceCount, sequenceRows, type Dataset } from './dataset.ts';
import { partNames, type DatasetDesign, type PartName } from './design.ts';
import type { Finding } from './finding.ts';
import { isFolded } from './lay-out.ts';
import { partsOf, wordOfSeries, type Parts } from './parts.ts';
import { number } from './wording.ts';

/** A correlation above which a column is the target itself, moved. */
const same = 0.9999;
/** What was done to the numbers before they came here. */
export interface Reading {
  /** Values that were missing in the file lie on a straight line between their neighbours. */
  interpolates: boolean;
}

export const readingOf = ({ repairs = [] }: { repairs?: readonly string[] }): Reading => ({
  interpolates: repairs.includes('interpolate'),
});

export function audit(dataset: Dataset, design: DatasetDesign, architecture?: Architecture, reading?: Reading): Finding[] {
  const parts = partsOf(dataset, design);
  const moved = [...shiftedTargets(dataset, design, parts), ...centredFilters(dataset, design, parts)];
  return [
    ...moved,
    ...aheadOfTargets(dataset, design, parts, new Set(moved.map((finding) => finding.column!))),
    ...classesAsNumbers(dataset, design, parts),
    ...scaledBefore(dataset, design, parts),
    ...(reading?.interpolates ? filledBefore(design) : []),
    ...groupsInParts(dataset, design, parts),
    ...notKnownAhead(dataset, design),
    ...sharedTargets(design, parts),
    ...duplicateRows(dataset, design, parts),
    ...duplicateSeries(dataset, design, parts),
    ...wholeColumnFills(dataset, design),
    ...backwardCells(design, architecture),
  ];
}

const isWhole = ({ split }: DatasetDesign): boolean => split.by === 'series' || split.by === 'column';

/** A feature that holds the target of rows to come: row t of it is row t + k of the target. */
function shiftedTargets(dataset: Dataset, design: DatasetDesign, parts: readonly Parts[]): Finding[] {
  if (design.task !== 'forecast') return [];
  const most = Math.max(1, design.gap + design.horizon);
  const findings: Finding[] = [];
  for (const target of design.targets)
    for (const feature of new Set([...design.features, ...design.known])) {
      if (feature === target || (isFolded(design) && design.targets.includes(feature))) continue;
      const [x, y] = [columnOf(dataset, feature), columnOf(dataset, target)];
      if (!x || !y) continue;
      const isKnown = design.known.includes(feature);
      for (let k = isKnown || design.gap < 0 ? 0 : 1; k <= most; k++) {
        const r = likeness(x, y, k, parts);
        if (Math.abs(r) < same) continue;
        findings.push({
          severity: 'error',
          code: 'target-shifted',
          where: `feature ${feature}`,
          message: `It is the target "${target}" ${k === 0 ? 'of the same row' : `${number(k)} ${k === 1 ? 'row' : 'rows'} later`} (correlation ${r.toFixed(5)}).`,
          fix: 'Take it out of the features.',
          effect: `It gives away ${k === 0 || isKnown ? 'every step' : `the first ${number(Math.min(k - design.gap, design.horizon))} of ${number(design.horizon)} steps`}: their error could fall to 0.`,
          column: feature,
          values: { feature, target, rows: k, correlation: r },
          change: { features: design.features.filter((name) => name !== feature), known: design.known.filter((name) => name !== feature) },
        });
        break;
      }
    }
  return findings;
}

/** Different values that make a shape. */
const LEAST_SHAPE = 12;

/** Half widths of a centred mean that are tried, in rows. */
const widest = 24;

/** A feature that is a mean of the target around its row: half of what it averages comes after it. */
function centredFilters(dataset: Dataset, design: DatasetDesign, parts: readonly Parts[]): Finding[] {
  if (design.task !== 'forecast') return [];
  const findings: Finding[] = [];
  for (const target of design.targets) {
    const y = columnOf(dataset, target);
    if (!y) continue;
    const means = new Map<number, Float64Array>();
    for (const feature of new Set([...design.features, ...design.known])) {
      const x = columnOf(dataset, feature);
      if (!x || design.targets.includes(feature)) continue;
      for (let half = 1; half <= widest; half++) {
        const mean = means.get(half) ?? centredMean(y, half);
        means.set(half, mean);
        if (Math.abs(likeness(x, mean, 0, parts)) < same) continue;
        findings.push({
          severity: 'error',
          code: 'centred-filter',
          where: `feature ${feature}`,
          message: `It is the mean of the target "${target}" over ${number(2 * half + 1)} rows around its own: ${number(half)} of them come later.`,
          fix: 'Take it out of the features, or smooth with rows that lie before only.',
          effect: `It gives away what the next ${number(half)} rows are on average.`,
          column: feature,
          values: { feature, target, rows: half, width: 2 * half + 1 },
          change: { features: design.features.filter((name) => name !== feature), known: design.known.filter((name) => name !== feature) },
        });
        break;
      }
    }
  }
  return findings;
}

/** Mean of the rows from `half` before to `half` after; NaN at the ends and where one is missing. */
function centredMean(y: Float64Array, half: number): Float64Array {
  const out = new Float64Array(y.length).fill(NaN);
  let [sum, missing] = [0, 0];
  const put = (x: number, sign: 1 | -1): void => {
    if (x === x) sum += sign * x;
    else missing += sign;
  };
  for (let row = 0; row < y.length; row++) {
    put(y[row], 1);
    if (row > 2 * half) put(y[row - 2 * half - 1], -1);
    if (row >= 2 * half && missing === 0) out[row - half] = sum / (2 * half + 1);
  }
  return out;
}

/** Holes were filled when the file was read, before anything was split. */
const filledBefore = (design: DatasetDesign): Finding[] =>
  design.task === 'next'
    ? []
    : [
        {
          severity: 'warning',
          code: 'filled-before-split',
          where: 'missing',
          message:
            'Holes in the file were interpolated when it was read, before the split: a filled row depends on the known row after it.',
          fix: 'Read the file without that repair, and let the design fill what is missing: it uses only what a window sees.',
          effect: 'Windows that end inside of a hole see where the series goes next; usually a few windows.',
          change: { missing: 'linear' },
        },
      ];

/** Series of one speaker, patient, machine in several parts: a column says who, and the split does not look at it. */
function groupsInParts(dataset: Dataset, design: DatasetDesign, parts: readonly Parts[]): Finding[] {
  const { split } = design;
  const count = sequenceCount(dataset);
  if (split.by !== 'series' || split.group !== null || count < 4) return [];
  for (const { name, codes } of dataset.categories ?? []) {
    if (design.targets.includes(name)) continue;
    const isOnce = Array.from({ length: count }, (_, i) => sequenceRows(dataset, i)).every(({ from, to }) => {
      for (let row = from + 1; row < to; row++) if (codes[row] !== codes[from]) return false;
      return true;
    });
    if (!isOnce) continue;
    const seen: Record<PartName, Set<string>> = { train: new Set(), validation: new Set(), test: new Set() };
    const all = new Set<string>();
    for (let i = 0; i < count; i++) {
      const word = wordOfSeries(dataset, name, i);
      if (!word) continue;
      all.add(word);
      for (const part of partNames) if (parts[i][part].to > parts[i][part].from) seen[part].add(word);
    }
    // A word for each series is a name, a word for nearly all of them is no group.
    if (all.size < 3 || all.size * 2 > count) continue;
    const shared = [...all].filter((word) => seen.train.has(word) && (seen.validation.has(word) || seen.test.has(word))).length;
    if (!shared) continue;
    return [
      {
        severity: 'warning',
        code: 'group-in-parts',
        where: 'split',
        message: `Series of ${number(shared)} of ${number(all.size)} values of "${name}" stand in training and in a part held back.`,
        fix: `Keep series with the same "${name}" together.`,
        effect: `Scores say how well known values of "${name}" are told, not new ones.`,
        column: name,
        count: shared,
        values: { name, shared, all: all.size },
        change: { split: { ...split, group: name } },
      },
    ];
  }
  return [];
}

/** What is said to be known ahead, and has no value in the rows where the target is not known yet. */
function notKnownAhead(dataset: Dataset, design: DatasetDesign): Finding[] {
  if (design.task !== 'forecast') return [];
  return design.known.flatMap((name): Finding[] => {
    const numbers = columnOf(dataset, name);
    const isTarget = design.targets.includes(name);
    const ahead =
      dataset.rows - 1 - Math.min(...design.targets.map((t) => columnOf(dataset, t)?.findLastIndex((x) => x === x) ?? dataset.rows - 1));
    const isAbsent = numbers && ahead > 0 && numbers.subarray(dataset.rows - ahead).every((x) => x !== x);
    if (!isTarget && !isAbsent) return [];
    return [
      {
        severity: isTarget ? 'error' : 'warning',
        code: 'not-known-ahead',
        where: `known ${name}`,
        message: isTarget
          ? 'It is what is to be predicted, so it is not known ahead.'
          : `It has no value in the last ${number(ahead)} rows, where the target is not known yet.`,
        fix: 'Make it a past covariate.',
        effect: isTarget ? 'The error could fall to 0.' : 'Scores would count on values that a forecast in use does not have.',
        column: name,
        change: {
          known: design.known.filter((k) => k !== name),
          features: [...new Set([...design.features, ...(isTarget ? [] : [name])])],
        },
      },
    ];
  });
}

/**
 * Parts that touch each other, where a class is told from the rows before it: what lasts longer than a window is on both sides of the
 * border. A forecast may look back into the part before, as it will in use, and what it is trained on ends where the next part begins.
 */
function sharedTargets(design: DatasetDesign, parts: readonly Parts[]): Finding[] {
  const { split, lookback } = design;
  if (design.task !== 'classify' || isWhole(design) || design.windows === 'series' || lookback < 2) return [];
  if (!parts.some(({ validation, test }) => test.to > test.from || validation.to > validation.from)) return [];
  const canKeepApart = split.by === 'time' || split.by === 'date';
  if (canKeepApart && (split.apart ?? 0) >= lookback) return [];
  return [
    {
      severity: 'warning',
      code: 'neighbours-in-parts',
      where: 'split',
      message: 'The last windows of one part and the first of the next are neighbours in time: what lasts longer than a window is in both.',
      fix: canKeepApart
        ? `Leave ${number(lookback)} rows out between the parts.`
        : 'Split by shares, with rows left out between the parts.',
      effect: `About ${number(lookback)} windows on either side of each border are alike.`,
      values: { lookback, by: split.by },
      ...(canKeepApart ? { change: { split: { ...split, apart: lookback } } } : {}),
    },
  ];
}

/** Rows of the test part that stand in the training part too, value by value, far more of them than chance would have. */
function duplicateRows(dataset: Dataset, design: DatasetDesign, parts: readonly Parts[]): Finding[] {
  const columns = [...new Set([...design.targets, ...design.features])].flatMap((name) => columnOf(dataset, name) ?? []);
  if (design.task === 'next' || columns.length === 0 || isWhole(design)) return [];
  const trainRows = parts.reduce((sum, p) => sum + p.train.to - p.train.from, 0);
  if (trainRows > 2_000_000) return [];
  // Single values come again by chance: a run of rows does not, nor do rows of many columns that never come again in training.
  const { again, all } = largest(
    copiesOf(parts, columns, columns.length >= 3 ? 2 : 8),
    columns.length >= 3 ? copiesOf(parts, columns, 1) : undefined,
  );
  if (!all || again / all < 0.01) return [];

  const percent = Math.round((100 * again) / all);
  return [
    {
      severity: 'warning',
      code: 'duplicate-rows',
      where: 'split',
      message: `${percent} % of the rows held back stand in the training part too, value by value.`,
      fix: 'Remove the copies from the file, or split where they do not cross a border.',
      effect: `Up to ${percent} % of the test could be known by heart.`,
      count: again,
      values: { percent, again, all },
    },
  ];
}

/** Share of single rows that may come again within training, and are still no matter of chance where they come again behind it. */
const RARELY = 0.002;

interface Copies {
  /** Rows held back that stand in training, and all that were looked at. */
  again: number;
  all: number;
}

const largest = (a: Copies, b?: Copies): Copies => (b && b.all && b.again / b.all > a.again / Math.max(1, a.all) ? b : a);

/** To see the bits of a number. */
const asNumber = new Float64Array(1);
const asWords = new Uint32Array(asNumber.buffer);

/** Runs of so many rows held back that stand in training, told apart by 53 bits of a hash (a billion pairs come to one mistake in ten million). None are counted where they come again within training as well. */
function copiesOf(parts: readonly Parts[], columns: readonly Float64Array[], run: number): Copies {
  const keyAt = (row: number): number | undefined => {
    let [high, low] = [0x811c9dc5, 0x9e3779b9];
    let changes = 0;
    for (let i = 0; i < run; i++)
      for (const c of columns) {
        const value = c[row + i];
        if (value !== value) return undefined;
        if (i > 0 && value !== c[row]) changes++;
        // Minus zero is zero.
        asNumber[0] = value + 0;
        high = Math.imul(high ^ asWords[0], 0x01000193) ^ asWords[1];
        low = Math.imul(low ^ asWords[1], 0x85ebca6b) ^ (asWords[0] + (low >>> 15));
        high ^= high >>> 16;
      }
    return changes > 0 || run === 1 ? (high >>> 0) * 2 ** 21 + (Math.imul(low ^ (low >>> 13), 0xc2b2ae35) >>> 11) : undefined;
  };
  const rowsOf = function* (part: PartName): Generator<number> {
    for (const p of parts) {
      const size = p[part].to - p[part].from;
      const step = Math.max(1, Math.floor((size * parts.length) / (4 * compared)));
      for (let row = p[part].from; row + run <= p[part].to; row += part === 'train' ? 1 : step) yield row;
    }
  };
  const seen = new Set<number>();
  let [within, rows] = [0, 0];
  for (const row of rowsOf('train')) {
    const key = keyAt(row);
    if (key === undefined) continue;
    rows++;
    if (seen.has(key)) within++;
    seen.add(key);
  }
  let [all, again] = [0, 0];
  for (const part of ['validation', 'test'] as const)
    for (const row of rowsOf(part)) {
      const key = keyAt(row);
      if (key === undefined) continue;
      all++;
      if (seen.has(key)) again++;
    }
  if (run === 1 && within > RARELY * rows) return { again: 0, all };
  // Coarse values come again by chance, and do so within training too.
  const isChance = again < 0.5 * all && again / Math.max(1, all) < 3 * (within / Math.max(1, rows));
  return { again: isChance ? 0 : again, all };
}

/** The same series under two names, in two parts. */
function duplicateSeries(dataset: Dataset, design: DatasetDesign, parts: readonly Parts[]): Finding[] {
  if (!isWhole(design) || sequenceCount(dataset) < 2 || !dataset.sequences) return [];
  const { starts } = dataset.sequences;
  const used = dataset.columns.filter((c) => design.features.includes(c.name));
  if (!used.length) return [];
  const partOf = (s: number) => partNames.find((part) => parts[s][part].to > parts[s][part].from);
  const first = new Map<string, number>();
  let pairs = 0;
  for (let s = 0; s < sequenceCount(dataset); s++) {
    const key = used.map((c) => shapeOf(c.numbers.subarray(starts[s], starts[s + 1]))).join('|');
    const other = first.get(key);
    if (other === undefined) first.set(key, s);
    else if (partOf(other) !== partOf(s)) pairs++;
  }
  if (!pairs) return [];
  return [
    {
      severity: 'error',
      code: 'series-in-parts',
      where: 'split',
      message: `${number(pairs)} series stand in two parts, under different names and with the same values, perhaps in other units.`,
      fix: 'Remove the copies, or split by a group that keeps them together.',
      effect: `Up to ${number(pairs)} of the series held back could be known by heart.`,
      count: pairs,
      values: { pairs },
    },
  ];
}

/** Values told apart by their shape alone: the same in other units too, but not so few that shapes come again by chance. */
function shapeOf(values: Float64Array): string {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
  if (!(deviation > 0) || new Set(values).size < LEAST_SHAPE) return values.join();
  return Array.from(values, (x) => ((x - mean) / deviation).toFixed(3).replace('-0.000', '0.000')).join();
}

/** Series that share nothing of time, scaled each by all its own rows. */
function wholeColumnFills(dataset: Dataset, design: DatasetDesign): Finding[] {
  if (design.task !== 'classify' || design.scaleBy !== 'series' || design.windows === 'series') return [];
  return [
    {
      severity: 'warning',
      code: 'scaled-by-later-rows',
      where: 'scaleBy',
      message: `Each of ${number(sequenceCount(dataset))} series is scaled by all of its rows, those after a window included.`,
      fix: 'Scale all series together.',
      effect: 'A window shows how far its values lie from what comes later; usually little.',
      values: { series: sequenceCount(dataset) },
      change: { scaleBy: 'all' },
    },
  ];
}

/** A cell that runs from the last row to the first, where symbols are continued at every row. */
function backwardCells(design: DatasetDesign, architecture?: Architecture): Finding[] {
  if (design.task !== 'next' || !architecture) return [];
  const nodes = architecture.nodes.filter((n) => optionsOf(n).direction === 'backward').map((n) => n.id);
  if (!nodes.length) return [];
  return [
    {
      severity: 'error',
      code: 'sees-what-follows',
      where: `cells ${nodes.join(', ')}`,
      message: 'They run backwards, so that at every row they have seen the symbol that is to be told.',
      fix: 'Let them run forwards.',
      effect: 'The error could fall to 0.',
      nodes,
      values: { cells: nodes.join(', ') },
    },
  ];
}
