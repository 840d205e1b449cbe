/**
 * The small transport under the Api: calls and streams over anything that carries messages both ways.
 * A client is a proxy (`client.runs.list('p1')`); a method that returns an AsyncIterable is read with `for await`, and
 * leaving the loop ends it on the other side. A stream is at most `window` values ahead of its reader.
 */
import type { Issue } from '#engine/issue.ts';
import { IssueError } from './errors.ts';

export interface Port {
  send(message: Message): void;
  onMessage(listener: (message: Message) => void): void;
  onClose(listener: () => void): void;
}

export type Message =
  | { kind: 'call'; id: number; method: string; args: unknown[] }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'failure'; id: number; message: string; issues?: Issue[] }
  | { kind: 'next'; id: number; value: unknown }
  | { kind: 'end'; id: number }
  /** The reader has taken so many more values. */
  | { kind: 'taken'; id: number; count: number }
  | { kind: 'cancel'; id: number };

/** Values that a stream may be ahead of its reader. */
const window = 64;

export type Handlers = Record<string, Record<string, (...args: never[]) => Promise<unknown> | AsyncIterable<unknown>>>;

/** Answers the calls that come through a port. `validate` returns the arguments to use or throws. */
export function serve(port: Port, handlers: Handlers, validate: (method: string, args: unknown[]) => unknown[]): void {
  const streams = new Map<number, { iterator: AsyncIterator<unknown>; ahead: number; wake: () => void }>();
  const answer = async (id: number, method: string, args: unknown[]) => {
    try {
      const [group, name] = method.split('.');
      const handler = Object.hasOwn(handlers, group) && Object.hasOwn(handlers[group], name) ? handlers[group][name] : undefined;
      if (!handler) throw new Error(`there is no method ${method}`);
      const answered = handler.apply(handlers[group], validate(method, args) as never[]);
      if (isStream(answered)) await stream(id, answered[Symbol.asyncIterator]());
      else port.send({ kind: 'result', id, value: await answered });
    } catch (error) {
      const issues = error instanceof IssueError ? error.issues : undefined;
      port.send({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error), ...(issues ? { issues } : {}) });
    }
  };
  const stream = async (id: number, iterator: AsyncIterator<unknown>) => {
    const state = { iterator, ahead: 0, wake: () => {} };
    streams.set(id, state);
    try {
      for (;;) {
        const step = await iterator.next();
        if (step.done || !streams.has(id)) break;
        port.send({ kind: 'next', id, value: step.value });
        if (++state.ahead >= window) await new Promise<void>((wake) => (state.wake = wake));
      }
      if (streams.has(id)) port.send({ kind: 'end', id });
    } finally {
      streams.delete(id);
    }
  };
  const cancel = (id: number) => {
    const state = streams.get(id);
    streams.delete(id);
    state?.wake();
    void state?.iterator.return?.();
  };
  port.onMessage((message) => {
    if (message.kind === 'call') void answer(message.id, String(message.method), Array.isArray(message.args) ? message.args : []);
    else if (message.kind === 'cancel') cancel(message.id);
    else if (message.kind === 'taken') {
      const state = streams.get(message.id);
      if (!state) return;
      state.ahead -= message.count;
      if (state.ahead < window) state.wake();
    }
  });
  port.onClose(() => [...streams.keys()].forEach(cancel));
}

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  next(value: unknown): void;
  end(): void;
}

/** A proxy of T over a port. When the port closes, everything that waits is rejected with `Connection closed`. */
export function connect<T extends object>(port: Port): T {
  const waiting = new Map<number, Waiting>();
  let count = 0;
  let closed = false;
  port.onMessage((message) => {
    const call = waiting.get(message.id);
    if (!call) return;
    switch (message.kind) {
      case 'result':
        return call.resolve(message.value);
      case 'next':
        return call.next(message.value);
      case 'end':
        return call.end();
      case 'failure':
        return call.reject(message.issues ? new IssueError(message.issues) : new Error(message.message));
      default:
    }
  });
  port.onClose(() => {
    closed = true;
    for (const call of waiting.values()) call.reject(new Error('Connection closed'));
  });

  const call = (method: string, args: unknown[]): Promise<unknown> & AsyncIterable<unknown> => {
    const id = ++count;
    const queue: unknown[] = [];
    let ended = false;
    let error: Error | undefined;
    let wake = () => {};
    const promise = new Promise<unknown>((resolve, reject) => {
      const over = () => {
        ended = true;
        waiting.delete(id);
        wake();
      };
      waiting.set(id, {
        resolve: (value) => (over(), resolve(value)),
        reject: (reason) => ((error = reason), over(), reject(reason)),
        next: (value) => (queue.push(value), wake()),
        end: () => (over(), resolve(undefined)),
      });
      if (closed) waiting.get(id)!.reject(new Error('Connection closed'));
      else port.send({ kind: 'call', id, method, args });
    });
    promise.catch(() => {}); // A stream's reader gets the error from its loop, not from the promise.
    async function* values() {
      try {
        for (;;) {
          while (queue.length) {
            yield queue.shift();
            if (!ended) port.send({ kind: 'taken', id, count: 1 });
          }
          if (error) throw error;
          if (ended) return;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        if (!ended) {
          waiting.delete(id);
          port.send({ kind: 'cancel', id });
        }
      }
    }
    return Object.assign(promise, { [Symbol.asyncIterator]: values });
  };
  const group = (name: string) =>
    new Proxy(
      {},
      {
        get: (_, method) =>
          typeof method === 'string' && method !== 'then' ? (...args: unknown[]) => call(`${name}.${method}`, args) : undefined,
      },
    );
  const groups = new Map<string, object>();
  return new Proxy({} as T, {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      if (!groups.has(name)) groups.set(name, group(name));
      return groups.get(name);
    },
  });
}
