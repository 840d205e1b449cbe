/**
 * Nonsense: no text may throw, none may take long, and what is wrong must be said with a place that is there. And sense by
 * chance: what is accepted compiles, runs, and gives the same numbers in float64 and in WebAssembly.
 * More of it when looking for trouble: TEXTS=100000.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseArchitecture, type Architecture } from '#engine/architecture.ts';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { cells } from '#engine/cells/index.ts';
import { compile } from '#engine/compile/compile.ts';
import { readEquations } from '#engine/equations/equations.ts';
import { limits } from '#engine/equations/limits.ts';
import { tokenize } from '#engine/equations/tokens.ts';
import { isError } from '#engine/issue.ts';
import { Random } from '#engine/random.ts';
import { draw, task } from '../architectures.ts';
import { checkGradients, randomFeed } from '../gradient-check.ts';
import { ask, distances, openWasm, tameWeights } from '../wasm-support.ts';
import { randomText } from './random-text.ts';
import { cornered, odd, texts } from './samples.ts';

const runs = Number(process.env.TEXTS ?? 1500);
const good = [...Object.values(texts), ...Object.values(cornered), odd];

const drawing = (text: string, units = 3): Architecture =>
  draw({ a: ['equations', { text, units }], y: ['dense'] }, [
    ['input', 'a'],
    ['a', 'y'],
  ]);

/** Milliseconds of work of this process, the least of up to ten: the machine may be busy with something else. */
function cost(work: () => void): number {
  let least = Infinity;
  for (let i = 0; i < 10 && least > 10; i++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** Whatever the text: an answer within 50 ms, and problems whose place is in the text. */
function survives(text: string): void {
  let turn = 0;
  // A different number of units each time: nothing is remembered from the time before.
  expect(
    cost(() => readEquations(text, 5 + turn++, 3)),
    `ms for ${JSON.stringify(text)}`,
  ).toBeLessThan(50);
  const { issues, cell, latex } = readEquations(text, 3, 3);
  expect(issues.some(isError)).toBe(cell === undefined);
  expect(issues.length).toBeLessThanOrEqual(limits.issues);
  const lines = text.slice(0, limits.characters).split(/\r\n|\r|\n/);
  for (const issue of issues) {
    expect(issue.code).toMatch(/^equation-[a-z-]+$/);
    expect(issue.message.length).toBeLessThan(400);
    expect(issue.line).toBeGreaterThanOrEqual(1);
    expect(issue.line).toBeLessThanOrEqual(lines.length);
    expect(issue.character).toBeGreaterThanOrEqual(1);
    expect(issue.character).toBeLessThanOrEqual(lines[issue.line! - 1].length + 1);
    expect(issue.length).toBeGreaterThanOrEqual(1);
    expect(`${issue.message}${issue.fix}`).not.toMatch(/undefined|NaN|\[object|function\s*\(/);
  }
  expect(latex.every((line) => line.length < 100 * limits.characters)).toBe(true);
  const unknown = readEquations(text, 3, NaN).width;
  for (const inputs of [1, 2, 3, 4, 9]) {
    const { cell: known, width } = readEquations(text, 3, inputs);
    expect(!known || Number.isNaN(unknown) || width === unknown, `a width that was said to depend on nothing: ${text}`).toBe(true);
  }
  const options = { text, units: 3 };
  cells.equations.width(options, NaN);
  cells.equations.state(options, NaN);
  cells.equations.parameters(options, 4);
  cells.equations.equations(options);
  if (text.length > limits.characters) return;
  const compiled = compile(drawing(text), task, { loss: 'mse' });
  expect(compiled.issues.map((i) => i.code)).toEqual(issues.map((i) => i.code));
  for (const { width, attrs } of compiled.program?.values ?? []) {
    expect(Number.isInteger(width) && width > 0, text).toBe(true);
    // Infinity and what is no number would go through every step.
    for (const number of Object.values(attrs ?? {}))
      if (typeof number === 'number') expect(Number.isFinite(Math.fround(number)), text).toBe(true);
  }
  for (const issue of compiled.issues) {
    expect(issue.nodes).toEqual(['a']);
    expect(issue.where).toMatch(/^cell a, line \d+, character \d+$/);
  }
}

const tokens = fc.constantFrom(
  ...['x', "x'", "h'", 'h', 'W', 'U', 'b', 'z', 'sigmoid', 'tanh(', 'max(', 'sum(', 'softmax', 'param ', 'start ', 'out '],
  ...['(', ')', '[', ']', ',', '=', '+', '-', '*', '/', '^', '^2', '@', ':', ';', '\n', '\n', ' ', ' ', '0', '1', '2.5', '1e9', '.'],
  ...['#', "'", '"', '_', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', '😀', '\u0000', '\u202e', 'é', 'e\u0301'],
  ...['−', '（', '）', '，', 'ζ', '名', '<', '>', '\\', '{', '}', '$', '%', '\r', '\t', '\u2028', '\ud800', 'Infinity', '1e999'],
  ...['log(0)', '1 / 0', 'sqrt(-1)', 'exp(99)', '3e38', '[t-1]', '1e', '0x10'],
);
const soup = fc.array(tokens, { maxLength: 60 }).map((parts) => parts.join(''));

describe('nonsense', () => {
  test('any string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 120 }), survives), { numRuns: runs });
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), survives), { numRuns: runs });
  });

  test('words of the language in any order', () => {
    fc.assert(fc.property(soup, survives), { numRuns: 2 * runs });
  });

  test('good texts with something wrong in them', () => {
    const place = fc.nat();
    const change = fc.record({
      kind: fc.constantFrom('remove', 'insert', 'replace', 'swap', 'double', 'cut'),
      place,
      other: place,
      token: tokens,
    });
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.array(change, { minLength: 1, maxLength: 3 }), (text, changes) => {
        survives(
          changes.reduce((now, { kind, place, other, token }) => {
            const parts = tokenize(now).map((t, i, all) => now.slice(i ? all[i - 1].end : 0, t.end));
            const [i, j] = [place % parts.length, other % parts.length];
            if (kind === 'remove') parts.splice(i, 1);
            if (kind === 'insert') parts.splice(i, 0, token);
            if (kind === 'replace') parts[i] = token;
            if (kind === 'swap') [parts[i], parts[j]] = [parts[j], parts[i]];
            if (kind === 'double') parts.splice(i, 0, ...parts.slice(i, j));
            return kind === 'cut' ? now.slice(0, place % (now.length + 1)) : parts.join('').slice(0, 3 * now.length);
          }, text),
        );
      }),
      { numRuns: 2 * runs },
    );
  });

  test.each(
    Object.entries({
      'thousands of parentheses': `h = ${'('.repeat(1990)}x${')'.repeat(1990)}`,
      'thousands of brackets': `h = ${'['.repeat(1990)}`,
      'brackets and parentheses in turn': `h = ${'[('.repeat(900)}x`,
      'functions in functions': `h = ${'tanh('.repeat(700)}x`,
      'thousands of minus signs': `h = ${'-'.repeat(3990)}x`,
      'thousands of primes': `h = x${"'".repeat(3990)}`,
      'thousands of matrices': `h = ${'W '.repeat(1990)}x`,
      'thousands of sums': `h = ${'x+'.repeat(1990)}x`,
      'thousands of powers': `h = x${'^2'.repeat(1900)}`,
      'thousands of slices': `h = x${'[0:1]'.repeat(700)}`,
      'one long name': 'a'.repeat(4000),
      'one long number': `h = ${'9'.repeat(3900)} x`,
      'only line ends': '\n'.repeat(4000),
      'only semicolons': ';'.repeat(4000),
      'a megabyte': 'h = x + '.repeat(131072),
      'the largest program that is allowed': `h = x${'*x'.repeat(limits.operations - 2)}`,
      'many matrices': `h = ${Array.from({ length: 190 }, (_, i) => `A${i} x`).join(' + ')}`,
      'many states': Array.from({ length: 60 }, (_, i) => `h${i} = x + h${i}''''''''`).join('\n'),
      'widths in a long circle': Array.from({ length: 110 }, (_, i) => `h${i} = h${(i + 1) % 110}' + sum(x)`).join('\n'),
      'widths in a long chain': Array.from({ length: 110 }, (_, i) => `h${i} = h${Math.min(i + 1, 109)}'`).join('\n'),
      'wide slices': `a[4096] = W x\nh = ${Array.from({ length: 4 }, (_, i) => `a[${i}:${i + 128}]`).join(' + ')}`,
      'deep joined rows': `h = ${'[x, '.repeat(31)}x${']'.repeat(31)}`,
      'deep totals': `h = ${'softmax('.repeat(31)}x${')'.repeat(31)}`,
    }),
  )('%s', (_, text) => {
    survives(text);
    const took = text.length > limits.characters ? 0 : cost(() => compile(drawing(text), task, { loss: 'mse' }));
    expect(took, 'ms to compile').toBeLessThan(50);
  });

  test('an option that is no text is refused by its kind; a stored one is a cell without equations', () => {
    for (const text of [3, null, true, ['h = x'], {}, 'x'.repeat(4001)]) {
      const node = { id: 'a', cell: 'equations', options: { text } };
      const { issues } = parseArchitecture({
        version: 1,
        nodes: [node, { id: 'y', cell: 'dense' }],
        edges: [
          { from: 'input', to: 'a' },
          { from: 'a', to: 'y' },
        ],
        output: 'y',
      });
      expect(issues).toMatchObject([
        { where: 'nodes[0].options.text', message: expect.stringMatching(/^Equations is a text of at most 4000 characters, got/) },
      ]);
    }
    const stored = drawing('h = x');
    const hostile = { ...stored, nodes: stored.nodes.map((n) => (n.id === 'a' ? { ...n, options: { text: 3 as unknown as string } } : n)) };
    expect(compile(hostile, task).issues).toMatchObject([{ code: 'equation-empty' }]);
  });
});

