// Geometry of the error chart.
import { describe, expect, it } from 'vitest';
import { placeAmong } from '../../../src-renderer/features/train/geometry/labels.ts';
import {
  calmed,
  epochTicks,
  errorPath,
  errorRange,
  errorScale,
  spansTwoDecades,
  valueAt,
} from '../../../src-renderer/features/train/geometry/loss-chart.ts';
import { lossFrame } from '../../../src-renderer/features/train/geometry/loss-frame.ts';
import { lossView } from '../../../src-renderer/features/train/model/loss-view.ts';
import { curve, run } from './run-record.ts';

const view = lossView(run(), curve([0.6, 0.4]), 'measure');

describe('the range of errors', () => {
  it('holds validation, means and every baseline', () => {
    const [low, high] = errorRange(view, 0, 30)!;
    expect(low).toBeLessThanOrEqual(0.361);
    expect(high).toBeGreaterThanOrEqual(0.7);
  });
  it('does not let rare peaks of single steps decide', () => {
    const steps = {
      x: Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 500),
      y: Array.from({ length: 1000 }, (_, i) => (i === 10 ? 1e6 : 0.5)),
    };
    expect(errorRange({ ...view, steps }, 0, 30)![1]).toBeLessThan(1.1);
  });
  it('spans two decades or not', () => {
    expect(spansTwoDecades([0.01, 1])).toBe(true);
    expect(spansTwoDecades([0.02, 1])).toBe(false);
    expect(spansTwoDecades([0, 1])).toBe(false);
  });
});

describe('scales', () => {
  it('a logarithm goes through decades and leaves out what has none', () => {
    const y = errorScale([1e-6, 1], true, 0, 100);
    expect(y.isLog).toBe(true);
    expect(y(1e-3)).toBeGreaterThan(y(1e-2));
    expect(y(0)).toBeNaN();
    expect(y.ticks.length).toBeGreaterThan(2);
  });
  it('a straight one never shows negative errors', () => {
    expect(Math.min(...errorScale([0.01, 1], false, 0, 100).ticks)).toBeGreaterThanOrEqual(0);
  });
  it('labels whole epochs, parts of one only where less than two are shown', () => {
    expect(epochTicks(0, 30, 500)).toEqual([0, 5, 10, 15, 20, 25, 30]);
    expect(epochTicks(0, 3, 900).every(Number.isInteger)).toBe(true);
    expect(epochTicks(0, 0.4, 500).length).toBeGreaterThan(2);
  });
});

describe('lines', () => {
  const line = { x: Array.from({ length: 1000 }, (_, i) => i / 1000), y: Array.from({ length: 1000 }, (_, i) => (i % 2 ? 1 : 0)) };
  it('are calmed to one point for some pixels, at their mean', () => {
    const calm = calmed(line, (v) => v * 100, 3);
    expect(calm.x.length).toBeLessThanOrEqual(34);
    expect(calm.y.every((v) => Math.abs(v - 0.5) < 0.1)).toBe(true);
  });
  it('stay as they are where every point has its pixels', () => {
    expect(calmed(line, (v) => v * 1e5, 3).y).toEqual(line.y);
    expect(
      errorPath(
        { x: [0, 1], y: [1, 2] },
        (v) => v,
        (v) => v,
      ),
    ).toBe('M0 1L1 2');
  });
  it('skip what is no number', () => {
    expect(
      errorPath(
        { x: [0, 1, 2, 3], y: [1, NaN, 2, 3] },
        (v) => v * 10,
        (v) => v,
      ),
    ).toBe('M0 1h0M20 2L30 3');
  });
  it('have a height between their points', () => {
    expect(valueAt({ x: [1, 3], y: [2, 6] }, 2)).toBe(4);
    expect(valueAt({ x: [1, 3], y: [2, 6] }, 4)).toBeNaN();
    expect(valueAt({ x: [1, 3], y: [2, 6] }, 0)).toBeNaN();
  });
});

describe('labels in the field', () => {
  const room = { gap: 16, clear: 9, low: 0, high: 200 };
  it('stand where they wish when nothing is near', () => expect(placeAmong([50, 100], [150], room)).toEqual([50, 100]));
  it('keep clear of dashed lines and of each other', () => {
    const [a, b] = placeAmong([100, 102], [101], room);
    expect(Math.abs(a - 101)).toBeGreaterThanOrEqual(9);
    expect(Math.abs(b - 101)).toBeGreaterThanOrEqual(9);
    expect(Math.abs(a - b)).toBeGreaterThanOrEqual(16);
  });
  it('stay inside', () => {
    for (const place of placeAmong([-20, 400], [], room)) expect(place >= 0 && place <= 200).toBe(true);
  });
});

describe('the whole chart', () => {
  const words = {
    error: (v: number) => v.toFixed(3),
    tick: (v: number) => String(v),
    baseline: (name: string) => name,
    validation: 'validation',
    training: 'training',
    bestAt: (label: string, epoch: number) => `${label}, best, epoch ${epoch}`,
    bestHere: (error: string, epoch: number) => `${error} best, epoch ${epoch}`,
  };
  const frameOf = (v: typeof view, width = 700) => lossFrame(v, { from: 0, to: v.end, width, height: 252, isLog: false, words });

  it('puts labels of lines into the field to come while there is room, and at the right when there is none', () => {
    const early = frameOf(view);
    const label = early.labels.find((l) => l.key === 'validation')!;
    expect(label.x).toBeLessThan(early.right - 50);
    expect(label.words).toBe('validation, best, epoch 2');
    const done = frameOf(lossView(run({ status: 'finished', epoch: 2 }), curve([0.6, 0.4]), 'measure'));
    expect(done.labels.every((l) => l.x === done.right + 8)).toBe(true);
  });

  it('names a best epoch that lies far back at its ring, clear of every line', () => {
    const frame = frameOf(lossView(run(), curve([0.6, 0.4, 0.5, 0.55, 0.6, 0.6, 0.6]), 'measure'));
    expect(frame.best?.label?.words).toBe('0.400 best, epoch 2');
    for (const b of view.baselines) expect(Math.abs(frame.y(b.value) - (frame.best!.label!.y - 4))).toBeGreaterThanOrEqual(8);
    expect(frame.labels.find((l) => l.key === 'validation')?.words).toBe('validation');
  });

  it('keeps labels apart', () => {
    const places = frameOf(view)
      .labels.filter((l) => l.key !== 'validation' && l.key !== 'training')
      .map((l) => l.y)
      .sort((a, b) => a - b);
    for (let i = 1; i < places.length; i++) expect(places[i] - places[i - 1]).toBeGreaterThanOrEqual(14.9);
  });

  it('draws nothing, without complaint, where nothing is known', () => {
    const none = frameOf(lossView(run({ baselines: null }), curve([]), 'measure'));
    expect(none.paths).toEqual({ steps: '', training: '', validation: '' });
    expect(none.best).toBeUndefined();
  });
});
