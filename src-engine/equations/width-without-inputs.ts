// What can be said of a cell before it is known what flows in.
import { X, type Bound } from './bound.ts';
import { kindOf } from './functions.ts';
import type { Shapes } from './shapes.ts';
import type { Expression } from './syntax.ts';

/**
 * The width of what goes out when that of x is not known: NaN unless it is certain to be the same for every x. It is when
 * the line states it; or when x is only multiplied by matrices and totalled, so that no other width can follow from its.
 */
export function widthWithoutInputs(bound: Bound, shapes: Shapes | undefined): number {
  const { statement } = bound.lines.get(bound.output)!;
  if (statement.width !== undefined) return statement.width;
  const all = shapes ? [...shapes.lines.values(), ...[...shapes.all.values()].map((shape) => shape.cols)] : [NaN];
  const isGiving = (e: Expression): boolean => {
    if (e.kind === 'name') return e.name === X;
    const parts = e.kind === 'number' ? [] : e.parts;
    const isTotal = e.kind === 'call' && kindOf(e.name, e.parts.length) === 'total';
    const isMultiplied =
      e.kind === 'apply' && e.parts.some((part) => part.kind === 'name' && bound.parameters.get(part.name)?.use === 'matrix');
    return parts.some((part) => !((isTotal || isMultiplied) && isInput(part)) && isGiving(part));
  };
  const isOpen = all.some(Number.isNaN) || [...bound.lines.values()].some((line) => isGiving(line.expression));
  return isOpen ? NaN : shapes!.lines.get(bound.output)!;
}

/** x, columns of it, or joined rows with x among them and nothing else that x is part of. */
const isInput = (e: Expression): boolean =>
  e.kind === 'name'
    ? e.name === X
    : e.kind === 'slice' || (e.kind === 'join' && e.parts.every((part) => isInput(part) || part.kind === 'name'));
