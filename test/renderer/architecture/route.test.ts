// Edge routing: where loops run, that nested ones never cross, and that ports stand in the order of their lanes.
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { distance, type Box, type Point } from '../../../src-renderer/features/architecture/geometry/path.ts';
import { routeEdges, type EdgeToDraw } from '../../../src-renderer/features/architecture/geometry/route.ts';
import { LANE, type Route } from '../../../src-renderer/features/architecture/geometry/route-parts.ts';

/** A row of plates, 112 x 66, 40 apart. */
const row = (count: number, y = 193): Map<string, Box> =>
  new Map(Array.from({ length: count }, (_, i) => [`n${i}`, { x: 14 + i * 152, y, width: 112, height: 66 }]));

const edge = (from: string, to: string, delay = 0, settles = false): EdgeToDraw => ({ from, to, delay, settles });
const route = (boxes: Map<string, Box>, ...edges: EdgeToDraw[]): Route[] => routeEdges(boxes, edges).map((r) => r!);

/** How often two paths of legs cross, ends that touch not counted. */
function crossings(a: Point[], b: Point[]): number {
  let count = 0;
  for (let i = 1; i < a.length; i++)
    for (let j = 1; j < b.length; j++) {
      const [p, q, r, s] = [a[i - 1], a[i], b[j - 1], b[j]];
      const [h1, h2] = [p.y === q.y, r.y === s.y];
      if (h1 === h2) continue;
      const [[h, k], [v, w]] = h1
        ? [
            [p, q],
            [r, s],
          ]
        : [
            [r, s],
            [p, q],
          ];
      const inside = (x: number, from: number, to: number) => x > Math.min(from, to) + 0.01 && x < Math.max(from, to) - 0.01;
      if (inside(v.x, h.x, k.x) && inside(h.y, v.y, w.y)) count++;
    }
  return count;
}

describe('forward edges', () => {
  it('run straight from port to port in the row', () => {
    const [r] = route(row(2), edge('n0', 'n1'));
    expect(r.kind).toBe('row');
    expect(r.points).toEqual([
      { x: 130, y: 226 },
      { x: 161, y: 226 },
    ]);
  });

  it('go over the row when another cell stands between', () => {
    const [r] = route(row(3), edge('n0', 'n2'));
    expect(r.kind).toBe('over');
    expect(r.lane.y).toBeLessThan(193 - 40);
    expect(r.exit).toEqual({ x: 70, y: 193 });
    expect(r.points.at(-1)).toEqual({ x: 374, y: 187 });
  });

  it('turn with two corners into another row', () => {
    const boxes = row(1).set('up', { x: 166, y: 83, width: 112, height: 66 });
    const [r] = route(boxes, edge('n0', 'up'));
    expect(r.kind).toBe('row');
    expect(r.points.map((p) => p.y)).toEqual([226, 226, 116, 116]);
  });

  it('drop onto the plate from above when the row already leads into it', () => {
    const boxes = row(3).set('up', { x: 166, y: 83, width: 112, height: 66 });
    const [, r] = route(boxes, edge('n1', 'n2'), edge('up', 'n2'));
    expect(r.points.at(-1)).toEqual({ x: 374, y: 187 });
  });

  it('leave from the top of the plate when a neighbour blocks the row', () => {
    const boxes = row(4).set('up', { x: 318, y: 83, width: 112, height: 66 });
    const [r] = route(boxes, edge('n0', 'up'));
    expect(r.exit).toEqual({ x: 70, y: 193 });
    expect(r.points.at(-1)).toEqual({ x: 313, y: 116 });
  });
});

