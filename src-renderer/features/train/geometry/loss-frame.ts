/**
 * Everything of the error chart that has a place: scales, ticks, paths, labels. The component draws it and moves the cross-hair.
 * Labels of lines stand in the grey field of epochs to come where it has room, else with the baselines at the right.
 */
import { decimalsOf, linear, type Scale } from '../../../ui/scale.ts';
import { spread } from '../../../ui/spread.ts';
import { textWidth } from '../../architecture/geometry/plate.ts';
import type { LossView } from '../model/loss-view.ts';
import { placeAmong } from './labels.ts';
import { calmed, epochTicks, errorPath, errorRange, errorScale, valueAt, type ErrorScale } from './loss-chart.ts';

export interface LossWords {
  error(value: number): string;
  tick(value: number, decimals: number, isLog: boolean): string;
  baseline(name: LossView['baselines'][number]['name']): string;
  validation: string;
  training: string;
  /** At the end of a line whose best epoch is near: `validation, best, epoch 17`. */
  bestAt(label: string, epoch: number): string;
  /** At the ring of the best epoch: `0.390 best, epoch 3`. */
  bestHere(error: string, epoch: number): string;
}

export interface PlacedLabel {
  key: string;
  value: string;
  words: string;
  colour: string;
  x: number;
  y: number;
}

export interface LossFrame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: Scale;
  y: ErrorScale;
  yTicks: { value: number; text: string }[];
  xTicks: number[];
  labels: PlacedLabel[];
  paths: { steps: string; training: string; validation: string };
  best?: { x: number; y: number; line: 'validation' | 'training'; label?: { x: number; y: number; words: string }; gapTo?: number };
}

type Label = Omit<PlacedLabel, 'x' | 'y'> & { at: number };

const top = 8;
const wide = ({ value, words }: Pick<Label, 'value' | 'words'>): number => textWidth(value, 6.2, 11) * 1.08 + 5 + textWidth(words, 5.9, 11);
const widest = (labels: Label[]): number => Math.ceil(Math.max(0, ...labels.map(wide)));

export function lossFrame(
  view: LossView,
  { from, to, width, height, isLog, words }: { from: number; to: number; width: number; height: number; isLog: boolean; words: LossWords },
): LossFrame {
  const bottom = height - 24;
  const y = errorScale(errorRange(view, from, to), isLog, top, bottom);
  const decimals = y.ticks.length > 1 ? decimalsOf(y.ticks[1] - y.ticks[0]) : 2;
  const yTicks = y.ticks.map((value) => ({ value, text: words.tick(value, decimals, y.isLog) }));
  const left = 10 + Math.max(18, ...yTicks.map((t) => textWidth(t.text, 6.3, 11)));

  const isBestNear = isNear(view, y, to - from);
  const baselines = view.baselines.map((b): Label => ({
    key: b.name,
    value: words.error(b.value),
    words: words.baseline(b.name),
    colour: 'var(--baseline)',
    at: y(b.value),
  }));
  const lines = lineLabels(view, y, words, isBestNear);
  const rightRoom = Math.max(24, widest(baselines)) + 12;
  const now = Math.min(view.now, to);
  const field = width - rightRoom - (left + ((now - from) / Math.max(1e-9, to - from)) * (width - rightRoom - left));
  const isInField = field - 10 > widest(lines);
  const right = width - (isInField ? rightRoom : Math.min(width * 0.4, Math.max(rightRoom, widest(lines) + 12)));
  const x = linear([from, to], [left, right]);
  const limits = { low: top + 4, high: bottom - 4 };
  const inside = baselines.filter((label) => label.at >= top - 1 && label.at <= bottom + 1);
  const best = bestMark(view, from, to, { x, y, left, right, bottom }, words, isBestNear);

  return {
    left,
    right,
    top,
    bottom,
    x,
    y,
    yTicks,
    xTicks: epochTicks(from, to, right - left),
    labels: isInField
      ? [...stacked(inside, right + 8, limits), ...inField(lines, inside, x(now) + 6, limits)]
      : stacked([...inside, ...lines], right + 8, limits),
    paths: {
      steps: errorPath(calmed(view.steps, x, Math.max(3, (right - left) / 200)), x, y),
      training: errorPath(view.training, x, y),
      validation: errorPath(view.validation, x, y),
    },
    ...(best ? { best } : {}),
  };
}

