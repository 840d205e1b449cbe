// What a text means: shapes, starts, numbers of a few steps worked out by hand, and the typeset equations.
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { activations } from '#engine/cells/activations.ts';
import { compile } from '#engine/compile/compile.ts';
import { parametersOf } from '#engine/compile/program.ts';
import { readEquations } from '#engine/equations/equations.ts';
import { examples } from '#engine/equations/examples.ts';
import { languageFunctions, NORM_FLOOR } from '#engine/equations/functions.ts';
import { draw } from '../architectures.ts';
import { cornered, odd, texts } from './samples.ts';

const cellOf = (text: string, units = 4, inputs = 3) => {
  const { cell, issues } = readEquations(text, units, inputs);
  expect(issues).toEqual([]);
  return cell!;
};
const shapes = (text: string, units = 4, inputs = 3) =>
  Object.fromEntries(Object.entries(cellOf(text, units, inputs).parameters).map(([name, { rows, cols }]) => [name, [rows, cols]]));

/**
 * What the text gives at each step, for what flows in at each step, one row. Weights by name; what is not given is 0.5 everywhere.
 * The text is the output, so a window of t steps ends at its step t.
 */
async function run(text: string, steps: number[][], weights: Record<string, number[]> = {}, units = 2): Promise<number[][]> {
  const inputs = steps[0].length;
  cellOf(text, units, inputs);
  const { width } = readEquations(text, units, inputs);
  const architecture = draw({ y: ['equations', { text, units }] }, [['input', 'y']]);
  const outputs: number[][] = [];
  for (let t = 1; t <= steps.length; t++) {
    const task = { inputs, targetColumns: Array.from({ length: width }, () => 0), horizon: 1 };
    const { program, issues } = compile(architecture, task);
    expect(issues).toEqual([]);
    const sizes = { batch: 1, steps: t, tail: 1 };
    const session = new ReferenceSession(program!, sizes, []);
    session.writeWeights(
      new Map(
        parametersOf(program!).map((w) => [
          w.name,
          Float64Array.from(weights[w.name.slice(2)] ?? new Array<number>(w.rows * w.cols).fill(0.5)),
        ]),
      ),
    );
    outputs.push([...(await session.predict({ x: Float64Array.from(steps.slice(0, t).flat()) }))]);
  }
  return outputs;
}

describe('shapes', () => {
  test('matrices take what flows in and give what their place asks for', () => {
    expect(shapes(examples.gru.text)).toMatchObject({ Wz: [3, 4], Uz: [4, 4], bz: [1, 4], cn: [1, 4] });
    expect(shapes("e[8] = tanh(W x)\nh = tanh(V e + U h' + D [x, e, h'])")).toEqual({ W: [3, 8], V: [8, 4], U: [4, 4], D: [15, 4] });
    expect(shapes('h = x + V relu(W x)')).toEqual({ V: [4, 3], W: [3, 4] });
    expect(shapes('h[7] = A B x')).toEqual({ A: [4, 7], B: [3, 4] });
  });
  test('a line is as wide as what it is made of, else as the units', () => {
    const widths = (text: string) =>
      cellOf(text)
        .names.filter((n) => n.is === 'value')
        .map((n) => n.cols);
    expect(widths("m = 0.9 * m' + 0.1 * x")).toEqual([3]);
    expect(widths("c = c' + sum(x)")).toEqual([1]);
    expect(widths("a = b' + mean(x)\nb = a + W x")).toEqual([4, 4]);
    expect(widths('s = norm(x)\nk = [x, s]\nh = k[1:] / s')).toEqual([1, 4, 3]);
    expect(widths('q = W x\ny = x[1] * q')).toEqual([4, 4]);
  });
  test('a parameter with a width of its own is spread like any number', () => {
    expect(shapes('h = s * tanh(W x)\nparam s[1]')).toEqual({ s: [1, 1], W: [3, 4] });
  });
  test('without knowing what flows in the width is known where it does not depend on it', () => {
    const width = (text: string) => readEquations(text, 6, NaN).width;
    expect(width(examples.lstm.text)).toBe(6);
    expect(width("h = tanh(W [x, h'] + sum(x))")).toBe(6);
    expect(width('h = x + V tanh(W x)')).toBeNaN();
    expect(width('e = W x\nh = e * (W (b * x))')).toBeNaN();
    expect(width('h[2] = W x + V (b * x)')).toBe(2);
    expect(width('h = tanh(W x')).toBe(6);
  });
});

