/**
 * What is wrong with a text is said with the characters it is about: in each case they stand between « and ». The message
 * says what was found, the fix what to do; both are part of the product.
 */
import { describe, expect, test } from 'vitest';
import { readEquations } from '#engine/equations/equations.ts';
import { limits } from '#engine/equations/limits.ts';
import type { Issue } from '#engine/issue.ts';

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

type Case = [marked: string, code: string, ...said: RegExp[]];

describe('how it is written', () => {
  test.each<Case>([
    ['«»', 'empty', /There is no equation\. Write one/],
    ['«»# only a remark', 'empty'],
    ['h = tanh(W x +«)»', 'expected', /^Got "\)"; expected a value/],
    ['h = W x +«»', 'expected', /^The line ends here; expected a value/],
    ['h = W x «=» 3', 'expected', /^Got "="; expected the end of the line\. Put an operator between/],
    ['h «+» W x', 'expected', /^Got "\+"; expected "="/],
    ['«=» W x', 'expected', /expected a name\. A line begins with the name that it defines/],
    ['«3» = x', 'expected'],
    ['h = tanh«(»W x + b', 'unclosed', /^This "\(" is never closed\. Write "\)"/],
    ['h = tanh«(»W x + b\ny = V h', 'unclosed'],
    ["h = W «[»x, h'", 'unclosed', /Write "\]"/],
    ['h = tanh(W x)«)»', 'unopened', /^Nothing is open that this "\)" could close/],
    ['h = [x«)»', 'expected', /^Got "\)"; expected "\]"/],
    ['h = (x, «x»)', 'comma', /brackets: \[a, b\]/],
    ['h = [«]»', 'expected'],
    ['h = 2 «3»', 'expected', /^Got "3"; expected an operator/],
    ['h = 1.2«.3» x', 'expected'],
    ['h = «1e39» x', 'number', /too large/],
    ['h = x ^ «0.5»', 'expected', /use sqrt/],
    ['h = x^«9»', 'expected', /whole number from 2 to 8/],
    ['h[«0»] = W x', 'width', /whole number from 1 to 4096/],
    ['h[«4097»] = W x', 'width'],
    ['h[«n»] = W x', 'expected', /expected a width/],
    ['param bf «1»\nh = W x + bf', 'expected', /a number, orthogonal or glorot/],
    ['param bf «random»\nh = W x + bf', 'expected'],
    ["start h«»\nh = W x + h'", 'expected'],
    ['h = W x\nout h «+» 1', 'expected', /y = \.\.\., then out y/],
    ['out«»', 'expected', /"out" is a word of the language/],
    ["«h'» = W x", 'primed-left', /no prime at the left\. Write h = /],
    ["h = «x'''''''''»", 'primes', /may have 8 primes/],
    [`h = ${'('.repeat(32)}«(»x${')'.repeat(33)}`, 'too-deep', /more than 32 deep/],
    [`h = «${'a'.repeat(41)}» + x`, 'long-name', /at most 40 letters/],
  ])('%j', check);

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
    expect(readEquations("h = tanh(W x\n  + U h'\n  + [V x,\n  b])", 4, 3).cell?.width).toBe(8);
    expect(readEquations("h = tanh(W x\n  + U h'\n  + b); y = V h", 4, 3).cell?.width).toBe(4);
  });
});