/** The best epoch is so near the end of its line that one label serves both. */
function isNear({ best, now, validation }: LossView, y: ErrorScale, span: number): boolean {
  return (
    best?.line === 'validation' && now - best.epoch <= Math.max(1, span / 10) && Math.abs(y(best.value) - y(validation.y.at(-1) ?? NaN)) < 7
  );
}

function lineLabels(view: LossView, y: ErrorScale, words: LossWords, isBestNear: boolean): Label[] {
  const labels: Label[] = [];
  const last = view.validation.y.at(-1);
  if (last !== undefined) {
    const near = isBestNear ? view.best : undefined;
    labels.push({
      key: 'validation',
      value: words.error(near?.value ?? last),
      words: near ? words.bestAt(words.validation, near.epoch) : words.validation,
      colour: 'var(--val)',
      at: y(last),
    });
  }
  const training = view.training.y.at(-1) ?? view.steps.y.at(-1);
  if (training !== undefined)
    labels.push({ key: 'training', value: words.error(training), words: words.training, colour: 'var(--train)', at: y(training) });
  return labels.filter((label) => Number.isFinite(label.at));
}

function stacked(labels: Label[], x: number, { low, high }: { low: number; high: number }): PlacedLabel[] {
  const places = spread(
    labels.map((l) => Math.min(high, Math.max(low, l.at))),
    15,
    low,
    high,
  );
  return labels.map(({ at: _, ...label }, i) => ({ ...label, x, y: places[i] }));
}

function inField(lines: Label[], baselines: Label[], x: number, limits: { low: number; high: number }): PlacedLabel[] {
  const places = placeAmong(
    lines.map((l) => l.at),
    baselines.map((l) => l.at),
    { gap: 16, clear: 9, ...limits },
  );
  return lines.map(({ at: _, ...label }, i) => ({ ...label, x, y: places[i] }));
}

/** The ring, its label where no line runs through it, and how far the best naive forecast is. */
function bestMark(
  view: LossView,
  from: number,
  to: number,
  { x, y, left, right, bottom }: { x: Scale; y: ErrorScale; left: number; right: number; bottom: number },
  words: LossWords,
  isBestNear: boolean,
): LossFrame['best'] {
  const { best } = view;
  if (!best || best.epoch < from || best.epoch > to) return undefined;
  const place = { x: x(best.line === 'training' ? best.epoch - 0.5 : best.epoch), y: y(best.value) };
  const naive = Math.min(...view.baselines.filter((b) => b.name !== 'linear').map((b) => b.value));
  const gapTo = best.line === 'validation' && Math.abs(y(naive) - place.y) > 16 ? y(naive) : undefined;
  const mark = { ...place, line: best.line, ...(gapTo === undefined || !Number.isFinite(gapTo) ? {} : { gapTo }) };
  if (isBestNear) return mark;
  const said = words.bestHere(words.error(best.value), best.epoch);
  const half = textWidth(said, 6, 11) / 2;
  const middle = Math.min(right - half, Math.max(left + half, place.x));
  const heights = view.baselines.map((b) => y(b.value));
  for (let k = -4; k <= 4; k++)
    for (const line of [view.validation, view.training]) heights.push(y(valueAt(line, x.invert(middle + (k * half) / 4))));
  const isFree = (at: number) => at < bottom - 2 && at > top + 8 && !heights.some((height) => Math.abs(height - (at - 4)) < 8);
  const at = [20, -11, 34, -25, 48, -39].map((by) => place.y + by).find(isFree) ?? place.y + 20;
  return { ...mark, label: { x: middle, y: at, words: said } };
}