describe('starts', () => {
  const starts = (text: string) => Object.fromEntries(Object.entries(cellOf(text).parameters).map(([name, { init }]) => [name, init]));
  test('what is added starts at 0, what multiplies at 1, matrices of earlier values orthogonal, others Glorot', () => {
    expect(starts("h = g * tanh(W x + U h' + V (r * h') + Q [x, h'] + b) / t\nr = h'".split('\n').reverse().join('\n'))).toEqual({
      g: 1,
      W: 'glorot',
      U: 'orthogonal',
      V: 'orthogonal',
      Q: 'glorot',
      b: 0,
      t: 1,
    });
  });
  test('a text may say otherwise', () => {
    expect(starts("h = tanh(W x + U h' + b + c)\nparam b, c = -1.5\nparam W orthogonal\nparam U glorot")).toEqual({
      W: 'orthogonal',
      U: 'glorot',
      b: -1.5,
      c: -1.5,
    });
    expect(starts("h = tanh(W x + U h')\nparam U = 0")).toEqual({ W: 'glorot', U: 0 });
  });
});

describe('numbers', () => {
  test('primes look back, zero before the first step', async () => {
    const steps = [
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
    ];
    expect(await run("y = x + 100 * x'' - x'", steps)).toEqual([
      [1, 10],
      [1, 10],
      [101, 1010],
      [201, 2010],
    ]);
    expect(await run("y = x + 0.5 * y''", steps)).toEqual([
      [1, 10],
      [2, 20],
      [3.5, 35],
      [5, 50],
    ]);
  });
  test('starting values stand for every step before the first, and are exact', async () => {
    expect(await run("h[1] = 0.5 * h'\ny = h + 0 * x\nstart h = 0.1", [[0], [0], [0]])).toEqual([[0.05], [0.025], [0.0125]]);
    expect(await run("y = x'\nstart x' = 7", [[1], [2]])).toEqual([[7], [1]]);
    expect(await run("h = h'' + x\nstart h = 3", [[0], [0], [0]])).toEqual([[3], [3], [3]]);
    expect(
      await run(
        "h = 2 * h' + x\nstart h = h0",
        [
          [1, 0],
          [1, 0],
        ],
        { h0: [1, 2] },
      ),
    ).toEqual([
      [3, 4],
      [7, 8],
    ]);
    expect(await run("h = h' + x\nd = x - x'\ny = h + d\nstart h = 1\nstart d = 5".replace('\nstart d = 5', ''), [[1], [4]])).toEqual([
      [3],
      [9],
    ]);
  });
  test('side by side is a matrix, * is number by number, ^ a power, numbers are worked out', async () => {
    const [[y]] = [await run('y = W x * x[0:2] + b - 2^3 x[1:3] / 4', [[1, 2, 3]], { W: [1, 0, 0, 1, 1, 1], b: [10, 20] })];
    expect(y).toEqual([4 * 1 + 10 - 2 * 2, 5 * 2 + 20 - 2 * 3]);
    expect(await run('y = -x^2 + 2 - (3 - 1) x', [[3, -4]])).toEqual([[-13, -6]]);
    expect(await run('y = 1 - x - 1', [[3]])).toEqual([[-3]]);
    expect(await run('y = 12 / x / 2 * 3', [[4, 0.5]])).toEqual([[4.5, 36]]);
    expect(await run('a = exp(-1 / 20)\ny = a x', [[2]])).toEqual([[2 * Math.exp(-1 / 20)]]);
  });
  test('functions of the whole row', async () => {
    const x = [1, -2, 4];
    const one = async (text: string) => (await run(text, [x]))[0];
    expect(await one('y = sum(x)')).toEqual([3]);
    expect(await one('y = mean(x)')).toEqual([1]);
    expect(await one('y = [max(x), min(x)]')).toEqual([4, -2]);
    expect((await one('y = norm(x)'))[0]).toBeCloseTo(Math.sqrt(21 + NORM_FLOOR), 12);
    const e = x.map(Math.exp);
    (await one('y = softmax(x)')).forEach((v, i) => expect(v).toBeCloseTo(e[i] / (e[0] + e[1] + e[2]), 12));
    (await one('y = layerNorm(x)')).forEach((v, i) => expect(v).toBeCloseTo((x[i] - 1) / Math.sqrt(6 + 1e-5), 12));
    (await one('y = rmsNorm(x)')).forEach((v, i) => expect(v).toBeCloseTo(x[i] / Math.sqrt(7 + 1e-5), 12));
    expect(await one('y = where(greater(x, 0), x, 10 * x) + max(x, 0, 2) - min(x, 1) + sign(x)')).toEqual([
      1 + 2 - 1 + 1,
      -20 + 2 + 2 - 1,
      4 + 4 - 1 + 1,
    ]);
    expect(await one('y = prelu(x, s)\nparam s[1]')).toEqual([1, -1, 4]);
  });
  test('every activation is a function', () => {
    for (const name of Object.keys(activations)) if (name !== 'prelu') expect(languageFunctions.has(name), name).toBe(true);
  });
});

