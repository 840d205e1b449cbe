/**
 * What a chart is made of, and how it is drawn on uPlot's canvas: zones under the lines, baselines dashed and never hidden,
 * rings on points that matter, labels at the ends of the lines with the value first. `Chart.svelte` owns the plot itself.
 */
import type uPlot from 'uplot';
import { spread } from './spread.ts';

export interface ChartSeries {
  label: string;
  /** One per x; null and NaN are gaps. */
  values: ArrayLike<number | null>;
  /** A CSS value such as `var(--val)`. */
  colour: string;
  /** Width of the line, 1.5 when not said. */
  weight?: number;
  dash?: number[];
  opacity?: number;
  /** Shows its points too. */
  points?: boolean;
  /** At the end of the line: nothing for false, the label for true (the default). */
  endLabel?: boolean;
  /** Not in the cross-hair's list: noise behind a curve. */
  quiet?: boolean;
}

/** A dashed line across the chart, with its label at the right. */
export interface ChartBaseline {
  value: number;
  label: string;
  colour?: string;
}

/** A ring on a point that matters: the best epoch. */
export interface ChartMark {
  x: number;
  y: number;
  colour: string;
  label?: string;
}

/** A stretch of x on a ground of its own: the epochs to come, the horizon. */
export interface ChartZone {
  from: number;
  to: number;
  colour: string;
}

export interface ChartInk {
  baselines: readonly ChartBaseline[];
  marks: readonly ChartMark[];
  zones: readonly ChartZone[];
  series: readonly ChartSeries[];
  format: (value: number) => string;
  resolve: (colour: string) => string;
  family: string;
}

/** Right margin for the labels, in CSS pixels. */
export function labelWidth(context: CanvasRenderingContext2D, ink: ChartInk): number {
  context.save();
  context.font = `500 11px ${ink.family}`;
  let width = 0;
  for (const { value, text } of endLabels(ink))
    width = Math.max(width, context.measureText(value).width * 1.06 + 5 + context.measureText(text).width);
  context.restore();
  return Math.ceil(width);
}

function* endLabels(ink: ChartInk): Generator<{ at: number; value: string; text: string; colour: string }> {
  for (const line of ink.baselines)
    if (Number.isFinite(line.value))
      yield { at: line.value, value: ink.format(line.value), text: line.label, colour: line.colour ?? 'var(--baseline)' };
  for (const series of ink.series) {
    if (series.endLabel === false) continue;
    const last = lastValue(series.values);
    if (last !== undefined) yield { at: last, value: ink.format(last), text: series.label, colour: series.colour };
  }
}

export function lastValue(values: ArrayLike<number | null>): number | undefined {
  for (let i = values.length - 1; i >= 0; i--) {
    const x = values[i];
    if (x !== null && Number.isFinite(x)) return x;
  }
  return undefined;
}

/** Under the lines. All canvas sizes are in device pixels. */
export function drawUnder(u: uPlot, ink: ChartInk): void {
  const { ctx, bbox } = u;
  ctx.save();
  for (const zone of ink.zones) {
    const left = Math.max(bbox.left, u.valToPos(zone.from, 'x', true));
    const right = Math.min(bbox.left + bbox.width, u.valToPos(zone.to, 'x', true));
    if (right <= left) continue;
    ctx.fillStyle = ink.resolve(zone.colour);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

/** Over the lines: baselines, rings, labels. */
export function drawOver(u: uPlot, ink: ChartInk, pixelRatio: number): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.lineWidth = 1.2 * pixelRatio;
  ctx.setLineDash([4 * pixelRatio, 3 * pixelRatio]);
  for (const line of ink.baselines) {
    const y = u.valToPos(line.value, 'y', true);
    if (!Number.isFinite(y) || y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = ink.resolve(line.colour ?? 'var(--baseline)');
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  for (const mark of ink.marks) {
    const [x, y] = [u.valToPos(mark.x, 'x', true), u.valToPos(mark.y, 'y', true)];
    if (x < bbox.left || x > bbox.left + bbox.width || !Number.isFinite(y)) continue;
    ctx.fillStyle = ink.resolve('var(--surface-2)');
    ctx.strokeStyle = ink.resolve(mark.colour);
    ctx.lineWidth = 2 * pixelRatio;
    ctx.beginPath();
    ctx.arc(x, y, 4.5 * pixelRatio, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
  }
  drawLabels(u, ink, pixelRatio);
  ctx.restore();
}

function drawLabels(u: uPlot, ink: ChartInk, pixelRatio: number): void {
  const { ctx, bbox } = u;
  const labels = [...endLabels(ink)]
    .map((label) => ({ ...label, y: u.valToPos(label.at, 'y', true) }))
    .filter(({ y }) => Number.isFinite(y));
  const inside = labels.filter(({ y }) => y >= bbox.top - 1 && y <= bbox.top + bbox.height + 1);
  const places = spread(
    inside.map(({ y }) => y),
    14 * pixelRatio,
    bbox.top + 6 * pixelRatio,
    bbox.top + bbox.height - 4 * pixelRatio,
  );
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  inside.forEach(({ value, text, colour }, i) => {
    const x = bbox.left + bbox.width + 8 * pixelRatio;
    ctx.fillStyle = ink.resolve(colour);
    ctx.font = `600 ${11 * pixelRatio}px ${ink.family}`;
    ctx.fillText(value, x, places[i]);
    const width = ctx.measureText(value).width;
    ctx.font = `500 ${11 * pixelRatio}px ${ink.family}`;
    ctx.fillText(text, x + width + 5 * pixelRatio, places[i]);
  });
}
