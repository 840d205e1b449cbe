// A card beside its place, without hiding cells.
import { expect, it } from 'vitest';
import { placeFloat } from '../../../src-renderer/features/architecture/geometry/float-place.ts';

const size = { width: 300, height: 60 };
const room = { width: 800, height: 400 };

it('stands above its place, with the tip on it', () => {
  const place = placeFloat(size, room, { x: 400, top: 200, bottom: 224, prefers: 'above' }, []);
  expect(place).toEqual({ x: 400, y: 128, tip: 'down', at: 0 });
});

it('stands below where there is no room above', () => {
  expect(placeFloat(size, room, { x: 400, top: 40, bottom: 64, prefers: 'above' }, [])).toMatchObject({ y: 76, tip: 'up' });
});

it('stays inside, and its tip stays on the place', () => {
  expect(placeFloat(size, room, { x: 60, top: 200, bottom: 224, prefers: 'above' }, [])).toMatchObject({ x: 158, at: -98 });
});

it('stands apart rather than on cells', () => {
  const cells = [{ x: 200, y: 70, width: 400, height: 200 }];
  const place = placeFloat(size, room, { x: 400, top: 40, bottom: 64, prefers: 'above' }, cells);
  expect(place.tip).toBe('none');
  expect(place.y === 8 || place.y > 280).toBe(true);
});

it('goes to the top for what has no place or is out of sight', () => {
  expect(placeFloat(size, room, undefined, [])).toMatchObject({ x: 400, y: 8, tip: 'none' });
  expect(placeFloat(size, room, { x: -50, top: 10, bottom: 20, prefers: 'above' }, []).tip).toBe('none');
});
