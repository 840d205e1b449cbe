/**
 * What is carried from step to step. `h'` holds the value that h had a step ago; h'' holds what h' held then, and so on.
 * Their names end in primes, as they are written, so that none meets the name of a parameter.
 */
import { X, type Bound } from './bound.ts';
import type { Shapes } from './shapes.ts';

/** 0 at the first step and 1 at all others: there if a text says what something starts from. */
export const BEGUN = "'";

export const stateName = (name: string, primes: number): string => name + "'".repeat(primes);

/** Names and widths of what live lines read of earlier steps. */
export function stateWidths(bound: Bound, shapes: Shapes, inputs: number): Record<string, number> {
  const found: [string, number][] = [];
  let isStarted = false;
  for (const [name, primes] of bound.history) {
    const width = name === X ? inputs : shapes.lines.get(name)!;
    for (let i = 1; i <= primes; i++) found.push([stateName(name, i), width]);
    isStarted ||= bound.starts.has(name);
  }
  if (isStarted) found.push([BEGUN, 1]);
  return Object.fromEntries(found);
}
