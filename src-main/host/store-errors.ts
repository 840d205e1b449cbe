// What the store may refuse, in a person's words: another process has it, the disk is full or fails.
import { IssueError, issue } from '#shared/errors.ts';
import type { Api } from '#shared/api.ts';

type Method = (...args: unknown[]) => Promise<unknown> | AsyncIterable<unknown>;

/** The same Api, whose rejections by SQLite are Issues. `readOnly`: who has the store. */
export function withPlainStoreErrors(api: Api, store: string, readOnly: string | null): Api {
  const plainly =
    (method: Method): Method =>
    (...args) => {
      const answered = method(...args);
      return answered instanceof Promise
        ? answered.catch((error: unknown) => Promise.reject(plainError(error, store, readOnly)))
        : answered;
    };
  const groups = Object.entries(api).map(([group, methods]) => [
    group,
    Object.fromEntries(Object.entries(methods as Record<string, Method>).map(([name, method]) => [name, plainly(method)])),
  ]);
  return Object.fromEntries(groups) as Api;
}

/** An error of SQLite as an Issue; every other error as it is. */
export function plainError(error: unknown, store: string, readOnly: string | null = null): Error {
  const { code = '' } = error as { code?: string };
  const refused = (name: string, message: string, fix: string) => new IssueError([issue(name, `store ${store}`, message, fix)]);
  if (code.startsWith('SQLITE_READONLY'))
    return refused('read-only', readOnly ?? 'It may only be read.', 'Close the other one, or start with another store.');
  if (code === 'SQLITE_FULL')
    return refused('disk-full', 'There is no room left on its disk. Nothing that was stored is lost.', 'Make room, then try again.');
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN')
    return refused('store-refused', `Its disk refused: ${(error as Error).message}.`, 'Check the disk, then try again.');
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB')
    return refused('store-damaged', `It is damaged: ${(error as Error).message}.`, 'Move it away and start again, or put back a copy.');
  return error as Error;
}
