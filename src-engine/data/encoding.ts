/**
 * Which characters the bytes of a text file stand for, and the same text as UTF-8, which all later steps read.
 *
 * The whole file is looked at: one byte in the last line decides whether it is UTF-8. What is not UTF-8 is decided by evidence:
 * in each candidate the bytes above 127 are decoded, and the result must look like writing (`score`). A guess is always told, with
 * an example, because a person sees at once what no statistics can.
 */
import type { Issue } from '../issue.ts';
import { BlockSource } from './block-source.ts';
import { binaryKind, looksBinary } from './file-kinds.ts';
import { hasStrayNul, withoutNulBytes } from './nul-bytes.ts';
import { Blocks, bytesOf, sourceFrom, type ByteSource } from './source.ts';
import { familiarity } from './familiar-letters.ts';
import { surveyUtf8, type Utf8Survey } from './utf8-survey.ts';
import { decoderOf, encodeUtf8 } from './text.ts';

export interface OpenText {
  /** `utf-8`, `utf-16le`, `utf-16be`, `gb18030`, `windows-1252`, or the label that was asked for. */
  encoding: string;
  /** The text as UTF-8, without a byte-order mark and without stray NUL bytes. */
  text: ByteSource;
  issues: Issue[];
}

/** Bytes at the start that name the encoding. The longer marks first: UTF-32's begins like UTF-16's. */
const MARKS: [mark: number[], encoding: string][] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0x84, 0x31, 0x95, 0x33], 'gb18030'],
];

const HEAD = 1 << 16;

/** wanted: the person's own word. */
export function openText(source: ByteSource, wanted?: string): OpenText | { issues: Issue[] } {
  const head = bytesOf(source, 0, HEAD);
  if (isBlank(head) && isBlankThrough(source)) return { issues: [empty(source.size)] };
  const kind = binaryKind(head);
  if (kind) return { issues: [notText(kind.id, `This is ${kind.name}, not a text table.`, kind.fix)] };
  const mark = MARKS.find(([marks]) => marks.every((byte, i) => head[i] === byte));
  const body = mark ? sourceFrom(source, mark[0].length) : source;
  if (wanted) {
    const encoding = labelOf(wanted);
    if (encoding === undefined) return { issues: [unknownEncoding(wanted)] };
    return readAs(mark && labelOf(mark[1]) === encoding ? body : source, encoding, []);
  }
  if (mark) return readAs(body, mark[1], []);
  const utf16 = utf16WithoutMark(head);
  if (utf16) return readAs(source, utf16, []);
  if (looksBinary(head))
    return { issues: [notText('binary', 'This file is not text.', 'Export the table as CSV, Excel or Parquet, and drop that.')] };
  const survey = surveyUtf8(source);
  // A few bad bytes among many good characters: UTF-8 that was damaged or cut, not another encoding.
  if (survey.broken === 0 || survey.characters >= 10 * survey.broken) return readUtf8(source, survey);
  const guess = guessLegacy(source);
  return readAs(source, guess.encoding, [encodingGuessed(guess)]);
}

function readAs(source: ByteSource, encoding: string, issues: Issue[]): OpenText {
  if (encoding === 'utf-8') return readUtf8(source, surveyUtf8(source));
  const isUtf32 = encoding.startsWith('utf-32');
  const decode = (raw: Uint8Array) => (isUtf32 ? decodeUtf32(raw, encoding === 'utf-32le') : decoderOf(encoding).decode(raw));
  const unit = { bytes: isUtf32 ? 4 : encoding.startsWith('utf-16') ? 2 : 1, bigEndian: encoding.endsWith('be') } as const;
  const text = new BlockSource(source, (raw) => encodeUtf8(decode(raw)), unit);
  const cleaned = hasStrayNul(text) ? withoutNulBytes(text) : { text, issues: [] };
  return { encoding, text: cleaned.text, issues: [...issues, ...cleaned.issues] };
}

function readUtf8(source: ByteSource, survey: Utf8Survey): OpenText {
  const issues = survey.broken > 0 ? [damagedBytes(source, survey)] : [];
  const whole = survey.broken > 0 ? new BlockSource(source, (raw) => encodeUtf8(decoderOf('utf-8').decode(raw))) : source;
  const cleaned = survey.hasStrayNul ? withoutNulBytes(whole) : { text: whole, issues: [] };
  return { encoding: 'utf-8', text: cleaned.text, issues: [...issues, ...cleaned.issues] };
}

