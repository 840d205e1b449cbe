// The view unrolled over time: which steps are shown, and which links.
import { describe, expect, it } from 'vitest';
import { unroll, type Drawn } from '../../../src-renderer/features/architecture/geometry/unrolled.ts';

const drawn: Drawn = {
  rows: ['embed', 'gru1', 'gru2', 'head'],
  stateful: new Set(['gru1', 'gru2']),
  input: 'input',
  edges: [
    { from: 'input', to: 'embed', delay: 0, settles: false },
    { from: 'embed', to: 'gru1', delay: 0, settles: false },
    { from: 'gru1', to: 'gru2', delay: 0, settles: false },
    { from: 'gru2', to: 'head', delay: 0, settles: false },
    { from: 'embed', to: 'head', delay: 0, settles: false },
    { from: 'gru2', to: 'gru1', delay: 1, settles: false },
    { from: 'head', to: 'gru1', delay: 24, settles: false },
  ],
};

describe('unrolled over time', () => {
  it('shows t-24, the nearest steps and one ahead, and says how many lie between', () => {
    const u = unroll(drawn, 720);
    expect(u.columns.map((c) => c.offset)).toEqual([-24, -2, -1, 0, 1]);
    expect(u.gaps.map((g) => g.steps)).toEqual([21]);
    expect(u.columns.at(-1)!.x + 23).toBeLessThanOrEqual(720);
  });

  it('links a delay of 1 between all neighbours and a long one only into t', () => {
    const u = unroll(drawn, 720);
    const of = (edge: number) => u.links.filter((l) => l.edge === edge && l.kind === 'edge').length;
    expect(of(5)).toBe(3);
    expect(of(6)).toBe(1);
    expect(u.links.filter((l) => l.kind === 'own').length).toBe(6);
    expect(u.pills.map((p) => p.delay)).toEqual([1, 24]);
  });

  it('runs a long link between the rows, not through boxes', () => {
    const u = unroll(drawn, 720);
    const [head, gru2] = ['head', 'gru2'].map((id) => u.rows.find((r) => r.id === id)!.y);
    const lane = u.pills.find((p) => p.delay === 24)!.y;
    expect(lane).toBeGreaterThan(head + 10);
    expect(lane).toBeLessThan(gru2 - 10);
  });

  it('draws the first cell at the bottom and skips as bows', () => {
    const u = unroll(drawn, 720);
    expect(u.rows.map((r) => r.y)).toEqual([138, 100, 62, 24]);
    expect(u.verticals.filter((p) => p.includes('C')).length).toBe(u.columns.length);
  });

  it('keeps to the width with many delays, those of the focus first', () => {
    const many = [2, 3, 7, 12, 24, 48, 96, 168].map((delay) => ({
      from: 'head',
      to: delay === 7 ? 'gru2' : 'gru1',
      delay,
      settles: false,
    }));
    const u = unroll({ ...drawn, edges: many, focus: 'gru2' }, 640);
    expect(u.columns.length).toBeLessThanOrEqual(6);
    expect(u.columns.map((c) => c.offset)).toContain(-7);
    expect(u.width).toBe(640);
  });
});
