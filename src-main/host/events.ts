// What has happened, told to everyone who watches: windows, and the command line while it waits.
import type { HostEvent } from '#shared/api.ts';

/** A watcher that has fallen this far behind is cut off; it connects again and reads afresh. */
const mostWaiting = 10_000;

export class Events {
  private readonly watchers = new Set<(event: HostEvent) => void>();

  tell(event: HostEvent): void {
    for (const watcher of this.watchers) watcher(event);
  }

  /** Everything from now on, until the reader leaves. */
  watch(): AsyncIterable<HostEvent> {
    const queue: HostEvent[] = [];
    let wake = () => {};
    let over = false;
    const watcher = (event: HostEvent) => {
      queue.push(event);
      if (queue.length > mostWaiting) leave();
      wake();
    };
    const { watchers } = this;
    const leave = () => {
      over = true;
      watchers.delete(watcher);
      queue.length = 0;
    };
    watchers.add(watcher);
    const iterator: AsyncIterator<HostEvent> = {
      async next() {
        while (!queue.length && !over) await new Promise<void>((resolve) => (wake = resolve));
        if (over) return { done: true, value: undefined };
        return { done: false, value: queue.shift()! };
      },
      async return() {
        leave();
        wake();
        return { done: true, value: undefined };
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }
}
