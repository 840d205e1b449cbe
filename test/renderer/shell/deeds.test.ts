import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deeds } from '../../../src-renderer/deeds.svelte.ts';
import { Text } from '../../../src-renderer/i18n/text.svelte.ts';
import { Notices } from '../../../src-renderer/notices.svelte.ts';

/** A host of names: what was done stands in `said`. */
function world() {
  const notices = new Notices();
  const deeds = new Deeds(notices, new Text(() => 'en'));
  const said: string[] = [];
  const deed = (name: string, isSaid = true) =>
    deeds.perform({
      title: `${name} was deleted.`,
      isSaid,
      run: async () => void said.push(`-${name}`),
      undo: async () => void said.push(`+${name}`),
    });
  return { notices, deeds, said, deed };
}

describe('deeds', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('can be taken back long after their notice has gone, the last one first, and done again', async () => {
    const { notices, deeds, said, deed } = world();
    await deed('a');
    await deed('b');
    expect(notices.all.map((n) => n.kind)).toEqual(['undo', 'undo']);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(notices.all).toEqual([]);
    expect([deeds.undo(), deeds.undo(), deeds.undo()]).toEqual([true, true, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toEqual(['-a', '-b', '+b', '+a']);
    expect([deeds.redo(), deeds.redo(), deeds.redo()]).toEqual([true, true, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(said.slice(4)).toEqual(['-a', '-b']);
  });

  it('can be taken back before the host has answered', async () => {
    const { deeds, said } = world();
    let answer = () => {};
    const work = new Promise<void>((resolve) => (answer = resolve));
    const performed = deeds.perform({
      title: 'a',
      run: () => work.then(() => void said.push('-a')),
      undo: async () => void said.push('+a'),
    });
    expect(deeds.undo()).toBe(true);
    answer();
    expect(await performed).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toEqual(['-a', '+a']);
    expect(deeds.done).toEqual([]);
  });

  it('let a draft that was changed later go first', async () => {
    const { deeds, deed } = world();
    await deed('a');
    const changed = Date.now() + 5;
    expect(deeds.undo(changed)).toBe(false);
    await vi.advanceTimersByTimeAsync(10);
    await deed('b');
    expect(deeds.undo(changed)).toBe(true);
    expect(deeds.undo(changed)).toBe(false);
  });

  it('are taken back by the button of their notice, whatever came after', async () => {
    const { notices, deeds, said, deed } = world();
    await deed('a');
    await deed('b');
    notices.act(notices.all[0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toEqual(['-a', '-b', '+a']);
    expect(deeds.done.map((d) => d.title)).toEqual(['b was deleted.']);
    expect(notices.all.map((n) => n.title)).toEqual(['b was deleted.']);
  });

  it('that did not work are said and not kept', async () => {
    const { notices, deeds } = world();
    const worked = await deeds.perform({ title: 'x', run: () => Promise.reject(new Error('no')), undo: async () => {} });
    expect(worked).toBe(false);
    expect(deeds.done).toEqual([]);
    expect(notices.all.map((n) => n.kind)).toEqual(['problem']);
  });

  it('that cannot be taken back now are kept for later', async () => {
    const { deeds, deed } = world();
    let isGone = true;
    await deeds.perform({ title: 'a', run: async () => {}, undo: async () => (isGone ? Promise.reject(new Error('gone')) : undefined) });
    await vi.advanceTimersByTimeAsync(5);
    await deed('b');
    await deeds.takeBack(deeds.done[0]);
    expect(deeds.done.map((d) => d.title)).toEqual(['a', 'b was deleted.']);
    isGone = false;
    await deeds.takeBack(deeds.done[0]);
    expect(deeds.done.map((d) => d.title)).toEqual(['b was deleted.']);
  });

  it('need no notice where one sees what happened', async () => {
    const { notices, deeds, deed } = world();
    await deed('a', false);
    expect(notices.all).toEqual([]);
    expect(deeds.undo()).toBe(true);
  });
});