describe('sense by chance', () => {
  const count = Math.max(300, runs / 5);

  test('what is accepted compiles and gives the same numbers in float64 and in WebAssembly', { timeout: 600_000 }, async () => {
    const seen = { accepted: 0, refused: 0, compared: 0, checked: 0 };
    for (let seed = 0; seed < count; seed++) {
      const text = randomText(new Random(seed, 'text'));
      survives(text);
      const { program } = compile(drawing(text), task, { loss: 'mse' });
      if (!program) {
        seen.refused++;
        continue;
      }
      seen.accepted++;
      const sizes = { batch: 3, steps: 6, tail: 1 };
      const feed = randomFeed(program, sizes, seed);
      const weights = tameWeights(program, seed);
      const right = await ask(new ReferenceSession(program, sizes, []), program, feed, weights);
      const largest = Math.max(...[right.output, ...right.gradients.values()].flatMap((g) => Array.from(g, Math.abs)));
      if (!(largest < 1e3)) continue;
      const session = await openWasm(program, sizes, [], { width: 128, fma: false, threads: 1 });
      const found = distances(await ask(session, program, feed, weights), right);
      session.dispose();
      expect(Math.max(...Object.values(found)), text).toBeLessThan(1e-4);
      seen.compared++;
      if (seen.compared % 8) continue;
      const small = { batch: 2, steps: 4, tail: 1 };
      const check = await checkGradients(program, small, { seed, size: 0.4 });
      expect(check.worst, text).toBeLessThan(1e-5);
      if (check.leftOut < check.points) seen.checked++;
    }
    if (process.env.SHOW) console.log(seen);
    expect(seen.accepted).toBeGreaterThan(count / 3);
    expect(seen.refused).toBeGreaterThan(count / 20);
    expect(seen.compared).toBeGreaterThan(count / 4);
    expect(seen.checked).toBeGreaterThan(count / 60);
  });
});
