/**
 * The connection to the host, kept alive: when it breaks, it is tried again until it works, and `generation` grows, so that
 * whoever holds copies asks for them anew. `api` is always the same object and speaks over whatever connection there is.
 */
import type { Api } from '#shared/api.ts';
import { connect, type Port } from '#shared/connect.ts';
import { openPort } from './host.ts';

export type ConnectionState = 'connecting' | 'open' | 'gone';

/** Waits between attempts, in milliseconds; the last one stays. */
const pauses = [250, 500, 1000, 2000];

export class Connection {
  state = $state<ConnectionState>('connecting');
  /** Counts the connections that were made. */
  generation = $state(0);
  readonly api: Api;
  private current: Api | undefined;
  private readonly open: () => Promise<Port>;

  constructor(open: () => Promise<Port> = openPort) {
    this.open = open;
    this.api = relay(() => this.current);
  }

  /** Connects, and goes on trying. Resolves when it is connected for the first time. */
  async start(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const port = await this.open();
        this.current = connect<Api>(port);
        port.onClose(() => {
          this.current = undefined;
          this.state = 'gone';
          void this.start();
        });
        this.generation++;
        this.state = 'open';
        return;
      } catch {
        if (attempt > 1) this.state = 'gone';
        await new Promise((resolve) => setTimeout(resolve, pauses[Math.min(attempt, pauses.length - 1)]));
      }
    }
  }
}

/** An Api whose groups are looked up at every call. */
function relay(current: () => Api | undefined): Api {
  type Group = Record<string, (...args: unknown[]) => unknown>;
  const groups = new Map<string, Group>();
  const groupOf = (name: string): Group =>
    new Proxy({} as Group, {
      get: (_, method) => {
        if (typeof method !== 'string' || method === 'then') return undefined;
        return (...args: unknown[]) => {
          const api = current() as unknown as Record<string, Group> | undefined;
          if (!api) return Promise.reject(new Error('Connection closed'));
          return api[name][method](...args);
        };
      },
    });
  return new Proxy({} as Api, {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      if (!groups.has(name)) groups.set(name, groupOf(name));
      return groups.get(name);
    },
  });
}
