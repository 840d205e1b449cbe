/** Features that know of rows to come what no measurement could, though they are not the target row for row: moved and disguised. */
import { columnOf, type Dataset } from './dataset.ts';
import type { DatasetDesign } from './design.ts';
import type { Finding } from './finding.ts';
import { isFolded } from './lay-out.ts';
import type { Parts } from './parts.ts';
import { tellsAhead } from './tells-ahead.ts';
import { number } from './wording.ts';

/** Rows that are compared, spread over the training part. */
export const compared = 20_000;

/** Rows that suffice to see which lead is worth a closer look; and where there are hundreds of columns on both sides, for seconds not to become minutes. */
const roughly = 3000;
const veryRoughly = 500;
const mostCompared = 1e9;
/** Share of the error of the own past below which a feature knows too much: by itself, and where one of its rows is nearly the row that it tells. */
const knowsTooMuch = { alone: 0.02, alike: 0.3, correlation: 0.97 };
/** Pairs of feature and target that are all looked at closely; of more only the ones that vary together most. */
const closely = 24;
const alikest = 60;
/** What varies together less than this is not looked at where there are many. */
const leastAlike = 0.1;

interface Pair {
  feature: string;
  target: string;
  x: Float64Array;
  y: Float64Array;
  /** Rows ahead at which changes vary together most, and how much. */
  lead: number;
  r: number;
}

/** A feature that tells rows to come of the target far better than its own past, without being it row for row: with noise, as ranks, summed up. */
export function aheadOfTargets(dataset: Dataset, design: DatasetDesign, parts: readonly Parts[], found: ReadonlySet<string>): Finding[] {
  if (design.task !== 'forecast') return [];
  const most = Math.max(1, design.gap + design.horizon);
  const train = parts.map((part) => part.train);
  const all = pairsOf(dataset, design, found);
  const isHuge = all.length * most * roughly > mostCompared;
  const tried = Array.from({ length: most }, (_, i) => i + 1).filter((k) => !isHuge || Number.isInteger(Math.log2(k)));
  const pairs = all.map((pair): Pair => ({ ...pair, ...leadOf(pair.x, pair.y, tried, parts, isHuge ? veryRoughly : roughly) }));
  const isMany = pairs.length > closely;
  const looked = isMany
    ? pairs
        .filter(({ r }) => r >= leastAlike)
        .sort((a, b) => b.r - a.r)
        .slice(0, alikest)
    : pairs;
  const findings = new Map<string, Finding>();
  for (const { feature, target, x, y, lead } of looked) {
    if (findings.has(feature)) continue;
    const isKnown = design.known.includes(feature);
    const leads = isKnown ? [1] : [lead, lead - 1, lead + 1, ...(isMany ? [] : [1, 2, 3])].filter((k) => k >= 1 && k <= most);
    const tells = tellsAhead(x, y, train, leads, isKnown);
    if (!tells || tells.left > knowsTooMuch.alike) continue;
    // A forecast or a plan that is known ahead may well be close; a measured leader may be as well, but not row by row.
    if (tells.left > knowsTooMuch.alone && (isKnown || tells.correlation < knowsTooMuch.correlation)) continue;
    const percent = Math.round(100 * (1 - tells.left));
    findings.set(feature, {
      severity: tells.left <= knowsTooMuch.alone ? 'error' : 'warning',
      code: 'tells-the-future',
      where: `feature ${feature}`,
      message: isKnown
        ? `It tells ${percent} % of what the past of the target "${target}" leaves open of the very same row.`
        : `It tells ${percent} % of what the past of the target "${target}" leaves open ${number(tells.rows)} ${tells.rows === 1 ? 'row' : 'rows'} later${tells.isByRank ? ', by the order of its values' : ''}. A measurement hardly can: it may be the target, moved and disguised.`,
      fix: 'Find out how the column was made, and take it out of the features if it was made of later rows.',
      effect: `The squared error ${isKnown ? 'at every step' : `up to ${number(Math.max(1, tells.rows - design.gap))} steps ahead`} could fall by ${percent} %.`,
      column: feature,
      values: { feature, target, rows: isKnown ? 0 : tells.rows, percent, correlation: tells.correlation },
      change: { features: design.features.filter((name) => name !== feature), known: design.known.filter((name) => name !== feature) },
    });
  }
  return [...findings.values()];
}

/** Features beside targets other than themselves; columns that are series of their own do not see each other. */
function pairsOf(dataset: Dataset, design: DatasetDesign, found: ReadonlySet<string>) {
  const features = [...new Set([...design.features, ...design.known])].filter(
    (name) => !found.has(name) && !(isFolded(design) && design.targets.includes(name)),
  );
  return features.flatMap((feature) =>
    design.targets.flatMap((target) => {
      const [x, y] = [columnOf(dataset, feature), columnOf(dataset, target)];
      return feature !== target && x && y ? [{ feature, target, x, y }] : [];
    }),
  );
}

function leadOf(
  x: Float64Array,
  y: Float64Array,
  tried: readonly number[],
  parts: readonly Parts[],
  rows: number,
): { lead: number; r: number } {
  let [lead, r] = [1, 0];
  for (const k of tried) {
    const own = Math.abs(correlation(x, y, k, parts, rows));
    if (own > r) [lead, r] = [k, own];
  }
  return { lead, r };
}

/** Rows that suffice to see that two columns are not the same. */
const coarse = 400;

/** Whether row t of x is row t + k of y, but for scale, in nearly every training row: 0 where a few rows show that it is not. */
export function likeness(x: Float64Array, y: Float64Array, k: number, parts: readonly Parts[]): number {
  const few = correlation(x, y, k, parts, coarse);
  // 0 may be for want of values.
  return few !== 0 && Math.abs(few) < 0.98 ? 0 : correlation(x, y, k, parts);
}

/** Of x in row t with y in row t + k, over training rows; of the changes of y, so that what only trends alike is not taken for the same. */
export function correlation(x: Float64Array, y: Float64Array, k: number, parts: readonly Parts[], most = compared): number {
  const rows = parts.reduce((sum, { train }) => sum + Math.max(0, train.to - train.from - k), 0);
  const step = Math.max(1, Math.floor(rows / most));
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  for (const { train } of parts)
    for (let row = train.from + 1; row + k < train.to; row += step) {
      const a = x[row] - x[row - 1];
      const b = y[row + k] - y[row + k - 1];
      if (a !== a || b !== b) continue;
      n++;
      sx += a;
      sy += b;
      sxx += a * a;
      syy += b * b;
      sxy += a * b;
    }
  const spread = Math.sqrt((sxx - (sx * sx) / n) * (syy - (sy * sy) / n));
  return n >= 8 && spread > 0 ? (sxy - (sx * sy) / n) / spread : 0;
}
