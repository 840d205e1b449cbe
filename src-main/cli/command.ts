// What a verb of the command line is, and what all of them share: options, the store, one JSON document or plain text.
import { readFileSync } from 'node:fs';
import type { ParseArgsOptionsConfig } from 'node:util';
import { IssueError, issue } from '#shared/errors.ts';
import { openHost, type Host } from '../host/host.ts';
import { defaultStore } from '../paths.ts';
import { launchChild } from '../trainer/launch.ts';

export type OptionValues = Record<string, string | boolean | undefined>;

export interface Command {
  /** One line for the list of verbs. */
  about: string;
  /** As it is typed, then each option with its meaning. */
  usage: string;
  options: ParseArgsOptionsConfig;
  /** Returns the JSON document; `say` prints the same for people. */
  run(context: Context): Promise<unknown>;
}

export interface Context {
  values: OptionValues;
  positionals: string[];
  /** A line on stderr: progress never mixes with the document on stdout. */
  progress(line: string): void;
  /** Lines for people on stdout; nothing with --json. */
  say(text: string): void;
}

export const storeOption = { store: { type: 'string' } } as const;

/** The host over the store of this call, closed when the work is over or fails. */
export async function withHost<T>(values: OptionValues, work: (host: Host) => Promise<T>, { writes = false } = {}): Promise<T> {
  const host = openHost({ store: (values.store as string | undefined) ?? defaultStore(), runtime: 'web', launch: launchChild });
  try {
    if (writes && host.readOnly)
      throw new IssueError([issue('read-only', 'store', host.readOnly, 'Close it, or use another store with --store FILE.')]);
    return await work(host);
  } finally {
    await host.close();
  }
}

export function readFile(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'There is no such file.'
        : code === 'EACCES'
          ? 'It may not be read.'
          : code === 'EISDIR'
            ? 'It is a folder.'
            : (error as Error).message;
    throw new IssueError([issue('file-not-read', path, why, 'Check the path and its permissions.')]);
  }
}

export const usageError = (where: string, message: string, fix: string): IssueError =>
  new IssueError([issue('usage', where, message, fix)]);

export function required(values: OptionValues, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value !== '') return value;
  throw usageError(`--${name}`, 'It is missing.', `Add --${name} and its value.`);
}

export function numberOf(values: OptionValues, name: string): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (typeof text === 'string' && text.trim() !== '' && Number.isFinite(value)) return value;
  throw usageError(`--${name}`, `Expected a number, got "${String(text)}".`, `Write for example --${name} 24.`);
}

export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** Four significant digits, as the window shows them. */
export const short = (x: number | null | undefined): string => (x === null || x === undefined ? '-' : String(Number(x.toPrecision(4))));
