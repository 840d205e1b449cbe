/**
 * Sheets of an Excel workbook as text tables, a line for every row of the sheet, so that line numbers are those that Excel shows. What a cell holds is
 * written in full: numbers with all their digits, dates in ISO 8601. Formulas give the value that was stored with them.
 * Source: ECMA-376 part 1, sections 18.3, 18.4 and 18.8.
 */
import type { ZipEntry } from './zip.ts';

export interface Sheet extends SheetText {
  name: string;
}

interface SheetText {
  csv: string;
  rows: number;
  /** Texts such as 1,5 stand in it, which a comma makes numbers. */
  hasCommaNumbers: boolean;
  /** Formulas whose value was never stored: they were written by a program that does not calculate. */
  formulasWithoutValue: number;
}

/** Sheets that are shown and hold something. Throws an Error when the workbook is damaged. */
export function sheetsOf(entries: ZipEntry[]): Sheet[] {
  const text = (path: string) => {
    const entry = entries.find((e) => e.path.toLowerCase() === path.toLowerCase());
    const xml = entry ? new TextDecoder().decode(entry.read()) : '';
    // Some programs put a prefix before the name of every element.
    return /<\w+:(workbook|worksheet|sst|styleSheet)\b/.test(xml.slice(0, 2000))
      ? xml.replace(/(<\/?)[A-Za-z]\w*:(?=[A-Za-z])/g, '$1')
      : xml;
  };
  const workbook = text('xl/workbook.xml');
  if (workbook === '') throw new Error('it holds no workbook');
  const targets = new Map([...text('xl/_rels/workbook.xml.rels').matchAll(/<Relationship\b[^>]*>/g)].map(([tag]) => [attribute(tag, 'Id'), attribute(tag, 'Target')])); // prettier-ignore
  const strings = [...text('xl/sharedStrings.xml').matchAll(/<si>([\s\S]*?)<\/si>|<si\/>/g)].map(([, inside = '']) => textOf(inside));
  const isDate = datesOf(text('xl/styles.xml'));
  const is1904 = /<workbookPr\b[^>]*date1904="(1|true)"/.test(workbook);
  return [...workbook.matchAll(/<sheet\b[^>]*>/g)].flatMap(([tag]) => {
    if (/\bstate="(hidden|veryHidden)"/.test(tag)) return [];
    const target = targets.get(attribute(tag, 'r:id')) ?? '';
    const xml = text(target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    const sheet = csvOf(xml, strings, isDate, is1904, false);
    if (sheet.rows === 0) return [];
    return [{ name: attribute(tag, 'name'), ...(sheet.hasCommaNumbers ? csvOf(xml, strings, isDate, is1904, true) : sheet) }];
  });
}

const attribute = (tag: string, name: string): string => plain(new RegExp(`\\s${name}=(["'])(.*?)\\1`).exec(tag)?.[2] ?? '');

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const plain = (xml: string): string =>
  xml.replace(/&(#x?[\da-f]+|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** Text of a string with its formatting runs, without what is only said about its pronunciation. */
const textOf = (xml: string): string =>
  [...xml.replace(/<rPh\b[\s\S]*?<\/rPh>/g, '').matchAll(/<t(?:\s[^>]*)?>([\s\S]*?)<\/t>/g)].map(([, inside]) => plain(inside)).join('');

/** For each cell style whether it shows numbers as dates. */
function datesOf(styles: string): boolean[] {
  const formats = new Map(
    [...styles.matchAll(/<numFmt\b[^>]*>/g)].map(([tag]) => [attribute(tag, 'numFmtId'), attribute(tag, 'formatCode')]),
  );
  const cells = /<cellXfs\b[^>]*>([\s\S]*?)<\/cellXfs>/.exec(styles)?.[1] ?? '';
  return [...cells.matchAll(/<xf\b[^>]*>/g)].map(([tag]) => {
    const id = attribute(tag, 'numFmtId');
    const format = formats.get(id);
    if (format === undefined) return (Number(id) >= 14 && Number(id) <= 22) || (Number(id) >= 27 && Number(id) <= 36) || id === '45' || id === '47' || (Number(id) >= 50 && Number(id) <= 58); // prettier-ignore
    // Words in quotes, colours and conditions are no letters of a date.
    // Nor is a length of time, such as [h]:mm, a date: it stays a number of days.
    if (/\[(h+|m+|s+)\]/i.test(format)) return false;
    return /[ymdhs]/i.test(format.replace(/"[^"]*"|\\.|\[[^\]]*\]|General/gi, ''));
  });
}

/** isPlain: numbers are written so that no point of theirs can be taken for a thousands mark. */
function csvOf(xml: string, strings: string[], isDate: boolean[], is1904: boolean, isPlain: boolean): SheetText {
  const sheet: { number: number; cells: string[] }[] = [];
  let hasCommaNumbers = false;
  let formulasWithoutValue = 0;
  for (const [, head, inside = ''] of xml.matchAll(/<row\b([^>]*?)(?:\/>|>([\s\S]*?)<\/row>)/g)) {
    const number = Number(attribute(head, 'r')) || (sheet.at(-1)?.number ?? 0) + 1;
    const cells: string[] = [];
    for (const [, about, content = ''] of inside.matchAll(/<c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)) {
      const place = columnOf(attribute(about, 'r')) ?? cells.length;
      while (cells.length < place) cells.push('');
      const cell = cellOf(about, content, strings, isDate, is1904);
      if (/^[-+]?\d+,\d+$/.test(cell)) hasCommaNumbers = true;
      if (cell === '' && /<f\b/.test(content)) formulasWithoutValue++;
      cells[place] = isPlain && /^-?\d{1,3}\.\d{3}$/.test(cell) ? `${cell}0` : cell;
    }
    if (cells.some((cell) => cell !== '')) sheet.push({ number, cells });
  }
  const width = Math.max(0, ...sheet.map(({ cells }) => cells.length));
  // A table may stand anywhere in its sheet.
  const from = Math.min(width, ...sheet.map(({ cells }) => cells.findIndex((cell) => cell !== '')));
  const lines: string[] = [];
  for (const { number, cells } of sheet) {
    while (lines.length < number - 1) lines.push('');
    const whole = [...cells, ...Array.from({ length: width - cells.length }, () => '')].slice(from);
    lines.push(whole.map((cell) => (/[",\r\n]/.test(cell) || cell.trim() !== cell ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','));
  }
  return { csv: lines.join('\n') + '\n', rows: sheet.length, hasCommaNumbers, formulasWithoutValue };
}

/** `C7` is column 2. */
function columnOf(reference: string): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  return letters === undefined ? undefined : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellOf(about: string, content: string, strings: string[], isDate: boolean[], is1904: boolean): string {
  const type = attribute(about, 't');
  if (type === 'inlineStr') return textOf(content);
  const value = plain(/<v(?:\s[^>]*)?>([\s\S]*?)<\/v>/.exec(content)?.[1] ?? '');
  if (value === '') return '';
  if (type === 's') return strings[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type !== '' && type !== 'n') return value;
  return isDate[Number(attribute(about, 's'))] === true ? dateOf(Number(value), is1904, value) : value;
}

/** Days since the end of 1899 as a date; less than a day is a time of day. Excel believes that 1900 was a leap year. */
function dateOf(serial: number, is1904: boolean, raw: string): string {
  if (!Number.isFinite(serial) || serial < 0 || serial >= 2_958_466) return raw;
  const days = is1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const iso = new Date(Math.round((days - 25_569) * 86_400_000)).toISOString();
  if (serial < 1) return iso.slice(11, 19);
  if (serial === Math.floor(serial)) return iso.slice(0, 10);
  return `${iso.slice(0, 10)} ${iso.slice(11, iso.endsWith('.000Z') ? 19 : 23)}`;
}
