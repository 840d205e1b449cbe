// Collects Issues about a text, each with the characters it is about.
import type { Issue } from '../issue.ts';
import { limits } from './limits.ts';

/** Characters of the text from start (included) to end (excluded), counted from 0 in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

export interface Place {
  /** Counted from 1. */
  line: number;
  /** Within the line, counted from 1. */
  character: number;
}

export const around = (first: Span, last: Span): Span => ({ start: first.start, end: last.end });

export class Report {
  private readonly found: (Issue & { at: Span })[] = [];
  private readonly text: string;
  private readonly lineStarts: number[] = [0];

  constructor(text: string) {
    this.text = text;
    for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) this.lineStarts.push(index + end.length);
  }

  get hasErrors(): boolean {
    return this.found.some((i) => i.severity === 'error');
  }

  get lines(): number {
    return this.lineStarts.length;
  }

  placeOf(offset: number): Place {
    let [low, high] = [0, this.lineStarts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStarts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, character: offset - this.lineStarts[low] + 1 };
  }

  lineOf(span: Span): number {
    return this.placeOf(span.start).line;
  }

  /** What stands there, shortened, as it can be shown within a sentence. */
  said(span: Span): string {
    const text = this.text.slice(span.start, span.end).replace(/\s+/gu, ' ');
    return text.length > 32 ? `${text.slice(0, 30)}…` : text;
  }

  /** One error per place: what follows from the first is not said as well. */
  add(code: string, at: Span, message: string, fix: string, values: Issue['values'] = {}, severity: Issue['severity'] = 'error'): void {
    if (this.found.length >= 200 || this.found.some((i) => i.at.start === at.start && i.severity === 'error')) return;
    const { line, character } = this.placeOf(at.start);
    const length = Math.max(1, Math.min(at.end, this.endOfLine(line)) - at.start);
    const where = `line ${line}, character ${character}`;
    this.found.push({ severity, code, where, message, fix, values, line, character, length, at });
  }

  /** In the order of the text. Warnings wait until no error is left. */
  issues(): Issue[] {
    return this.found
      .filter((i) => i.severity === 'error' || !this.hasErrors)
      .sort((p, q) => p.at.start - q.at.start)
      .slice(0, limits.issues)
      .map(({ at: _, ...issue }) => issue);
  }

  private endOfLine(line: number): number {
    const next = this.lineStarts[line];
    return next === undefined ? this.text.length : next - 1;
  }
}
