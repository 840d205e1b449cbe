/**
 * Tables in a dress: every row in quotes as a whole, as a spreadsheet writes a table that stood in its first column, or between bars, as in Markdown
 * and on terminals. The dress is taken off line by line, so that lines keep their numbers, before anything else is looked at.
 */
import type { Issue } from '../issue.ts';
import { BlockSource } from './block-source.ts';
import { looksNumeric } from './number-format.ts';
import { bytesOf, type ByteSource } from './source.ts';
import { decodeUtf8, encodeUtf8 } from './text.ts';
import { TimeParser } from './times.ts';

const HEAD = 1 << 16;
const LINES_JUDGED = 400;
/** Share of the lines that must wear it. */
const MOST = 0.9;
const FEWEST = 3;

/** A row in quotes, with what stands in it; a single quote inside would have closed it. */
const WRAPPED = /^\s*"((?:[^"]|"")*)"[,;\t ]*$/;
const FRAMED = /^\s*[|│┃║].*[|│┃║]\s*$/;
/** |---|:-:| · +----+----+ · ├────┼────┤ */
const RULE = /^\s*[-+|:=\s─━═│┃║┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯╞╪╡╒╤╕╘╧╛]*[-=─━═][-+|:=\s─━═│┃║┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯╞╪╡╒╤╕╘╧╛]*$/;

/** The text as it is where it wears nothing. quote: the person's own word, which leaves quotes where they are. */
export function undressed(text: ByteSource, quote?: string): { text: ByteSource; issues: Issue[] } {
  const lines = decodeUtf8(bytesOf(text, 0, HEAD), 0, Math.min(text.size, HEAD))
    .split(/\r\n|\n|\r/)
    .slice(0, LINES_JUDGED)
    .filter((line) => line.trim() !== '');
  if (text.size > HEAD && lines.length > 1) lines.pop();
  if (quote === undefined && areWrapped(lines)) return { text: lineByLine(text, unwrap), issues: [rowsInQuotes] };
  if (areFramed(lines)) return { text: lineByLine(text, unframe), issues: [] };
  return { text, issues: [] };
}

/** Rows that are one quoted cell each, with as many delimiters inside, the names too, and numbers or times between them. */
function areWrapped(lines: string[]): boolean {
  const inner = lines.map((line) => WRAPPED.exec(line)?.[1].replaceAll('""', '"'));
  const rows = inner.slice(1).filter((row) => row !== undefined);
  if (rows.length < FEWEST || rows.length < (lines.length - 1) * MOST) return false;
  return [',', ';', '\t', '|'].some((delimiter) => {
    const pieces = (row: string) => row.replace(/"(?:[^"]|"")*"/g, 'x').split(delimiter);
    const width = pieces(rows[0]).length;
    if (width < 2 || pieces(inner[0] ?? lines[0]).length !== width) return false;
    const fitting = rows.map(pieces).filter((row) => row.length === width);
    return (
      fitting.length >= rows.length * MOST &&
      fitting[0].some((_, column) => fitting.filter((row) => isTyped(row[column].trim())).length >= fitting.length * MOST)
    );
  });
}

const parser = new TimeParser('DMY');
const isTyped = (cell: string): boolean => looksNumeric(cell) || Number.isFinite(parser.parseText(cell));

/** From the first row between bars on, nearly all are; a bar that opens and closes cells is a quote. */
function areFramed(lines: string[]): boolean {
  const first = lines.findIndex((line) => FRAMED.test(line) && !RULE.test(line));
  if (first < 0) return false;
  const table = lines.slice(first).filter((line) => !RULE.test(line));
  const framed = table.filter((line) => FRAMED.test(line) && !/[|]\s?[,;\t]\s?[|]/.test(line));
  if (framed.length < FEWEST || framed.length < table.length * MOST) return false;
  // Rows of empty cells alone may be anything.
  return framed.filter((line) => /[^\s|│┃║]/.test(line)).length >= framed.length * MOST;
}

const unwrap = (line: string): string => WRAPPED.exec(line)?.[1].replaceAll('""', '"') ?? line;

/** Without the outer bars; a rule is written with dashes and crosses alone, by which it is known. */
function unframe(line: string): string {
  if (RULE.test(line)) return '+---+';
  if (!FRAMED.test(line)) return line;
  return line
    .replace(/^\s*[|│┃║]/, '')
    .replace(/[|│┃║]\s*$/, '')
    .replace(/[│┃║]/g, '|');
}

const lineByLine = (text: ByteSource, change: (line: string) => string): ByteSource =>
  new BlockSource(text, (raw) => encodeUtf8(decodeUtf8(raw, 0, raw.length).replace(/[^\r\n]+/g, change)));

const rowsInQuotes: Issue = {
  severity: 'warning',
  code: 'rows-in-quotes',
  where: 'file',
  message: 'Every row stands in quotes as a whole, as if it were one cell. The quotes around the rows were taken off.',
  fix: 'If each line is one text, choose no quote.',
};
