// Automatic layout: columns by longest path, branches beside the row, nothing on top of anything else.
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { isInput } from '#engine/compile/1-check-lines.ts';
import { templates } from '#engine/templates.ts';
import { layOut } from '../../../src-renderer/features/architecture/geometry/layout.ts';
import { routeEdges } from '../../../src-renderer/features/architecture/geometry/route.ts';

const size = { width: 100, height: 66 };
const lay = (ids: string[], edges: [string, string, number?][], output: string) =>
  layOut(
    ids,
    new Map(ids.map((id) => [id, size])),
    edges.map(([from, to, delay = 0]) => ({ from, to, delay, settles: false })),
    output,
  );

describe('automatic layout', () => {
  it('puts a chain into one row, whatever feeds back', () => {
    const places = lay(
      ['input', 'a', 'b', 'y'],
      [
        ['input', 'a'],
        ['a', 'b'],
        ['b', 'y'],
        ['y', 'a', 24],
        ['b', 'a', 1],
      ],
      'y',
    );
    expect([...places.values()].map((p) => p.y)).toEqual([0, 0, 0, 0]);
    const xs = [...places.values()].map((p) => p.x);
    expect(xs).toEqual([...xs].sort((p, q) => p - q));
  });

  it('puts a branch above, and keeps the longest path in the row', () => {
    const places = lay(
      ['input', 'a', 'b', 'side', 'y'],
      [
        ['input', 'a'],
        ['a', 'b'],
        ['b', 'y'],
        ['a', 'side'],
        ['side', 'y'],
      ],
      'y',
    );
    expect(places.get('b')!.y).toBe(0);
    expect(places.get('side')!.y).toBe(-112);
  });

  it('puts the second branch below unless feedback enters there', () => {
    const forks: [string, string, number?][] = [
      ['input', 'a'],
      ['input', 'b'],
      ['input', 'c'],
      ['a', 'y'],
      ['b', 'y'],
      ['c', 'y'],
    ];
    expect(lay(['input', 'a', 'b', 'c', 'y'], forks, 'y').get('c')!.y).toBe(112);
    expect(lay(['input', 'a', 'b', 'c', 'y'], [...forks, ['y', 'a', 1]], 'y').get('c')!.y).toBe(-224);
  });

  it('lays out a drawing with an undelayed cycle', () => {
    const places = lay(
      ['input', 'a', 'b', 'y'],
      [
        ['input', 'a'],
        ['a', 'b'],
        ['b', 'a'],
        ['b', 'y'],
      ],
      'y',
    );
    expect(places.get('b')!.x).toBeGreaterThan(places.get('a')!.x);
  });

  it('gives every template forward edges to the right - or down, where a long one is folded -, loops under the row, starts and what skips a cell over it', () => {
    for (const { name, architecture: a } of templates) {
      const ids = ['input', ...a.nodes.map((n) => n.id)];
      const edges = a.edges.map((e) => ({ ...e, settles: Boolean(e.settle), starts: !isInput(e) }));
      const places = layOut(ids, new Map(ids.map((id) => [id, size])), edges, a.output);
      const boxes = new Map(ids.map((id) => [id, { ...places.get(id)!, ...size }]));
      const skips = (from: string, to: string) => {
        const [a, b] = [boxes.get(from)!, boxes.get(to)!];
        return a.y === b.y && [...boxes.values()].some((box) => box.y === a.y && box.x > a.x && box.x < b.x);
      };
      routeEdges(boxes, edges).forEach((route, i) => {
        const { from, to, delay, starts, settles } = edges[i];
        const isBack = boxes.get(to)!.x <= boxes.get(from)!.x;
        const isFolded = isBack && boxes.get(to)!.y > boxes.get(from)!.y;
        expect(route?.kind, `${name} ${from}`).toBe(
          delay && isBack ? 'under' : delay || starts || settles || skips(from, to) ? 'over' : isFolded ? 'fold' : 'row',
        );
      });
    }
  });

  it('never puts two plates on one place', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.nat(1)), { maxLength: 20 }), (list) => {
        const ids = Array.from({ length: 8 }, (_, i) => `n${i}`);
        const places = lay(
          ids,
          list.map(([a, b, d]) => [`n${a}`, `n${b}`, d]),
          'n7',
        );
        expect(places.size).toBe(8);
        expect(new Set([...places.values()].map((p) => `${p.x} ${p.y}`)).size).toBe(8);
      }),
    );
  });
});
