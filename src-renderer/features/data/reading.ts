/** How a file is read, as choices in the panel: every one can be left to the reader ("auto"). Texts, because they live in selects. */
import type { ImportOptions } from '#engine/data/content.ts';
import type { ReadOptions } from '#engine/data/read-table.ts';

export const AUTO = 'auto';
export const NO_TIME = '\u0000none';
export const NO_LABEL = '\u0000no-label';

export interface Choices {
  encoding: string;
  delimiter: string;
  decimal: string;
  thousands: string;
  escape: string;
  comment: string;
  header: string;
  skip: string;
  member: string;
  time: string;
  order: string;
  missing: string;
  /** Of several series in one file. */
  arrange: string;
  label: string;
}

export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'koi8-r',
  'iso-8859-2',
  'iso-8859-15',
  'macintosh',
];

export function choicesOf(options: ImportOptions): Choices {
  return {
    encoding: options.encoding ?? AUTO,
    delimiter: options.delimiter ?? AUTO,
    decimal: options.decimal ?? AUTO,
    thousands: options.thousands ?? AUTO,
    escape: options.escape ?? AUTO,
    comment: options.comment ?? AUTO,
    header: headerOf(options),
    skip: options.skipLines === undefined ? '' : String(options.skipLines),
    member: options.member ?? AUTO,
    time: options.timeColumn === undefined ? AUTO : (options.timeColumn ?? NO_TIME),
    order: options.dayFirst === undefined ? AUTO : options.dayFirst ? 'day' : 'month',
    missing: (options.missing ?? []).join(', '),
    arrange: options.arrange ?? AUTO,
    label: options.label === undefined ? AUTO : (options.label ?? NO_LABEL),
  };
}

/** Rows of names: none, one, or several. */
const headerOf = ({ header, headerRows }: ReadOptions): string => {
  if (headerRows !== undefined) return headerRows === 0 ? 'no' : headerRows === 1 ? 'yes' : String(headerRows);
  return header === undefined ? AUTO : header ? 'yes' : 'no';
};

/** What the panel has no choice for stays as it is. */
export function keptOptions(options: ImportOptions): ImportOptions {
  const { repairs, resampleTo, quote, timeAs, layout, keys, symbols } = options;
  const all: ImportOptions = { repairs, resampleTo, quote, timeAs, layout, keys, symbols };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** `usual`: the words that mean missing without being named; a person's words are added to them. */
export function optionsOf(choices: Choices, usual: Iterable<string>): ImportOptions {
  const missing = choices.missing
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  return {
    ...(choices.encoding === AUTO ? {} : { encoding: choices.encoding }),
    ...(choices.delimiter === AUTO ? {} : { delimiter: choices.delimiter }),
    ...(choices.decimal === AUTO ? {} : { decimal: choices.decimal as '.' | ',' }),
    ...(choices.thousands === AUTO ? {} : { thousands: choices.thousands }),
    ...(choices.escape === AUTO ? {} : { escape: choices.escape }),
    ...(choices.comment === AUTO ? {} : { comment: choices.comment }),
    ...(choices.header === AUTO
      ? {}
      : /^\d/.test(choices.header)
        ? { headerRows: Number(choices.header) }
        : { header: choices.header === 'yes' }),
    ...(/^\s*\d+\s*$/.test(choices.skip) ? { skipLines: Number(choices.skip) } : {}),
    ...(choices.member === AUTO ? {} : { member: choices.member }),
    ...(choices.time === AUTO ? {} : { timeColumn: choices.time === NO_TIME ? null : choices.time }),
    ...(choices.order === AUTO ? {} : { dayFirst: choices.order === 'day' }),
    ...(choices.arrange === AUTO ? {} : { arrange: choices.arrange as 'columns' | 'sequences' }),
    ...(choices.label === AUTO ? {} : { label: choices.label === NO_LABEL ? null : choices.label }),
    ...(missing.length ? { missing: [...new Set([...usual, ...missing])] } : {}),
  };
}

/** Only the words that a person has added. */
export const ownMissing = (missing: readonly string[] | undefined, usual: ReadonlySet<string>): string =>
  (missing ?? []).filter((word) => !usual.has(word.toLowerCase())).join(', ');