const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0 || byte === 32 || (byte >= 9 && byte <= 13));

function isBlankThrough(source: ByteSource): boolean {
  const blocks = new Blocks(source);
  for (; isBlank(blocks.bytes); blocks.next(blocks.bytes.length)) if (blocks.isLast) return true;
  return false;
}

const labelOf = (label: string): string | undefined => {
  if (/^utf-?32(le|be)$/i.test(label)) return label.toLowerCase().replace('utf32', 'utf-32');
  try {
    return decoderOf(label.trim()).encoding;
  } catch {
    return undefined;
  }
};

/** Digits, commas and line ends have a zero byte in UTF-16, always on the same side. */
function utf16WithoutMark(bytes: Uint8Array): string | undefined {
  if (bytes.length < 4) return undefined;
  const pairs = Math.min(bytes.length >> 1, 32768);
  let evenZeros = 0;
  let oddZeros = 0;
  for (let i = 0; i < pairs; i++) {
    if (bytes[2 * i] === 0) evenZeros++;
    if (bytes[2 * i + 1] === 0) oddZeros++;
  }
  if (oddZeros > pairs * 0.25 && evenZeros < oddZeros * 0.05) return 'utf-16le';
  if (evenZeros > pairs * 0.25 && oddZeros < evenZeros * 0.05) return 'utf-16be';
  return undefined;
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let i = 0; i + 4 <= bytes.length; i += 4) {
    const code = view.getUint32(i, littleEndian);
    parts.push(code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
  }
  return parts.join('');
}

interface Guess {
  encoding: string;
  /** The next best, when the evidence leaves it possible. */
  rival?: string;
  /** The first line with a character that the guess decides, as it reads now. */
  example: string;
}

/** Order matters only between equal scores. */
const CANDIDATES = [
  ...['windows-1252', 'gb18030', 'shift_jis', 'euc-kr', 'big5', 'windows-1251', 'windows-1250', 'windows-1254', 'windows-1253'],
  ...['koi8-r', 'euc-jp'],
] as const;
type Candidate = string;

function guessLegacy(source: ByteSource): Guess {
  const lines = linesBeyondAscii(source);
  const scores = CANDIDATES.map((encoding) => ({ encoding, score: scoreOf(encoding, lines) })).sort((a, b) => b.score - a.score);
  const [best, second] = scores;
  const example = decoderOf(best.encoding).decode(lines[0]).trim().slice(0, 60);
  if (best.encoding === 'windows-1252' && best.score > 0.8 && lines.every(isLonely)) return { encoding: best.encoding, example };
  return { encoding: best.encoding, rival: second.score > best.score - 0.2 ? second.encoding : undefined, example };
}

/** No two bytes above 127 side by side, as in `Zürich` or `°C`: two-byte encodings would not leave a single pair of them. */
const isLonely = (line: Uint8Array): boolean => !line.some((byte, i) => byte > 127 && line[i + 1] > 127);

const JUDGED = 65536;

/** Lines with a byte above 127, from the whole file but at most about 64 kB of them. */
function linesBeyondAscii(source: ByteSource): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let total = 0;
  const blocks = new Blocks(source);
  for (;;) {
    const { bytes } = blocks;
    for (let i = 0; i < bytes.length && total < JUDGED; i++) {
      if (bytes[i] < 128) continue;
      let start = i;
      let end = i;
      // GB18030 has bytes below 128 inside characters, but never line ends.
      while (start > 0 && bytes[start - 1] !== 10 && bytes[start - 1] !== 13 && i - start < 2000) start--;
      while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13 && end - i < 2000) end++;
      lines.push(bytes.slice(start, end));
      total += end - start;
      i = end;
    }
    if (blocks.isLast || total >= JUDGED) return lines;
    blocks.next(bytes.length);
  }
}

/** How much the text beyond ASCII looks like writing in this encoding, from 0 to 1. */
function scoreOf(encoding: Candidate, lines: Uint8Array[]): number {
  let good = 0;
  let all = 0;
  for (const line of lines) {
    const text = decoderOf(encoding).decode(line);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 128) continue;
      all++;
      good += plausible(encoding, code, i > 0 ? text.charCodeAt(i - 1) : 32, i + 1 < text.length ? text.charCodeAt(i + 1) : 32);
    }
  }
  if (all === 0) return 0;
  return Math.max(0, good / all) * commonness(encoding, lines) * (0.4 + 0.6 * familiarity(encoding, lines));
}

const isLatinLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const isHan = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff;
const isWidePunctuation = (code: number): boolean => (code >= 0x3000 && code <= 0x303f) || (code >= 0xff00 && code <= 0xffee);
/** ° ± µ ² ³ § € – and their like, which stand in names of columns and in units. */
const UNIT_SIGNS = new Set([
  0xb0, 0xb1, 0xb5, 0xb2, 0xb3, 0xb7, 0xa7, 0xa3, 0xa5, 0x20ac, 0x2013, 0x2014, 0x2018, 0x2019, 0x201c, 0x201d, 0x2026, 0xa0, 0xab, 0xbb,
  0xd7, 0x2030, 0x2022,
]);
const WIDE_SIGNS = new Set([0x2103, 0xb0, 0xb1, 0xd7, 0x3a9, 0x3bc, 0x2014, 0x2018, 0x2019, 0x201c, 0x201d, 0x2026, 0xb7, 0x2160, 0x2161]);

/** 1 for a character that this encoding's writing is made of, 0 for a possible one, negative for one that speaks against it. */
function plausible(encoding: string, code: number, before: number, after: number): number {
  if (code === 0xfffd) return -3;
  switch (encoding) {
    case 'windows-1250':
    case 'windows-1254':
    case 'windows-1252': {
      if (UNIT_SIGNS.has(code)) return 1;
      // Behind an m stands a cube, which is this letter in Poland's encoding.
      if (code === 0x142 && before === 109 && !isLatinLetter(after)) return -1;
      // With its accent or without, all Latin letters lie below U+0250.
      if (code >= 0x250 || !/\p{L}/u.test(String.fromCharCode(code))) return -0.5;
      // Accented letters stand between plain ones; two of them side by side are rare, and a capital inside a word rarer.
      if (before > 128 || after > 128) return 0;
      if (/\p{Lu}/u.test(String.fromCharCode(code)) && before >= 97 && before <= 122) return -0.5;
      return isLatinLetter(before) || isLatinLetter(after) ? 1 : 0.3;
    }
    case 'gb18030':
    case 'big5':
      return isHan(code) || isWidePunctuation(code) || WIDE_SIGNS.has(code) ? 1 : -1;
    case 'euc-jp':
    case 'shift_jis':
      if (code >= 0xff61 && code <= 0xff9f) return 0.3; // half-width kana are also what other encodings turn into
      return isHan(code) || isWidePunctuation(code) || (code >= 0x3040 && code <= 0x30ff) || WIDE_SIGNS.has(code) ? 1 : -1;
    case 'euc-kr':
      return (code >= 0xac00 && code <= 0xd7a3) || isWidePunctuation(code) || WIDE_SIGNS.has(code) ? 1 : isHan(code) ? -0.5 : -1;
    case 'windows-1253': {
      const isGreek = code >= 0x386 && code <= 0x3ce;
      if (!isGreek) return UNIT_SIGNS.has(code) ? 0.7 : -1;
      if (isLatinLetter(before) || isLatinLetter(after)) return -1;
      // Capitals stand in front, or everywhere.
      if (code < 0x3ac && before >= 0x3ac && before <= 0x3ce) return -1;
      return before > 0x380 || after > 0x380 ? 1 : 0.2;
    }
    case 'koi8-r':
    case 'windows-1251': {
      const isCyrillic = code >= 0x410 && code <= 0x44f;
      if (!isCyrillic) return UNIT_SIGNS.has(code) || code === 0x401 || code === 0x451 || code === 0x2116 ? 0.7 : -1;
      // Words are Cyrillic throughout, and capitals stand in front.
      if (isLatinLetter(before) || isLatinLetter(after)) return -1;
      if (code < 0x430 && before >= 0x430 && before <= 0x44f) return -1;
      return before > 0x400 || after > 0x400 ? 1 : 0.2;
    }
  }
  return 0;
}

