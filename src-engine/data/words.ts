/** Words that stand for a missing value or for yes and no. All in lower case. */

/** Believed in every column of numbers, times and words. */
export const MISSING_WORDS: ReadonlySet<string> = new Set([
  '',
  'na',
  'n/a',
  '#n/a',
  '#na',
  '<na>',
  'n.a.',
  'n.a',
  'nan',
  '-nan',
  '+nan',
  'nat',
  'null',
  '(null)',
  '<null>',
  'nul',
  'nil',
  '\\n',
  'none',
  'missing',
  '#value!',
  '#ref!',
  '#div/0!',
  '#num!',
  '#name?',
  '#null!',
  '1.#qnan',
  '-1.#ind',
  '1.#ind',
]);

/** Believed among words too, where `none` or `missing` may be a category. */
export const MISSING_TEXTS: ReadonlySet<string> = new Set([
  '',
  'na',
  'n/a',
  '#n/a',
  '<na>',
  'nan',
  'nat',
  'null',
  '(null)',
  '<null>',
  '\\n',
]);

/** Signs that mean missing among numbers and times, and may mean themselves in a column of words. */
export const MISSING_SIGNS: ReadonlySet<string> = new Set([
  '-', '--', '---', '----', '.', '..', '...', '?', '??', '*', '**', '***', '****', '_', '/', 'x', ':', '\u2013', '\u2014', '\u2026',
  '无', '空', '缺失', '缺测', '暂无', '暂无数据', '无数据', '欠測', 'nd', 'n.d.', 'no data', 'nodata', 'k.a.', 'k. a.', 'n.v.', 'b/d', 's/d', 'unknown', 'not available',
]); // prettier-ignore

/** The words for yes and no come in pairs; a column of only one of them is a column of words, save for true and false. */
export const BOOLEAN_PAIRS: readonly (readonly [yes: string, no: string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['on', 'off'],
  ['t', 'f'],
  ['y', 'n'],
  ['ja', 'nein'],
  ['oui', 'non'],
  ['wahr', 'falsch'],
  ['vrai', 'faux'],
  ['verdadero', 'falso'],
  ['是', '否'],
  ['真', '假'],
  ['开', '关'],
];

export interface MissingSets {
  /** For numbers, times and booleans: words and signs. */
  all: ReadonlySet<string>;
  signs: ReadonlySet<string>;
  /** For columns of words. */
  texts: ReadonlySet<string>;
}

/** given: the only words that mean missing, besides the empty cell; undefined for those that are known everywhere. */
export function missingSets(given?: string[]): MissingSets {
  if (!given) return { all: new Set([...MISSING_WORDS, ...MISSING_SIGNS]), signs: MISSING_SIGNS, texts: MISSING_TEXTS };
  const words = new Set(['', ...given.map((word) => word.trim().toLowerCase())]);
  return { all: words, signs: new Set(), texts: words };
}
