// Colours of series: seven fixed ones in an order in which neighbours are easy to tell apart. Amber is not among them.
const order = ['--s7', '--s1', '--s3', '--s2', '--s4', '--s5', '--s6'];

/** Colour of the series at a place in its list, as a CSS value; the first one is ink. */
export const seriesColour = (index: number): string => `var(${order[index % order.length]})`;

/** The same as the name of a token, for canvases. */
export const seriesToken = (index: number): string => order[index % order.length];

/** What a token is right now, for drawing where CSS does not reach. `var(--s1)` and `--s1` are both taken; other colours stay. */
export function resolveColour(colour: string, element: Element): string {
  const name = /^(?:var\()?(--[\w-]+)\)?$/.exec(colour)?.[1];
  return name ? getComputedStyle(element).getPropertyValue(name).trim() : colour;
}
