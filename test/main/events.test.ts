import { expect, test } from 'vitest';
import { Events } from '../../src-main/host/events.ts';

const watchersOf = (events: Events) => (events as unknown as { watchers: Set<unknown> }).watchers.size;

test('a watcher hears everything from when it began, in order, until it leaves', async () => {
  const events = new Events();
  events.tell({ kind: 'projects' });
  const watching = events.watch()[Symbol.asyncIterator]();
  events.tell({ kind: 'datasets', project: 'a' });
  events.tell({ kind: 'datasets', project: 'b' });
  expect([(await watching.next()).value, (await watching.next()).value]).toEqual([
    { kind: 'datasets', project: 'a' },
    { kind: 'datasets', project: 'b' },
  ]);
  const waiting = watching.next();
  await watching.return!();
  expect((await waiting).done).toBe(true);
  expect(watchersOf(events)).toBe(0);
});

test('a watcher that falls too far behind is cut off and forgotten: it connects again and reads afresh', async () => {
  const events = new Events();
  const watching = events.watch()[Symbol.asyncIterator]();
  for (let i = 0; i < 20_000; i++) events.tell({ kind: 'projects' });
  expect(watchersOf(events)).toBe(0);
  expect((await watching.next()).done).toBe(true);
});
