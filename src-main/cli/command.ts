// What a verb of the command line is, and what all of them share: options, the store, one JSON document or plain text.
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { ImportOptions } from '#engine/data/content.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { Inspection } from '#engine/data/read-table.ts';
import type { Issue } from '#engine/issue.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { fileError } from '../files/file-error.ts';
import { bytesOf } from '#engine/data/source.ts';
import { archiveOf } from '#shared/archive.ts';
import { openFile } from '../files/file-source.ts';
import { readDataset } from '../host/datasets.ts';
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
  /** How many words without -- it takes; none when left out. */
  words?: number;
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

/** The host over the store of this call, closed when the work is over or fails. It trains what this call asks for, not what else waits. */
export async function withHost<T>(values: OptionValues, work: (host: Host) => Promise<T>, { writes = false } = {}): Promise<T> {
  const host = openHost({
    store: (values.store as string | undefined) ?? defaultStore(),
    runtime: 'web',
    launch: launchChild,
    takesQueue: false,
  });
  try {
    if (writes && host.readOnly)
      throw new IssueError([issue('read-only', 'store', host.readOnly, 'Close it, or use another store with --store FILE.')]);
    return await work(host);
  } finally {
    await host.close();
  }
}

/** Reads a file; what the system says against it comes in a person's words. */
export function orFileError<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileError('file-not-read', path, error);
  }
}

/** A file that was read as numbers, and how. */
export interface ReadFile {
  path: string;
  bytes: Uint8Array;
  options: ImportOptions;
  content: Dataset;
  inspection: Inspection;
}

/** What was typed, in memory: a file, or a folder as an archive. */
function bytesAt(path: string): Uint8Array {
  const file = openFile(path);
  try {
    return bytesOf(file);
  } finally {
    file.close();
  }
}

/** A table of numbers; its problems name the file as it was typed. test: a second file of the same kind, to be tested on. */
export function readData(path: string, options: ImportOptions, test?: string): ReadFile {
  const bytes = test === undefined ? bytesAt(path) : bothParts(path, test);
  try {
    return { path, bytes, options, ...readDataset(path, bytes, options) };
  } catch (error) {
    throw error instanceof IssueError ? new IssueError(ofFile(path, error.issues)) : error;
  }
}

const bothParts = (train: string, test: string): Uint8Array => {
  const ending = /\.\w+$/.exec(train)?.[0] ?? '';
  return archiveOf([
    { path: `train/data${ending}`, bytes: bytesAt(train) },
    { path: `test/data${ending}`, bytes: bytesAt(test) },
  ]);
};

/** Problems of the file as a whole, under the name that was typed. */
export const ofFile = (path: string, issues: Issue[]): Issue[] => issues.map((i) => (i.where === 'file' ? { ...i, where: path } : i));

export function writeFile(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw fileError('file-not-written', path, error, 'Its folder does not exist.', 'It may not be written.');
  }
}

/** Lines as they come, some thousand at a time: a text of all of them may be longer than a string can be. */
export function writeLines(path: string, lines: Iterable<string>): void {
  try {
    const file = openSync(path, 'w');
    try {
      let waiting: string[] = [];
      const flush = () => {
        if (waiting.length) writeSync(file, `${waiting.join('\n')}\n`);
        waiting = [];
      };
      for (const line of lines) if (waiting.push(line) >= 10_000) flush();
      flush();
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileError('file-not-written', path, error, 'Its folder does not exist.', 'It may not be written.');
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
  throw usageError(`--${name}`, `Expected a number, got "${String(text)}".`, `Write it in digits, as in --${name} 10.`);
}

/** `a,b` as [a, b]. A name that holds a comma stands in quotation marks, as in a CSV file: `"load, MW",y`. */
export const listOf = (text: string): string[] =>
  [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/g)]
    .map(([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain?.trim() ?? '')
    .filter(Boolean);

/** Four significant digits, as the window shows them. */
export const short = (x: number | null | undefined): string => (x === null || x === undefined ? '-' : String(Number(x.toPrecision(4))));
