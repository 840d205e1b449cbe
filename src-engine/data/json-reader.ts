/** Reads parts of a JSON value, and notes what is not as it should be with its place. What is left out has a default. */
import type { Issue } from '../issue.ts';
import { keyOf, sayValue } from '../say-value.ts';

/** `split.train`, `lags[0].rows` */
export type Where = string;

/** What is wrong beyond these follows from them, or is the same once more. */
const most = 50;

export class Reader {
  readonly issues: Issue[] = [];

  refuse(where: Where, message: string, fix: string): void {
    if (this.issues.length < most) this.issues.push({ severity: 'error', code: 'bad-file', where, message, fix });
  }

  /** known: all keys that it may have; undefined: any. */
  object(value: unknown, where: Where, known: readonly string[] | undefined): Record<string, unknown> | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.refuse(where, `Expected an object, got ${sayValue(value)}.`, 'Write it as { ... }.');
      return undefined;
    }
    for (const key of known ? Object.keys(value) : [])
      if (!known!.includes(key))
        this.refuse(keyOf(where, key), `There is no key ${sayValue(key)} here.`, `Known keys are ${known!.join(', ')}.`);
    return value as Record<string, unknown>;
  }

  list(value: unknown, where: Where): unknown[] {
    if (Array.isArray(value)) return value;
    this.refuse(where, `Expected a list, got ${sayValue(value)}.`, 'Write it as [ ... ].');
    return [];
  }

  name(value: unknown, where: Where): string {
    if (typeof value === 'string') return value;
    this.refuse(where, `Expected a text, got ${sayValue(value)}.`, 'Write it in quotation marks.');
    return '';
  }

  names(value: unknown, where: Where, fallback: string[]): string[] {
    if (value === undefined) return fallback;
    return this.list(value, where).map((item, i) => this.name(item, `${where}[${i}]`));
  }

  choice<T extends string>(value: unknown, where: Where, known: readonly T[], fallback: T): T {
    if (value === undefined) return fallback;
    if ((known as readonly unknown[]).includes(value)) return value as T;
    this.refuse(where, `There is no ${sayValue(value)} here.`, `Choose one of ${known.join(', ')}.`);
    return fallback;
  }

  choices<T extends string>(value: unknown, where: Where, known: readonly T[], fallback: T[]): T[] {
    if (value === undefined) return fallback;
    return this.list(value, where).map((item, i) => this.choice(item, `${where}[${i}]`, known, known[0]));
  }

  /** Any number: whether it fits is for the check to say. */
  number(value: unknown, where: Where, fallback: number): number {
    if (value === undefined) return fallback;
    if (typeof value === 'number') return value;
    this.refuse(where, `Expected a number, got ${sayValue(value)}.`, `The default is ${fallback}.`);
    return fallback;
  }

  whole(value: unknown, where: Where, least: number, fallback: number): number {
    const number = this.number(value, where, fallback);
    if (Number.isInteger(number) && number >= least && number <= 2 ** 31 - 1) return number;
    this.refuse(where, `Expected a whole number from ${least}, got ${number}.`, `Write ${fallback} when in doubt.`);
    return fallback;
  }

  flag(value: unknown, where: Where, fallback: boolean): boolean {
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    this.refuse(where, `Expected true or false, got ${sayValue(value)}.`, `The default is ${fallback}.`);
    return fallback;
  }
}
