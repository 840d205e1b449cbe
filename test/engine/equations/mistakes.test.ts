/**
 * What is wrong with a text is said with the characters it is about: in each case they stand between « and ». The message
 * says what was found, the fix what to do; both are part of the product.
 */
import { describe, expect, test } from 'vitest';
import { readEquations } from '#engine/equations/equations.ts';
import { limits } from '#engine/equations/limits.ts';
import type { Issue } from '#engine/issue.ts';
import { named, wide, written } from './bad-texts.ts';

/** Units 16, three values flow in. */
function check(marked: string, code: string, ...said: RegExp[]): void {
  const text = marked.replace(/[«»]/g, '');
  const before = marked.slice(0, marked.indexOf('«')).split('\n');
  const expected = {
    code: `equation-${code}`,
    severity: 'error',
    line: before.length,
    character: before.at(-1)!.length + 1,
    length: Math.max(1, marked.indexOf('»') - marked.indexOf('«') - 1),
  };
  const { issues, cell } = readEquations(text, 16, 3);
  expect(cell).toBeUndefined();
  expect(issues[0]).toMatchObject(expected);
  expect(issues[0].where).toBe(`line ${expected.line}, character ${expected.character}`);
  for (const pattern of said) expect(`${issues[0].message} ${issues[0].fix}`).toMatch(pattern);
}

describe('how it is written', () => {
  test.each(written)('%j', check);

  test('characters that mean nothing are shown, or numbered when they cannot be seen', () => {
    check('h = «😀» x', 'character', /^"😀" means nothing here/);
    check('h = W «\u0007»x', 'character', /^"U\+0007" means/);
    check('h = W «\ud800» x', 'character', /^"U\+D800" means/);
    check('h = «_»_proto__ x', 'character', /A name begins with a letter/);
    check('h = W x«²»', 'character', /Write \^ 2/);
    check('h = a «>» b', 'character', /greater\(a, b\)/);
    check("h = (W x)«'»", 'character', /a line and a name of its own/);
    check('h = $«»x'.replace('$«»', '«$»'), 'character');
  });

  test('each line is read for itself: every one that is wrong is said', () => {
    const { issues } = readEquations('z = tanh(W x +)\nn = sigmoid(V x)\nh = z * (n\ny = h +', 4, 3);
    expect(issues.map((i) => [i.code, i.line, i.character])).toEqual([
      ['equation-expected', 1, 15],
      ['equation-unclosed', 3, 9],
      ['equation-expected', 4, 8],
    ]);
  });

  test('a line may be broken within parentheses, and lines end with ; as well', () => {
    expect(readEquations("h = tanh(W x\n  + U h'\n  + [V x,\n  b])", 4, 3).width).toBe(8);
    expect(readEquations("h = tanh(W x\n  + U h'\n  + b); y = V h", 4, 3).width).toBe(4);
  });
});

describe('what the names mean', () => {
  test.each(named)('%j', check);
});

describe('how wide things are', () => {
  test.each(wide)('%j', check);
});

describe('limits', () => {
  const code = (text: string, units = 4) => readEquations(text, units, 3).issues[0]?.code;

  test('characters, lines, names and operations', () => {
    expect(code(`h = W x #${'.'.repeat(limits.characters - 9)}`)).toBeUndefined();
    expect(code(`h = W x #${'.'.repeat(limits.characters - 8)}`)).toBe('equation-too-long');
    expect(code(`h = W x${'\n'.repeat(limits.lines - 1)}`)).toBeUndefined();
    expect(code(`h = W x${'\n'.repeat(limits.lines)}`)).toBe('equation-too-many-lines');
    expect(code(`h = x${' + x'.repeat(limits.operations - 2)}`)).toBeUndefined();
    expect(code(`h = x${' + x'.repeat(limits.operations - 1)}`)).toBe('equation-too-much');
    expect(code(`h = [${'x, '.repeat(400)}x]`)).toBeUndefined();
    expect(code(`h[4096] = W x\ny = V [${'h, '.repeat(20)}h]`)).toBe('equation-too-wide');
  });

  test('at most 20 problems are said', () => {
    expect(readEquations('h = $\n'.repeat(100), 4, 3).issues).toHaveLength(limits.issues);
  });
});

describe('warnings', () => {
  const warnings = (text: string): Issue[] => {
    const { issues, cell } = readEquations(text, 4, 3);
    expect(cell).toBeDefined();
    return issues;
  };
  test('a line on which nothing depends does not stop anything; it costs no parameters', () => {
    const text = 'q = tanh(Wq x)\nh = W x';
    expect(warnings(text)).toMatchObject([{ severity: 'warning', code: 'equation-unused-line', line: 1, character: 1, length: 1 }]);
    expect(Object.keys(readEquations(text, 4, 3).cell!.parameters)).toEqual(['W']);
  });
  test('a mistyped name that a matrix multiplies', () => {
    expect(warnings('hidden = W x\nh = hidden + V hiden')).toMatchObject([
      { severity: 'warning', code: 'equation-matrix-vector', line: 2, character: 16, length: 5, fix: 'Did you mean hidden?' },
    ]);
  });
  test('a cell that does not look at what flows in', () => {
    expect(warnings("h = tanh(U h' + b)")).toMatchObject([{ severity: 'warning', code: 'equation-ignores-x' }]);
  });
});
