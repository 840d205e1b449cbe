/**
 * What is typed above the table: `mse_val < 0.9`, `feedback = t-24 and rate >= 1e-3`, or part of a name. Conditions stand side by
 * side or with `and`; `or` between them asks for either; `not` turns one round. Words alone are looked for in what a run is called.
 */
import { parseNumber } from '../../../ui/number-text.ts';
import { columns, isNumeric, type Column, type ColumnContext } from './columns.ts';
import { drawingName } from './drawing-name.ts';
import { tagsOf } from './views.ts';
import type { RunRow } from './rows.ts';

export type FilterProblem =
  | { code: 'unknown-column'; word: string; nearest: string | undefined }
  | { code: 'no-value'; column: string; sign: string }
  | { code: 'not-a-number'; column: string; word: string }
  | { code: 'no-column'; sign: string }
  | { code: 'no-order'; column: string; sign: string }
  | { code: 'open-quote'; word: string }
  | { code: 'no-condition'; word: string };

export type Test = (row: RunRow, context: ColumnContext) => boolean;
export type Filter = { test: Test; problem?: undefined } | { test?: undefined; problem: FilterProblem };

interface Token {
  text: string;
  kind: 'word' | 'quoted' | 'sign';
}

const signs = ['<=', '>=', '!=', '==', '<', '>', '=', '~', '≤', '≥', '≠', '＜', '＞', '＝'];
const plainSign: Record<string, string> = { '≤': '<=', '≥': '>=', '≠': '!=', '＜': '<', '＞': '>', '＝': '=', '==': '=' };

export function parseFilter(text: string): Filter {
  const tokens = tokenize(text);
  if (!Array.isArray(tokens)) return { problem: tokens };
  if (!tokens.length) return { test: () => true };
  const either: Test[][] = [[]];
  for (let i = 0; i < tokens.length;) {
    const word = tokens[i];
    if (isJoin(word, 'and') || isJoin(word, 'or')) {
      // At the end it is still being typed; before anything it joins nothing.
      if (!either.at(-1)!.length) return { problem: { code: 'no-condition', word: word.text } };
      if (isJoin(word, 'or') && i + 1 < tokens.length) either.push([]);
      i++;
      continue;
    }
    const isNot = isJoin(word, 'not') && i + 1 < tokens.length;
    if (isNot) i++;
    const { test, next, problem } = condition(tokens, i);
    if (problem) return { problem };
    either.at(-1)!.push(isNot ? (row, context) => !test(row, context) : test);
    i = next;
  }
  const parts = either.filter((all) => all.length);
  return { test: (row, context) => parts.some((all) => all.every((test) => test(row, context))) };
}

const isJoin = (token: Token, word: string): boolean => token.kind === 'word' && token.text.toLowerCase() === word;

function tokenize(text: string): Token[] | FilterProblem {
  const tokens: Token[] = [];
  for (let i = 0; i < text.length;) {
    const rest = text.slice(i);
    // A comma between digits is a decimal mark.
    const space = /^(?:\s|[,，](?!\d))+/.exec(rest);
    if (space) {
      i += space[0].length;
      continue;
    }
    const sign = signs.find((s) => rest.startsWith(s));
    if (sign) {
      tokens.push({ kind: 'sign', text: plainSign[sign] ?? sign });
      i += sign.length;
      continue;
    }
    if (/^["'“]/.test(rest)) {
      const quoted = /^"([^"]*)"|^'([^']*)'|^“([^”]*)”/.exec(rest);
      if (!quoted) return { code: 'open-quote', word: rest };
      tokens.push({ kind: 'quoted', text: quoted[1] ?? quoted[2] ?? quoted[3] });
      i += quoted[0].length;
      continue;
    }
    const word = /^(?:[^\s,，<>=!~≤≥≠＜＞＝]|[,，](?=\d))+|^./u.exec(rest)![0];
    tokens.push({ kind: 'word', text: word });
    i += word.length;
  }
  return tokens;
}