describe('feedback edges', () => {
  it('leave the output port, turn down with radius 12, run left under the row and come up with radius 22', () => {
    const [r] = route(row(3), edge('n2', 'n1', 1));
    expect(r.kind).toBe('under');
    expect(r.points[0]).toEqual({ x: 430, y: 226 });
    expect(r.path.match(/A(\d+) /g)).toEqual(['A12 ', 'A22 ', 'A22 ']);
    expect(r.lane.y).toBe(193 + 66 + LANE);
    expect(r.entry).toEqual({ x: 222, y: 259 });
    expect(r.points.at(-1)).toEqual({ x: 222, y: 265 });
    expect(r.middle).toEqual({ x: 333, y: 315 });
  });

  it('loop back into their own cell', () => {
    const [r] = route(row(2), edge('n1', 'n1', 2));
    expect(r.kind).toBe('under');
    expect(r.points[1].x).toBeGreaterThan(166 + 112);
    expect(r.entry).toEqual({ x: 222, y: 259 });
  });

  it('nest with the shortest innermost, 56 apart, outer lane left and inner lane right on a shared cell', () => {
    const [inner, outer] = route(row(4), edge('n2', 'n1', 1), edge('n3', 'n1', 24));
    expect(outer.lane.y - inner.lane.y).toBe(56);
    expect(outer.entry!.x).toBeLessThan(inner.entry!.x);
    expect(inner.entry!.x - outer.entry!.x).toBe(44);
    expect(crossings(inner.points, outer.points)).toBe(0);
  });

  it('never cross when their spans nest, whatever their number and order', () => {
    // Nested loops: left ends fall, right ends rise.
    const nested = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), { minLength: 2, maxLength: 5 })
      .map((steps) => {
        let [from, to] = [6, 6];
        return steps.map(([l, r]) => ({ from: (to = Math.min(13, to + r)), to: (from = Math.max(0, from - l)) }));
      });
    fc.assert(
      fc.property(nested, fc.boolean(), (loops, isReversed) => {
        const edges = loops.map((l) => edge(`n${l.from}`, `n${l.to}`, 1));
        const routes = route(row(14), ...(isReversed ? edges.reverse() : edges));
        for (let i = 0; i < routes.length; i++)
          for (let j = 0; j < i; j++) {
            expect(crossings(routes[i].points, routes[j].points)).toBe(0);
            expect(Math.abs(routes[i].lane.y - routes[j].lane.y)).toBeGreaterThanOrEqual(56);
          }
      }),
    );
  });

  it('cross once and no more when their spans interleave', () => {
    const [a, b] = route(row(5), edge('n2', 'n0', 1), edge('n4', 'n1', 1));
    expect(crossings(a.points, b.points)).toBe(1);
  });

  it('run below a branch under the row', () => {
    const boxes = row(4).set('down', { x: 166, y: 303, width: 112, height: 66 });
    const [r] = route(boxes, edge('n3', 'n0', 1));
    expect(r.lane.y).toBe(303 + 66 + LANE);
  });

  it('enter at the lower left when another cell stands beneath', () => {
    const boxes = row(4).set('down', { x: 166, y: 303, width: 112, height: 66 });
    const [r] = route(boxes, edge('n3', 'n1', 1));
    expect(r.entry).toEqual({ x: 166, y: 245 });
  });

  it('keep to the row with a pill when they run forward and have room', () => {
    const boxes = row(1).set('far', { x: 260, y: 193, width: 112, height: 66 });
    expect(route(boxes, edge('n0', 'far', 24))[0].kind).toBe('row');
    expect(route(row(2), edge('n0', 'n1', 24))[0].kind).toBe('over');
  });
});

describe('settle loops', () => {
  it('run over the row, back into the target from above', () => {
    const [r] = route(row(3), edge('n2', 'n1', 0, true));
    expect(r.kind).toBe('over');
    expect(r.lane.y).toBeLessThan(193);
    expect(r.points.at(-1)!.y).toBe(187);
  });

  it('of one cell are a small loop over its corner, and skips stay clear of it', () => {
    const [self, skip] = route(row(3), edge('n1', 'n1', 0, true), edge('n0', 'n2'));
    expect(self.kind).toBe('self');
    expect(self.lane.y).toBe(167);
    expect(skip.lane.y).toBeLessThan(self.lane.y - 30);
  });
});

it('no leg runs along a slant', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.nat(2), fc.boolean()), { maxLength: 12 }), (list) => {
      const boxes = row(6).set('n5', { x: 300, y: 40, width: 90, height: 66 });
      const routes = route(boxes, ...list.map(([a, b, d, s]) => edge(`n${a}`, `n${b}`, d, s && d === 0)));
      for (const r of routes)
        for (let i = 1; i < r.points.length; i++) {
          const [p, q] = [r.points[i - 1], r.points[i]];
          expect(Math.min(Math.abs(p.x - q.x), Math.abs(p.y - q.y))).toBe(0);
          expect(distance(p, q)).toBeGreaterThanOrEqual(0);
        }
    }),
  );
});
