/**
 * .tsf, the format of the Monash archive of forecasting data: attributes in the head, then a series a line - its attributes and its values, all between colons.
 * Source: R. Godahewa and others, Monash Time Series Forecasting Archive, 2021.
 */
import { gridFrom, type Step } from '../calendar.ts';
import { Trouble } from '../column-readers.ts';
import type { ReadHost, TableRead } from '../read-table.ts';
import { sourceFrom, type ByteSource } from '../source.ts';
import { decodeUtf8 } from '../text.ts';
import { TimeParser } from '../times.ts';
import type { Head } from './directives.ts';
import { brokenHead, unreadableValues } from './issues.ts';
import { linesOf } from './lines.ts';
import { LongTable, longTableRead } from './long-table.ts';
import { numbersBetweenCommas } from './numbers.ts';

const COLON = 58;

const STEPS: Record<string, Step> = {
  secondly: { ms: 1000 },
  '4_seconds': { ms: 4000 },
  '10_seconds': { ms: 10_000 },
  minutely: { ms: 60_000 },
  '5_minutes': { ms: 300_000 },
  '10_minutes': { ms: 600_000 },
  '15_minutes': { ms: 900_000 },
  half_hourly: { ms: 1_800_000 },
  hourly: { ms: 3_600_000 },
  daily: { ms: 86_400_000 },
  weekly: { ms: 7 * 86_400_000 },
  monthly: { months: 1 },
  quarterly: { months: 3 },
  yearly: { months: 12 },
};

/** `4_seconds`, `10_minutes` and the like, beside the words. */
function stepOfWord(word: string): Step | undefined {
  const known = STEPS[word];
  if (known) return known;
  const match = /^(\d+)_?(second|minute|hour|day|week)s?$/.exec(word);
  const unit = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 };
  return match ? { ms: Number(match[1]) * unit[match[2] as keyof typeof unit] } : undefined;
}

export function readTsf(text: ByteSource, head: Head, encoding: string, host: ReadHost): TableRead {
  const attributes = head.directives
    .filter((d) => d.word === 'attribute')
    .map(({ rest }) => {
      const [, name = '', type = ''] = /^(\S+)\s+(\S+)/.exec(rest) ?? [];
      return { name, type: type.toLowerCase() };
    });
  if (!head.data || attributes.length === 0) return { issues: [brokenHead('.tsf', head)] };
  const frequency = head.directives.find((d) => d.word === 'frequency')?.rest.toLowerCase();
  const step = frequency === undefined ? undefined : stepOfWord(frequency);
  const start = attributes.findIndex((a) => a.type === 'date');
  const name = attributes.findIndex((a) => a.name === 'series_name');
  const others = attributes.map((_, i) => i).filter((i) => i !== start && i !== name);
  const hasTime = start >= 0 && step !== undefined;
  const table = new LongTable({
    host,
    key: name >= 0 ? attributes[name].name : 'series',
    values: ['value'],
    hasTime,
    attributes: others.map((i) => attributes[i].name),
  });
  const parser = new TimeParser('YMD');
  const unreadable = new Trouble();
  const broken = new Trouble();
  let series = 0;
  const { data } = head;
  for (const line of linesOf(sourceFrom(text, data.start), (at) => host.onProgress?.(data.start + at, text.size))) {
    const { bytes, end } = line;
    let at = line.start;
    while (at < end && bytes[at] <= 32) at++;
    if (at === end || bytes[at] === 35) continue;
    const given: string[] = [];
    for (let i = 0; i < attributes.length; i++) {
      const next = bytes.indexOf(COLON, at);
      if (next < 0 || next >= end) break;
      given.push(decodeUtf8(bytes, at, next).trim());
      at = next + 1;
    }
    if (given.length < attributes.length) {
      broken.add(data.line + line.number, decodeUtf8(bytes, line.start, Math.min(end, line.start + 60)));
      continue;
    }
    series++;
    const values = numbersBetweenCommas(bytes, at, end, data.line + line.number, unreadable, []);
    const first = hasTime ? parser.parseText(given[start].replace(/ (\d\d)-(\d\d)-(\d\d)$/, ' $1:$2:$3')) : NaN;
    const grid = hasTime && first === first ? gridFrom(first, step) : undefined;
    table.add(name >= 0 ? given[name] : `T${series}`, values.length, (_, row) => values[row], {
      ...(hasTime ? { momentAt: (row) => grid?.(row) ?? NaN } : {}),
      attributes: others.map((i) => given[i]),
    });
  }
  return longTableRead(table.finish(), {
    encoding,
    delimiter: ':',
    preamble: head.comments,
    timeFormat: 'start and step',
    issues: unreadableValues(unreadable, broken, '.tsf'),
  });
}
