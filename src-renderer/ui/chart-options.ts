/**
 * A chart's plan as options of uPlot. The plan is asked for at every drawing, so that data, colours and texts may change without
 * building the plot anew; only what stands in `structureOf` needs that.
 */
import type uPlot from 'uplot';
import type { Text } from '../i18n/text.svelte.ts';
import { drawOver, drawUnder, labelWidth, type ChartInk, type ChartSeries } from './chart.ts';
import { decimalsOf, extent, logTicks, niceStep, padded, ticks } from './scale.ts';
import { timeTicks } from './time-ticks.ts';

export interface ChartPlan {
  x: ArrayLike<number>;
  ink: ChartInk;
  isLog: boolean;
  time: boolean;
  xLabel: string;
  /** What was zoomed to, or the range that is kept, or none: all data. */
  xRange: readonly [number, number] | null | undefined;
  yRange: readonly [number, number] | undefined;
  text: Text;
  onhover(at: { index: number; left: number } | null): void;
  onzoom(range: [number, number] | null): void;
}

export const structureOf = (time: boolean, isLog: boolean, series: readonly ChartSeries[]): string =>
  JSON.stringify([time, isLog, series.map((s) => [s.weight, s.dash, s.opacity, s.points])]);

export function chartOptions(plan: () => ChartPlan, width: number, height: number): uPlot.Options {
  const { isLog, ink } = plan();
  const colour = (token: string) => () => plan().ink.resolve(token);
  const axis: Partial<uPlot.Axis> = {
    font: `11px ${ink.family}`,
    stroke: colour('var(--ink-3)'),
    grid: { stroke: colour('var(--line-1)'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    legend: { show: false },
    padding: [10, (u) => 12 + (u.ctx ? labelWidth(u.ctx, plan().ink) : 60), 0, 0],
    scales: {
      x: { time: false, range: () => rangeOfX(plan()) },
      y: { distr: isLog ? 3 : 1, range: (_, low, high) => rangeOfY(plan(), low, high) },
    },
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 6, width: 0, fill: (_, i) => plan().ink.resolve(plan().ink.series[i - 1]?.colour ?? 'var(--ink-1)') },
      y: false,
      bind: { dblclick: () => () => (plan().onzoom(null), null) },
    },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 4,
        grid: { show: false },
        splits: (u, _, low, high) => xSplits(plan(), low, high, u.bbox.width / devicePixelRatio),
        values: (u, splits) => xTexts(plan(), splits, u),
      },
      {
        ...axis,
        size: (_, shown) => 14 + 6.4 * Math.max(1, ...(shown ?? ['']).map((v) => v.length)),
        gap: 6,
        splits: (u, _, low, high) => (isLog ? logTicks(low, high) : ticks(low, high, Math.max(2, u.bbox.height / devicePixelRatio / 48))),
        filter: (_, splits) => splits,
        values: (_, splits) => yTexts(plan(), splits),
      },
    ],
    series: [
      {},
      ...ink.series.map((s, i): uPlot.Series => ({
        label: s.label,
        stroke: () => plan().ink.resolve(plan().ink.series[i]?.colour ?? 'var(--ink-1)'),
        width: s.weight ?? 1.5,
        alpha: s.opacity ?? 1,
        ...(s.dash ? { dash: s.dash } : {}),
        points: { show: s.points ?? false, size: 5 },
        spanGaps: false,
      })),
    ],
    hooks: {
      drawClear: [(u) => drawUnder(u, plan().ink)],
      draw: [(u) => drawOver(u, plan().ink, devicePixelRatio)],
      setCursor: [(u) => plan().onhover(hoverOf(u, plan().x))],
      setSelect: [
        (u) => {
          const { left, width: wide } = u.select;
          if (wide > 4) plan().onzoom([u.posToVal(left, 'x'), u.posToVal(left + wide, 'x')]);
          u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function rangeOfX({ xRange, x }: ChartPlan): [number, number] {
  if (xRange) return [xRange[0], xRange[1]];
  return x.length > 1 ? [x[0], x[x.length - 1]] : [0, 1];
}

/** Baselines are never out of sight. */
function rangeOfY({ yRange, isLog, ink }: ChartPlan, low: number | null, high: number | null): [number, number] {
  if (yRange) return [yRange[0], yRange[1]];
  const lines = ink.baselines.map((line) => line.value);
  const all = extent([low, high], isLog ? lines.filter((value) => value > 0) : lines);
  if (isLog) return all && all[0] > 0 ? [all[0] / 1.15, all[1] * 1.15] : [0.1, 1];
  return padded(all);
}

function xSplits({ time }: ChartPlan, low: number, high: number, width: number): number[] {
  if (time) return timeTicks(low, high, width / 90).map((tick) => tick.at);
  return ticks(low, high, Math.max(2, width / 80)).filter((value) => Number.isInteger(value) || high - low < 5);
}

function xTexts({ time, text, xLabel }: ChartPlan, splits: number[], u: uPlot): string[] {
  if (!time) return splits.map((s, i) => (i === splits.length - 1 && xLabel ? `${text.quantity(s)} ${xLabel}` : text.quantity(s)));
  const marks = timeTicks(u.scales.x.min!, u.scales.x.max!, u.bbox.width / devicePixelRatio / 90);
  const say = (i: number, isFull: boolean) => text.tick(splits[i], marks[i]?.level ?? 'day', isFull);
  // The year stands with the first label that has the room for it: labels are centred, and at the edge one would be cut off.
  const fits = (i: number) => u.valToPos(splits[i], 'x') + u.bbox.left / devicePixelRatio >= wide(say(i, true)) / 2 + 2;
  const full = splits.findIndex((_, i) => fits(i));
  return splits.map((_, i) => say(i, i === full));
}

/** About what a label of 11 pixels takes. */
const wide = (label: string): number => [...label].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e80 ? 11 : 6.2), 0);

function yTexts({ isLog, text }: ChartPlan, splits: number[]): string[] {
  if (isLog) return splits.map((s) => text.quantity(s));
  const step = splits.length > 1 ? splits[1] - splits[0] : niceStep(Math.abs(splits[0]) || 1, 4);
  return splits.map((s) => (Math.abs(s) >= 1e5 || step < 1e-5 ? text.axis(s) : text.fixed(s, decimalsOf(step))));
}

function hoverOf(u: uPlot, x: ArrayLike<number>): { index: number; left: number } | null {
  const { idx, left } = u.cursor;
  if (idx === null || idx === undefined || left === undefined || left < 0 || idx >= x.length) return null;
  return { index: idx, left: u.valToPos(x[idx], 'x') + u.bbox.left / devicePixelRatio };
}