type Condition = { test: Test; next: number; problem?: undefined } | { test?: undefined; next?: undefined; problem: FilterProblem };

function condition(tokens: Token[], i: number): Condition {
  const [word, sign, value] = [tokens[i], tokens[i + 1], tokens[i + 2]];
  if (word.kind === 'sign') return { problem: { code: 'no-column', sign: word.text } };
  if (sign?.kind !== 'sign') return { test: mentions(word.text), next: i + 1 };
  const column = columnCalled(word.text);
  if (!column) return { problem: { code: 'unknown-column', word: word.text, nearest: nearestColumn(word.text) } };
  if (!value || value.kind === 'sign') return { problem: { code: 'no-value', column: column.key, sign: sign.text } };
  if (isNumeric(column)) {
    // `10 %` and `10%` are the same.
    const isShare = tokens[i + 3]?.text === '%';
    const number = numberIn(value.text + (isShare ? '%' : ''));
    if (Number.isNaN(number)) return { problem: { code: 'not-a-number', column: column.key, word: value.text } };
    return { test: (row, context) => compareNumbers(column.value(row, context), sign.text, number), next: i + (isShare ? 4 : 3) };
  }
  if (sign.text !== '=' && sign.text !== '!=' && sign.text !== '~')
    return { problem: { code: 'no-order', column: column.key, sign: sign.text } };
  return { test: (row, context) => compareTexts(String(column.value(row, context) ?? ''), sign.text, value.text), next: i + 3 };
}

/** `MSE val` may be typed as mse_val, mse-val or MSE_VAL. */
const columnCalled = (word: string): Column | undefined => {
  const key = word.toLowerCase().replaceAll('-', '_');
  return filterColumns.find((c) => c.key === key);
};
/** Those that have a value to be compared. */
export const filterColumns: readonly Column[] = columns.filter((c) => c.kind !== 'curve');

/** 96 k is 96,000; percent of `vs_pinned` are shares. */
function numberIn(text: string): number {
  const match = /^(.*\d\.?)\s*([kM%])$/.exec(text);
  if (!match) return parseNumber(text);
  return parseNumber(match[1]) * { k: 1e3, M: 1e6, '%': 0.01 }[match[2]]!;
}

function compareNumbers(value: number | string | null, sign: string, number: number): boolean {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  switch (sign) {
    case '<':
      return value < number;
    case '<=':
      return value <= number;
    case '>':
      return value > number;
    case '>=':
      return value >= number;
    case '!=':
      return value !== number;
    default:
      return value === number;
  }
}

/** Tags of feedback stand in one text: each of them may be asked for. */
function compareTexts(value: string, sign: string, wanted: string): boolean {
  const [have, want] = [value.toLowerCase(), wanted.toLowerCase()];
  if (sign === '~') return have.includes(want);
  const isEqual = have === want || have.split(', ').includes(want);
  return sign === '=' ? isEqual : !isEqual;
}

function mentions(word: string): Test {
  const wanted = word.toLowerCase();
  if (wanted.startsWith('#')) return ({ run }) => tagsOf(run.note).some((tag) => tag.toLowerCase().startsWith(wanted.slice(1)));
  return ({ run, feedback }) =>
    [run.name, drawingName(run.plan), run.plan.datasetName, run.status, run.note, feedback.join(' ')].some((text) =>
      text.toLowerCase().includes(wanted),
    );
}

/** The column whose name is nearest, if it is near: for "did you mean". */
export function nearestColumn(word: string): string | undefined {
  const key = word.toLowerCase().replaceAll('-', '_');
  const near = filterColumns.map((c) => ({
    key: c.key,
    distance: c.key.startsWith(key) || key.startsWith(c.key) ? 1 : editDistance(key, c.key),
  }));
  const best = near.reduce((a, b) => (b.distance < a.distance ? b : a));
  return best.distance <= Math.max(2, Math.floor(key.length / 2)) ? best.key : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