describe('typeset', () => {
  const latex = (text: string) => readEquations(text, 4, 3).latex;
  test('earlier values are marked, values carry their step, numbers and parameters do not', () => {
    expect(latex(examples.gru.text)).toEqual([
      'z_{t} = \\sigma(W_{z} x_{t} + U_{z} \\fb{h_{t-1}} + b_{z})',
      'r_{t} = \\sigma(W_{r} x_{t} + U_{r} \\fb{h_{t-1}} + b_{r})',
      'n_{t} = \\tanh(W_{n} x_{t} + r_{t} \\odot (U_{n} \\fb{h_{t-1}} + c_{n}) + b_{n})',
      'h_{t} = (1 - z_{t}) \\odot n_{t} + z_{t} \\odot \\fb{h_{t-1}}',
    ]);
    expect(latex("a = 1.5e-7\nh_in = alpha1 * x - a (x' - h_in'') / 2\nstart h_in = 1")).toEqual([
      'a = 1.5 \\cdot 10^{-7}',
      'h_{\\mathit{in},\\,t} = \\alpha_{1} \\odot x_{t} - \\frac{a\\,(\\fb{x_{t-1}} - \\fb{h_{\\mathit{in},\\,t-2}})}{2}',
      '\\fb{h_{\\mathit{in},\\,0}} = 1',
    ]);
    expect(latex('y = -(x + 1)^2 / sum(x) * [x, x][0:2]'.replace('[x, x][0:2]', 'x[0:1]'))).toEqual([
      'y_{t} = \\frac{-(x_{t} + 1)^{2}}{\\operatorname{sum}(x_{t})} \\odot x_{t}[0{:}1]'.replace('[0{:}1]', '[0]'),
    ]);
  });
  test('parentheses stay where they are needed', () => {
    expect(latex('y = x - (x - x) - W (x * x) * (x + x)')).toEqual([
      'y_{t} = x_{t} - (x_{t} - x_{t}) - W (x_{t} \\odot x_{t}) \\odot (x_{t} + x_{t})',
    ]);
    expect(latex('y = 2 * -x + (-x)')).toEqual(['y_{t} = 2\\,(-x_{t}) + (-x_{t})']);
  });
  test('lines that can be read are typeset while others are wrong', () => {
    expect(latex("z = tanh(W x\nh = U h' + b")).toEqual(['h_{t} = U \\fb{h_{t-1}} + b']);
  });
  test('KaTeX reads every one of them', () => {
    const macros = { '\\fb': '\\htmlClass{fb}{#1}' };
    for (const text of [...Object.values(texts), ...Object.values(cornered), odd, 'Ωx = 名 * x + été_1 - ж₂ + dt + Wxyz x'])
      for (const line of latex(text))
        expect(() => katex.renderToString(line, { macros, trust: true, strict: false, throwOnError: true }), line).not.toThrow();
  });
});
