/** What was done to a file before it came here, of which the split knows nothing: the class written as a number, columns scaled by all of their rows. */
import { categoryOf, columnOf, type Dataset, type Rows } from './dataset.ts';
import type { DatasetDesign } from './design.ts';
import type { Finding } from './finding.ts';
import type { Parts } from './parts.ts';
import { number } from './wording.ts';

/** A feature whose every value stands for one class: the label once more, as numbers. */
export function classesAsNumbers(dataset: Dataset, design: DatasetDesign, parts: readonly Parts[]): Finding[] {
  if (design.task !== 'classify') return [];
  const classOf = classesOfRows(dataset, design);
  if (!classOf) return [];
  return design.features.flatMap((feature): Finding[] => {
    const numbers = columnOf(dataset, feature);
    if (!numbers) return [];
    const classOfValue = new Map<number, number>();
    const valuesOfClass = new Map<number, number>();
    for (const { train } of parts)
      for (let row = train.from; row < train.to; row++) {
        const [value, own] = [numbers[row], classOf[row]];
        if (value !== value || own !== own) continue;
        const known = classOfValue.get(value);
        if (known === undefined) {
          if (valuesOfClass.has(own)) return [];
          classOfValue.set(value, own);
          valuesOfClass.set(own, value);
        } else if (known !== own) return [];
      }
    if (classOfValue.size < 2) return [];
    return [
      {
        severity: 'error',
        code: 'feature-is-class',
        where: `feature ${feature}`,
        message: `It has one value for each of the ${number(classOfValue.size)} classes: it is the class, written as a number.`,
        fix: 'Take it out of the features.',
        effect: 'The error could fall to 0.',
        column: feature,
        values: { feature, classes: classOfValue.size },
        change: { features: design.features.filter((name) => name !== feature) },
      },
    ];
  });
}

/** The class of each row, of its own or of its series; NaN for none. */
function classesOfRows(dataset: Dataset, design: DatasetDesign): Float64Array | undefined {
  const own = design.targets.map((name) => categoryOf(dataset, name)?.codes).find((codes) => codes);
  if (own) return own;
  const { sequences } = dataset;
  if (!sequences?.labels) return undefined;
  const { starts, labels } = sequences;
  const classes = new Float64Array(dataset.rows).fill(NaN);
  for (let s = 0; s < labels.length; s++) classes.fill(labels[s], starts[s], starts[s + 1]);
  return classes;
}

/** Values at the ends of a range that was stretched to 0 and 1; a share that is often 0 was not. */
const FEW_ENDS = 4;
/** How close to 0 and 1 the mean and the spread of a whole column lie that was brought there, as far as exports round. */
const exactly = 2e-3;

/** Columns that were scaled before they came here, by all of their rows: what is held back has had its part in it. */
export function scaledBefore(dataset: Dataset, design: DatasetDesign, parts: readonly Parts[]): Finding[] {
  if (design.task === 'next') return [];
  const held = parts.flatMap(({ validation, test }) => [validation, test]).filter(({ from, to }) => to > from);
  if (!held.length) return [];
  const names = [...new Set([...design.targets, ...design.features, ...design.known])].filter((name) => {
    const numbers = columnOf(dataset, name);
    return numbers !== undefined && isScaledByAll(numbers, parts);
  });
  if (!names.length) return [];
  return [
    {
      severity: 'warning',
      code: 'scaled-before-split',
      where: names.length === 1 ? `column ${names[0]}` : 'columns',
      message: `${names
        .slice(0, 5)
        .map((name) => `"${name}"`)
        .join(
          ', ',
        )}${names.length > 5 ? ` and ${number(names.length - 5)} more` : ''} ${names.length === 1 ? 'was' : 'were'} scaled in the file, by all rows: mean and spread, or least and most, are exactly 0 and 1 only with the rows held back.`,
      fix: 'Read the values in their own units; the design scales by the training part alone.',
      effect: 'Level and spread of the rows held back are known in training; usually little, much where a series grows.',
      count: names.length,
      values: { names: names.slice(0, 20).join(', '), count: names.length },
    },
  ];
}

function isScaledByAll(numbers: Float64Array, parts: readonly Parts[]): boolean {
  const all = survey(numbers, [{ from: 0, to: numbers.length }]);
  if (all.count < 50 || !all.hasFractions) return false;
  const train = survey(numbers, parts.map((part) => part.train)); // prettier-ignore
  const isStandard = (s: Survey) => Math.abs(s.mean) < exactly && Math.abs(s.deviation - 1) < exactly;
  const isUnit = (s: Survey) => s.least === 0 && s.most === 1;
  return (isStandard(all) && !isStandard(train)) || (isUnit(all) && !isUnit(train) && all.ends <= FEW_ENDS);
}

interface Survey {
  count: number;
  mean: number;
  deviation: number;
  least: number;
  most: number;
  /** Values that are 0 or 1. */
  ends: number;
  hasFractions: boolean;
}

function survey(numbers: Float64Array, stretches: readonly Rows[]): Survey {
  let [count, sum, squares, least, most, ends] = [0, 0, 0, Infinity, -Infinity, 0];
  let hasFractions = false;
  for (const { from, to } of stretches)
    for (let row = from; row < to; row++) {
      const value = numbers[row];
      if (value !== value) continue;
      count++;
      sum += value;
      squares += value * value;
      if (value === 0 || value === 1) ends++;
      if (value < least) least = value;
      if (value > most) most = value;
      if (!hasFractions && value !== Math.floor(value)) hasFractions = true;
    }
  const mean = sum / count;
  return { count, mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)), least, most, ends, hasFractions };
}
