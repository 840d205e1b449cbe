/**
 * .ts, the format of the UEA and UCR archives (sktime, aeon): a case a line, its dimensions between colons, the values of each between commas - or as
 * (time,value) pairs - and the class at the end.
 */
import { Trouble } from '../column-readers.ts';
import type { ReadHost, TableRead } from '../read-table.ts';
import { sourceFrom, type ByteSource } from '../source.ts';
import { decodeUtf8 } from '../text.ts';
import { TimeParser } from '../times.ts';
import type { Head } from './directives.ts';
import { brokenHead, noSeries, unreadableValues } from './issues.ts';
import { linesOf } from './lines.ts';
import { LongTable, longTableRead } from './long-table.ts';
import { numberIn, numbersBetweenCommas } from './numbers.ts';

const COLON = 58;
const OPEN = 40;

interface Case {
  /** Values of each dimension. */
  dimensions: number[][];
  moments?: number[];
  label: string | null;
}

export function readTs(text: ByteSource, head: Head, encoding: string, host: ReadHost): TableRead {
  if (!head.data) return { issues: [brokenHead('.ts', head)] };
  const said = (word: string) =>
    head.directives
      .find((d) => d.word === word)
      ?.rest.trim()
      .toLowerCase() ?? '';
  const hasStamps = said('timestamps').startsWith('true');
  const hasLabel = said('classlabel').startsWith('true') || said('targetlabel').startsWith('true');
  const unreadable = new Trouble();
  const broken = new Trouble();
  const { data } = head;
  let table: LongTable | undefined;
  let width = 0;
  let isDated = false;
  for (const line of linesOf(sourceFrom(text, data.start), (at) => host.onProgress?.(data.start + at, text.size))) {
    const { bytes, end } = line;
    let at = line.start;
    while (at < end && bytes[at] <= 32) at++;
    if (at === end || bytes[at] === 35 || bytes[at] === 37) continue;
    const number = data.line + line.number;
    const found = hasStamps
      ? stampedCase(bytes, at, end, hasLabel, number, unreadable)
      : plainCase(bytes, at, end, hasLabel, number, unreadable);
    if (!table) {
      width = found.dimensions.length;
      isDated = found.moments !== undefined && found.moments.some((t) => Math.abs(t) > 1e11);
      table = new LongTable({
        host,
        key: 'case',
        values: width === 1 ? ['value'] : Array.from({ length: width }, (_, i) => `dimension ${i + 1}`),
        hasTime: isDated,
        ...(hasLabel ? { label: 'class' } : {}),
      });
    }
    if (found.dimensions.length !== width) {
      broken.add(number, decodeUtf8(bytes, line.start, Math.min(end, line.start + 60)));
      continue;
    }
    // Dimensions of one case may end at different steps; behind its end a dimension has no value.
    const length = found.dimensions.reduce((most, values) => Math.max(most, values.length), 0);
    table.add(`case ${table.series + 1}`, length, (column, row) => found.dimensions[column][row] ?? NaN, {
      ...(isDated ? { momentAt: (row) => found.moments?.[row] ?? NaN } : {}),
      label: found.label,
    });
  }
  if (!table) return { issues: [noSeries('.ts')] };
  return longTableRead(table.finish(), {
    encoding,
    delimiter: ',',
    preamble: head.comments,
    issues: unreadableValues(unreadable, broken, '.ts'),
  });
}

function plainCase(bytes: Uint8Array, start: number, end: number, hasLabel: boolean, line: number, trouble: Trouble): Case {
  const parts: [number, number][] = [];
  for (let at = start; ;) {
    let next = bytes.indexOf(COLON, at);
    if (next < 0 || next > end) next = end;
    parts.push([at, next]);
    if (next === end) break;
    at = next + 1;
  }
  const last = hasLabel ? parts.pop()! : undefined;
  return {
    dimensions: parts.map(([from, to]) => numbersBetweenCommas(bytes, from, to, line, trouble, [])),
    label: last ? labelIn(decodeUtf8(bytes, ...last)) : null,
  };
}

/** (0,1.5),(1,2.5):(0,7),(2,8):class - the stamps are numbers or times. Values of all dimensions stand at the moments of the first. */
function stampedCase(bytes: Uint8Array, start: number, end: number, hasLabel: boolean, line: number, trouble: Trouble): Case {
  const dimensions: number[][] = [];
  const moments: number[] = [];
  const parser = new TimeParser('YMD');
  let at = start;
  while (at < end) {
    while (at < end && (bytes[at] <= 32 || bytes[at] === COLON)) at++;
    if (bytes[at] !== OPEN) break;
    const values: number[] = [];
    while (at < end && bytes[at] === OPEN) {
      const close = bytes.indexOf(41, at);
      const to = close < 0 || close > end ? end : close;
      let comma = to;
      while (comma > at && bytes[comma] !== 44) comma--;
      values.push(numberIn(bytes, comma + 1, to, line, trouble));
      if (dimensions.length === 0) {
        const stamp = decodeUtf8(bytes, at + 1, comma).trim();
        const moment = Number(stamp);
        moments.push(moment === moment ? moment : parser.parseText(stamp));
      }
      at = to + 1;
      while (at < end && (bytes[at] <= 32 || bytes[at] === 44)) at++;
    }
    dimensions.push(values);
  }
  const label = hasLabel ? labelIn(decodeUtf8(bytes, at, end)) : null;
  return { dimensions, moments, label };
}

const labelIn = (text: string): string | null => {
  const label = text.replace(/^[:\s]+/, '').trim();
  return label === '' || label === '?' ? null : label;
};