describe('what the names mean', () => {
  test.each<Case>([
    ['h = «sigmod»(W x)', 'unknown-function', /^There is no function "sigmod"\. Did you mean sigmoid\?/],
    ['h = «Sigmoid»(W x)', 'unknown-function', /Did you mean sigmoid\?/],
    ['h = «ReLu»(W x)', 'unknown-function', /Did you mean relu\?/],
    ['h = «ln»(W x)', 'unknown-function', /Did you mean log\?/],
    ['h = «gate»(W x)', 'unknown-function', /Functions are linear, sigmoid.* put a space behind it/],
    ['h = «constructor»(x)', 'unknown-function'],
    ['h = «tanh» W x', 'function-name', /Write tanh\(\.\.\.\)/],
    ['h = 2 * «exp»', 'function-name'],
    ['h = «exp(x, x)»', 'arguments', /^exp takes 1 value, got 2/],
    ['h = «where(x, x)»', 'arguments', /^where takes 3 values, got 2/],
    ['«x» = W x', 'name-clash', /what flows in/],
    ['«exp» = W x', 'name-clash', /"exp" is a function/],
    ['«param» = W x', 'name-clash', /word of the language/],
    ['h = W x\n«h» = V x', 'name-clash', /has a meaning since line 1/],
    ['h = W x\nparam «h» = 1', 'name-clash'],
    ['h = W x + b\nparam b = 1\nparam «b» = 2', 'name-clash', /since line 2/],
    ['z = «n»\nn = tanh(W x)', 'before-defined', /^"n" is defined below, in line 2\. Write n' .* move line 2 up/],
    ['h = W x + U «h»', 'cycle', /^"h" reads itself within the step\. Write h'/],
    ['a = W x + «b»\nb = V a', 'cycle', /^"a" and "b" read each other within the step/],
    ["h = W x + «q'»", 'unknown-state', /^No line defines "q".* Add a line q = /],
    ["hidden = W x + «hiden'»", 'unknown-state', /Did you mean hidden'\?/],
    ['z = sigmoid(W x)\nh = z «x»', 'side-by-side', /^"z" is no matrix.* Write z \* x/],
    ['h = x «W»', 'side-by-side', /Write W x if W is a matrix, x \* W if it is a vector/],
    ['z = W x\nh = «z»(x)', 'side-by-side', /"z" is a value and no function/],
    ['a = 0.5\nh = W «a»', 'matrix-number', /multiplies a row of values, not a number/],
    ['h = W x\nparam «bf» = 1', 'unused-parameter', /^No line uses the parameter "bf"/],
    ['h = W x + gain\nparam «gian» = 1', 'unused-parameter', /Did you mean gain\?/],
    ['h = W x\nparam «W»[3]', 'matrix-width', /^"W" is a matrix/],
    ['h = W x\nstart «h» = 1', 'start', /^No line reads "h'"/],
    ["h = W x + h'\nstart h = 1\nstart «h» = 2", 'start', /already/],
    ["h = W x + h'\nstart h = «x»", 'start-value', /a number or a parameter/],
    ['h = W x\nout «q»', 'output', /^No line defines "q"/],
    ['hidden = W x\nout «hiden»', 'output', /Did you mean hidden\?/],
    ['h = W x\nout h\n«out h»', 'output', /two outputs/],
    ['«a» = 0.3', 'output', /"a" is a number/],
    ["a = 0.3\nh = «a'» * x", 'number-primed', /the same at every step/],
    ['h = [x, «1»]', 'number-joined', /has no width/],
    ['h = x + «gelu(2)»', 'number-function', /takes a row of values/],
    ['a = «1 / 0»\nh = a x', 'number', /infinity/],
    ['h = «x / 0»', 'number'],
    ['h = «W[0:2]» + x', 'slice', /Only values can be cut/],
  ])('%j', check);
});

describe('how wide things are', () => {
  test.each<Case>([
    ['e[8] = tanh(We x)\nh = e + «x»', 'width-mismatch', /^"e" has 8 values \(line 1\), "x" has 3 values \(what flows in\)\./],
    ['z = sigmoid(W x)\nh = z * «x»', 'width-mismatch', /^"z" has 16 values \(units\), "x" has 3 values/],
    ['h[8] = «x»', 'width-mismatch', /^"h" has 8 values \(line 1\), "x" has 3 values/],
    ['h = x + «[x, x]»', 'width-mismatch', /"\[x, x\]" has 6 values/],
    ['z = sigmoid(W x)\nh = «W» z', 'two-shapes', /^"W" takes 3 values in line 1; here "z" has 16/],
    ['z[8] = sigmoid(W x)\nh[9] = «W x»', 'two-shapes', /^"W" gives 8 values since line 1; here 9 are needed/],
    ['z = sigmoid(W x)\nh = z + «W»', 'two-shapes', /^"W" is a matrix in line 1 and a vector here/],
    ['z[8] = W x + b\nh[9] = V x + «b»', 'two-shapes', /^"b" gives 8 values since line 1; here 9/],
    ['h = «x[0:4]»', 'slice', /^"x" has 3 values, counted from 0/],
    ['h = «x[2:1]»', 'slice', /from is included, to is not/],
    ['h = «x[0.5:2]»', 'slice'],
    ["e[2] = W x + e'\nh = V x + h'\nstart e = s\nstart «h» = s", 'width-mismatch', /^"h" has 16 values, "s" has 2/],
    ['a[4096] = W x\nh = «a[0:4000]»', 'moves', /too many values/],
  ])('%j', check);
});

describe('limits', () => {
  const code = (text: string, units = 4) => readEquations(text, units, 3).issues[0]?.code;

  test('characters, lines, names and operations', () => {
    expect(code(`h = W x #${'.'.repeat(limits.characters - 9)}`)).toBeUndefined();
    expect(code(`h = W x #${'.'.repeat(limits.characters - 8)}`)).toBe('equation-too-long');
    expect(code(`h = W x${'\n'.repeat(limits.lines - 1)}`)).toBeUndefined();
    expect(code(`h = W x${'\n'.repeat(limits.lines)}`)).toBe('equation-too-long');
    expect(code(`h = x${' + x'.repeat(limits.operations - 2)}`)).toBeUndefined();
    expect(code(`h = x${' + x'.repeat(limits.operations - 1)}`)).toBe('equation-too-much');
    expect(code(`h = [${'x, '.repeat(400)}x]`)).toBeUndefined();
    expect(code(`h[4096] = W x\ny = V [${'h, '.repeat(20)}h]`)).toBe('equation-width');
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
  test('a cell that does not look at what flows in', () => {
    expect(warnings("h = tanh(U h' + b)")).toMatchObject([{ severity: 'warning', code: 'equation-ignores-x' }]);
  });
});
