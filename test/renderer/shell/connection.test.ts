// The connection to the host: it comes back by itself, and the Api stays the same object.
import { describe, expect, it, vi } from 'vitest';
import type { Api } from '#shared/api.ts';
import { serve, type Message, type Port } from '#shared/connect.ts';
import { Connection } from '../../../src-renderer/connection.svelte.ts';
import { Notices } from '../../../src-renderer/notices.svelte.ts';

/** Two ends that hear each other, and a way to cut them. */
function pair(): { window: Port; host: Port; cut: () => void } {
  const ends = [0, 1].map(() => ({ messages: [] as ((m: Message) => void)[], closes: [] as (() => void)[] }));
  const port = (mine: number): Port => ({
    send: (message) => queueMicrotask(() => ends[1 - mine].messages.forEach((listener) => listener(structuredClone(message)))),
    onMessage: (listener) => void ends[mine].messages.push(listener),
    onClose: (listener) => void ends[mine].closes.push(listener),
  });
  return { window: port(0), host: port(1), cut: () => ends.forEach((end) => end.closes.forEach((listener) => listener())) };
}

describe('a connection', () => {
  it('comes back when the host was gone, over the same Api', async () => {
    const cuts: (() => void)[] = [];
    let refusals = 0;
    const connection = new Connection(async () => {
      if (refusals-- > 0) throw new Error('refused');
      const { window, host, cut } = pair();
      cuts.push(cut);
      const answer = cuts.length;
      serve(host, { projects: { list: async () => [answer] } }, (_, args) => args);
      return window;
    });
    const api: Api = connection.api;
    await connection.start();
    expect(await api.projects.list()).toEqual([1]);

    refusals = 2;
    const pending = api.projects.list().catch((error: Error) => error.message);
    cuts[0]();
    expect(connection.state).toBe('gone');
    expect(await pending).toBe('Connection closed');
    await expect(api.projects.list()).rejects.toThrow('Connection closed');
    await vi.waitFor(() => expect(connection.state).toBe('open'), { timeout: 5000 });
    expect(connection.generation).toBe(2);
    expect(await api.projects.list()).toEqual([2]);
  });
});

describe('notices', () => {
  it('go by themselves, except problems and what is held', () => {
    vi.useFakeTimers();
    const notices = new Notices();
    notices.say('done');
    notices.problem('bad', new Error('x'));
    expect(notices.all.map((n) => n.kind)).toEqual(['said', 'problem']);
    notices.hold(notices.all[0].id);
    vi.advanceTimersByTime(60_000);
    expect(notices.all).toHaveLength(2);
    notices.release(notices.all[0].id);
    vi.advanceTimersByTime(60_000);
    expect(notices.all.map((n) => n.kind)).toEqual(['problem']);
    vi.useRealTimers();
  });

  it('go by Escape, the latest first', () => {
    const notices = new Notices();
    for (const name of ['a', 'b']) notices.problem(name, new Error(name));
    expect(notices.dismissLast()).toBe(true);
    expect(notices.all.map((n) => n.title)).toEqual(['a']);
    expect([notices.dismissLast(), notices.dismissLast()]).toEqual([true, false]);
  });

  it('of an earlier attempt give way, and never more than three stand', () => {
    const notices = new Notices();
    for (const name of ['a', 'b', 'c', 'd']) notices.problem(name, new Error(name), 'import');
    expect(notices.all.map((n) => n.title)).toEqual(['b', 'c', 'd']);
    notices.clear('import');
    expect(notices.all).toEqual([]);
  });
});
