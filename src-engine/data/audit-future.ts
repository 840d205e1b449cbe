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

/** Rows that suffice to see which lead is worth a closer look. */
const roughly = 3000;
/** Share of the error of the own past below which a feature knows too much: by itself, and where one of its rows is nearly the row that it tells. */
const knowsTooMuch = { alone: 0.02, alike: 0.3, correlation: 0.97 };
/** Pairs of feature and target that are looked at closely; of more only those that vary together. */
const closely = 24;

/** A feature that tells rows to come of the target far better than its own past, without being it row for row: with noise, as ranks, summed up. */
export function aheadOfTargets(dataset: Dataset, design: DatasetDesign, parts: readonly Parts[], found: ReadonlySet<string>): Finding[] {
  if (design.task !== 'forecast') return [];
  const most = Math.max(1, design.gap + design.horizon);
  const train = parts.map((part) => part.train);
  const features = [...new Set([...design.features, ...design.known])].filter((name) => !found.has(name));
  const isMany = features.length * design.targets.length > closely;
  const findings: Finding[] = [];
  for (const feature of features)
    for (const target of design.targets) {
      const [x, y] = [columnOf(dataset, feature), columnOf(dataset, target)];
      if (feature === target || !x || !y || (isFolded(design) && design.targets.includes(feature))) continue;
      let [lead, r] = [1, 0];
      for (let k = 1; k <= most; k++) {
        const own = Math.abs(correlation(x, y, k, parts, roughly));
        if (own > r) [lead, r] = [k, own];
      }
      if (isMany && r < 0.1) continue;
      const isKnown = design.known.includes(feature);
      const leads = isKnown ? [1] : [lead, lead - 1, lead + 1, ...(isMany ? [] : [1, 2, 3])].filter((k) => k >= 1 && k <= most);
      const tells = tellsAhead(x, y, train, leads, isKnown);
      if (!tells || tells.left > knowsTooMuch.alike) continue;
      // A forecast or a plan that is known ahead may well be close; a measured leader may be as well, but not row by row.
      if (tells.left > knowsTooMuch.alone && (isKnown || tells.correlation < knowsTooMuch.correlation)) continue;
      const percent = Math.round(100 * (1 - tells.left));
      findings.push({
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
      break;
    }
  return findings;
}

/** Of x in row t with y in row t + k, over training rows; of the changes of y, so that what only trends alike is not taken for the same. */
export function correlation(x: Float64Array, y: Float64Array, k: number, parts: readonly Parts[], most = compared): number {
  const rows = parts.reduce((sum, { train }) => sum + Math.max(0, train.to - train.from - k), 0);
  const step = Math.max(1, Math.floor(rows / most));
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  for (const { train } of parts)
    for (let row = train.from + 1; row + k < train.to; row += step) {
      const [a, b] = [x[row] - x[row - 1], y[row + k] - y[row + k - 1]];
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
