// Which values of a graph form a loop over steps together.
import { components } from './2-components.ts';
import { isComputed, sourcesOf, type Value } from './value.ts';

/** Components of the computed values among these, sources first; reads are looked through. */
export const componentsOfValues = (values: readonly Value[]): Value[][] =>
  components(values.filter(isComputed), (v) => sourcesOf(v).map((s) => s.value));

export const isLoop = (component: readonly Value[]): boolean =>
  component.length > 1 || sourcesOf(component[0]).some((s) => s.value === component[0]);

/** The number of the loop that a value is in; absent for values in none. */
export function loopsOf(values: readonly Value[]): Map<Value, number> {
  const loops = componentsOfValues(values).filter(isLoop);
  return new Map(loops.flatMap((component, number) => component.map((v) => [v, number] as const)));
}
