/** Small parts of sentences that issues about tables share. */

/** 17420 -> 17,420; digits behind the point stay as they are. */
export function number(value: number): string {
  const [whole, fraction] = String(value).split('.');
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
}

/** 1 -> `1 row`, 2000 -> `2,000 rows` */
export const counted = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`;

/** `line 7` · `lines 7, 9 and 12` · `lines 7, 9, 12, 15, 18 and 20 more` */
export function inLines(lines: number[], count = lines.length): string {
  if (lines.length === 0) return 'no line';
  if (count === 1) return `line ${lines[0]}`;
  if (count <= 5 && lines.length === count) return `lines ${lines.slice(0, -1).join(', ')} and ${lines[lines.length - 1]}`;
  const shown = lines.slice(0, 5);
  return `lines ${shown.join(', ')}${count > shown.length ? ` and ${number(count - shown.length)} more` : ''}`;
}

/** `PT1H` -> `1 hour`, `P3M` -> `3 months`; no step -> `no single one`. */
export function stepWords(duration: string | null): string {
  const match = /^P(?:(\d+)Y|(\d+)M|(\d+)W|(\d+)D|T(?:(\d+)H|(\d+)M|([\d.]+)S))$/.exec(duration ?? '');
  if (!match) return duration ?? 'no single one';
  const i = match.slice(1).findIndex((part) => part !== undefined);
  return counted(Number(match[i + 1]), ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'][i]);
}

/** An ISO time as it would stand in a table: `2020-01-28T00:00:00.000Z` -> `2020-01-28`, midnight and full minutes left out. */
export const momentWords = (iso: string): string =>
  iso
    .replace('T', ' ')
    .replace(/(\.000)?(Z|[+-]\d\d:\d\d)?$/, '')
    .replace(/(:\d\d):00$/, '$1')
    .replace(/ 00:00$/, '');

/** Names in a row, the first few of many. */
export function names(list: string[], count = list.length): string {
  const shown = list.slice(0, 5).map((name) => `"${name}"`);
  if (count > shown.length) return `${shown.join(', ')} and ${number(count - shown.length)} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}