/** Share of two-byte characters whose first byte is where the encoding keeps its common ones; 1 for single-byte encodings. */
function commonness(encoding: string, lines: Uint8Array[]): number {
  const common: Record<string, (lead: number, trail: number) => boolean> = {
    gb18030: (lead, trail) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3)),
    big5: (lead, trail) => ((lead >= 0xa4 && lead <= 0xc6) || lead === 0xa1) && (trail >= 0xa1 || (trail >= 0x40 && trail <= 0x7e)),
    'euc-kr': (lead, trail) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xc8) || (lead >= 0xa1 && lead <= 0xa3)),
    shift_jis: (lead) => (lead >= 0x81 && lead <= 0x83) || (lead >= 0x88 && lead <= 0x97),
  };
  const isCommon = common[encoding];
  if (!isCommon) return 1;
  let good = 0;
  let pairs = 0;
  let highestLead = 0;
  for (const line of lines) {
    for (let i = 0; i < line.length; i++) {
      const lead = line[i];
      if (lead < 0x81 || (encoding === 'shift_jis' && lead >= 0xa1 && lead <= 0xdf)) continue;
      pairs++;
      if (i + 1 < line.length && isCommon(lead, line[i + 1])) good++;
      if (encoding !== 'shift_jis' || lead < 0xa0) highestLead = Math.max(highestLead, lead);
      i++;
    }
  }
  if (pairs === 0) return encoding === 'shift_jis' ? 0.3 : 0;
  const share = good / pairs;
  // Korean syllables end at lead C8, where Chinese goes on to D7: many pairs and none beyond is Korean, few pairs are no evidence.
  if (encoding === 'gb18030' && pairs >= 30 && highestLead <= 0xc8) return share * 0.8;
  if (encoding === 'euc-kr' && highestLead > 0xc8) return share * 0.7;
  if (encoding === 'big5') return share * 0.85;
  return share;
}

const empty = (sizeBytes: number): Issue => ({
  severity: 'error',
  code: 'empty-file',
  where: 'file',
  message: sizeBytes === 0 ? 'The file is empty.' : 'The file has no text, only blanks.',
  fix: 'Export it again, and check that it has more than 0 bytes.',
  values: { sizeBytes },
});

export const notText = (kind: string, message: string, fix: string): Issue => ({
  severity: 'error',
  code: 'not-a-text-table',
  where: 'file',
  message,
  fix,
  values: { kind },
});

const unknownEncoding = (encoding: string): Issue => ({
  severity: 'error',
  code: 'unknown-encoding',
  where: 'option encoding',
  message: `There is no encoding called "${encoding}".`,
  fix: 'Choose one such as utf-8, gb18030 or windows-1252.',
  values: { encoding },
});

function damagedBytes(source: ByteSource, { broken, firstBroken }: Utf8Survey): Issue {
  const lines = linesOf(source, firstBroken);
  return {
    severity: 'warning',
    code: 'damaged-characters',
    where: `line ${lines[0]}`,
    message: `${broken} ${broken === 1 ? 'byte is' : 'bytes are'} not valid UTF-8 and read as \ufffd, first in line ${lines[0]}.`,
    fix: 'Check these lines, or choose another encoding.',
    values: { count: broken, lines: lines.join(', ') },
    line: lines[0],
    count: broken,
  };
}

/** Lines, from 1, of byte offsets in rising order. */
function linesOf(source: ByteSource, offsets: number[]): number[] {
  const lines = new Set<number>();
  const blocks = new Blocks(source, 0, Math.max(...offsets) + 1);
  let line = 1;
  let before = 0;
  for (;;) {
    const { bytes, at } = blocks;
    for (let i = 0; i < bytes.length; i++) {
      if (offsets.includes(at + i)) lines.add(line);
      if (bytes[i] === 10 ? before !== 13 : bytes[i] === 13) line++;
      before = bytes[i];
    }
    if (blocks.isLast) return [...lines];
    blocks.next(bytes.length);
  }
}

const encodingGuessed = ({ encoding, rival, example }: Guess): Issue => ({
  severity: rival ? 'question' : 'warning',
  code: 'encoding-guessed',
  where: 'file',
  message: rival
    ? `The file is not UTF-8. Read as ${encoding}, it says "${example}"; it could also be ${rival}.`
    : `The file is not UTF-8. It was read as ${encoding}: "${example}".`,
  fix: 'If that looks wrong, choose the encoding.',
  values: rival ? { encoding, rival, example } : { encoding, example },
});
