/**
 * Networks of the literature, and combinations of nobody, written from the README alone: gradients against central differences, the wasm
 * backend and TensorFlow.js against the reference. `random-wide.ts` draws anything; these are what a person would want.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Architecture } from '#engine/architecture.ts';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { tfjsBackend } from '#engine/backends/tfjs/tfjs-backend.ts';
import { compile } from '#engine/compile/compile.ts';
import type { Task } from '#engine/compile/task.ts';
import { draw, task } from './architectures.ts';
import { checkGradients, randomFeed } from './gradient-check.ts';
import { ask, compare, distances, tameWeights, variantsOf } from './wasm-support.ts';

type Edge = [from: string, to: string, extra?: Record<string, unknown>];
const chain = (...ids: string[]): Edge[] => ids.slice(1).map((to, i) => [ids[i], to]);
const start = { into: 'start' };
const sum = { join: 'sum' };

const networks: Record<string, Architecture | [Architecture, Task]> = {
  'LSTNet: taps, a GRU, one that skips four steps, and a linear way beside them': draw(
    {
      conv: ['dense', { units: 4, activation: 'tanh' }],
      gru: ['gru', { units: 3 }],
      skip: ['equations', { units: 2, text: `z = sigmoid(Wz x + Uz h'''' + bz)\nh = (1 - z) * tanh(Wn x + Un h'''' + bn) + z * h''''` }],
      net: ['dense', { units: 4 }],
      line: ['dense', { units: 4 }],
      y: ['dense'],
    },
    [
      ...[0, 1, 2, 5].flatMap((delay): Edge[] => [
        ['input', 'conv', { delay }],
        ['input', 'line', { delay }],
      ]),
      ...chain('conv', 'gru', 'net', 'y'),
      ['conv', 'skip'],
      ['skip', 'net', { delay: 3 }],
      ['line', 'y', sum],
    ],
  ),
  'sequence to sequence, attention over both directions, fed back with doubt': draw(
    {
      f: ['gru', { units: 3 }],
      r: ['gru', { units: 2, direction: 'backward' }],
      pool: ['read-out', { way: 'attention', attention: 3 }],
      bridge: ['dense', { units: 4, activation: 'tanh' }],
      open: ['ahead', { points: 1, size: 2 }],
      doubt: ['dropout', { rate: 0.5 }],
      decode: ['lstm', { units: 4 }],
      y: ['dense'],
    },
    [
      ['input', 'f'],
      ['input', 'r'],
      ['f', 'pool'],
      ['r', 'pool'],
      ...chain('pool', 'open', 'decode', 'y'),
      ['pool', 'bridge'],
      ['bridge', 'decode', start],
      ['y', 'doubt', { delay: 1, feed: 'target' }],
      ['doubt', 'decode'],
    ],
  ),
  'temporal fusion: what is static selects and begins, what is known ahead is decoded, quantiles come out': draw(
    {
      static: ['static'],
      context: ['residual', { hidden: 3, activation: 'elu' }],
      begin: ['dense', { units: 4, activation: 'tanh' }],
      select: ['equations', { units: 3, text: 'w = softmax(W x + b)\ny = w * x[0:3]' }],
      encode: ['lstm', { units: 4 }],
      open: ['ahead', { points: 1, size: 2 }],
      known: ['future', { points: 1 }],
      decode: ['lstm', { units: 4 }],
      gate: ['equations', { units: 4, text: 'y = sigmoid(W x + b) * (V x + c)' }],
      norm: ['layer-norm'],
      y: ['quantiles', { levels: 'P10 P50 P90' }],
    },
    [
      ...chain('static', 'context', 'begin'),
      ['begin', 'encode', start],
      ['context', 'select'],
      ...chain('input', 'select', 'encode', 'open', 'decode', 'gate', 'norm', 'y'),
      ['known', 'decode'],
      ['encode', 'decode', start],
      ['decode', 'norm', sum],
      ['context', 'y'],
    ],
  ),
  'xLSTM block: norm, sLSTM of two heads with dropout between steps, norm, SwiGLU, residuals': draw(
    {
      up: ['dense', { units: 4 }],
      n1: ['rms-norm'],
      s: ['slstm', { units: 4, heads: 2, forget: 'exponential', recurrentDropout: 0.3, zoneout: 0.1 }],
      n2: ['rms-norm'],
      g: ['swiglu', { hidden: 5 }],
      y: ['dense'],
    },
    [...chain('input', 'up', 'n1', 's', 'n2', 'g', 'y'), ['up', 'n2', sum], ['s', 'y']],
  ),
  'GRU-D: masks, decay of the last value and of the state': [
    draw(
      {
        g: [
          'equations',
          {
            units: 3,
            text: `v = x[0:2]\nm = x[2:4]\nd = 1 + (1 - m') * d'\ngx = exp(-softplus(wg * d + bg))\ngh = exp(-softplus(Wh d + bh))
last = m * v + (1 - m) * last'\nxi = m * v + (1 - m) * gx * last'\nk = gh * h'\nz = sigmoid(Wz xi + Uz k + Vz m + bz)
r = sigmoid(Wr xi + Ur k + Vr m + br)\nn = tanh(Wn xi + Un (r * k) + Vn m + bn)\nh = (1 - z) * k + z * n`,
          },
        ],
        y: ['dense'],
      },
      chain('input', 'g', 'y'),
    ),
    { inputs: 4, targetColumns: [0], horizon: 2 },
  ],
  'RWKV: the average of earlier values by decaying weights, kept from overflowing': draw(
    {
      u: ['dense', { units: 3 }],
      a: [
        'equations',
        {
          units: 3,
          text: `k = Wk (mk * x + (1 - mk) * x')\nv = Wv x\nr = sigmoid(Wr (mr * x + (1 - mr) * x'))\nw = -exp(dec)\np = max(w + p', k)
e = exp(w + p' - p)\nf = exp(k - p)\nnum = e * num' + f * v\nden = e * den' + f\ny = Wo (r * num / den)
param mk, mr = 0.5\nparam dec = -1\nstart p = -30`,
        },
      ],
      y: ['dense'],
    },
    chain('input', 'u', 'a', 'y'),
  ),
  'three slots of memory, written and read by attention': draw(
    {
      a: [
        'equations',
        {
          units: 2,
          text: `k = tanh(Wk [x, h'])\nw = softmax([sum(k * m1'), sum(k * m2'), sum(k * m3')])\nr = w[0] * m1' + w[1] * m2' + w[2] * m3'
h = tanh(W x + U h' + V r + b)\ne = sigmoid(We h)\nv = tanh(Wv h)\nm1 = m1' * (1 - w[0] * e) + w[0] * v
m2 = m2' * (1 - w[1] * e) + w[1] * v\nm3 = m3' * (1 - w[2] * e) + w[2] * v\nout h\nstart m1 = s1\nstart m2 = s2\nstart m3 = s3`,
        },
      ],
      y: ['dense'],
    },
    chain('input', 'a', 'y'),
  ),
  'two cycles that settle, one with each gradient and one through a norm, within a delayed loop': draw(
    {
      a: ['dense', { units: 3, activation: 'tanh' }],
      b: ['dense', { units: 2, activation: 'sigmoid' }],
      c: ['dense', { units: 3, activation: 'sigmoid' }],
      n: ['layer-norm'],
      y: ['dense'],
    },
    [
      ...chain('input', 'a', 'b', 'c', 'n', 'y'),
      ['b', 'a', { settle: { limit: 24, tolerance: 1e-9, gradient: 'implicit', damping: 0.2 } }],
      ['n', 'c', { settle: { limit: 24, tolerance: 1e-9, damping: 0.2 } }],
      ['n', 'a', { delay: 2 }],
    ],
  ),
  'feedback with delays of 1 to 7 into four cells, side by side and added': draw(
    {
      a: ['gru', { units: 3 }],
      b: ['elman', { units: 3 }],
      c: ['lstm', { units: 3 }],
      d: ['leaky', { units: 3, leak: 0.4, recurrentDropout: 0.3 }],
      y: ['dense', { forecast: 'direct' }],
    },
    [
      ...chain('input', 'a', 'b', 'c', 'd', 'y'),
      ['d', 'a', { delay: 1 }],
      ['d', 'b', { delay: 2, ...sum }],
      ['d', 'c', { delay: 3 }],
      ['c', 'a', { delay: 4 }],
      ['c', 'b', { delay: 5, ...sum }],
      ['y', 'c', { delay: 6 }],
      ['a', 'd', { delay: 7, ...sum }],
    ],
  ),
};

const backend = tfjsBackend(tf);
beforeAll(async () => {
  // Otherwise tfjs advertises another of its packages on stderr.
  tf.enableProdMode();
  await tf.setBackend('wasm');
});

for (const [name, network] of Object.entries(networks))
  describe(name, () => {
    const [architecture, asked] = Array.isArray(network) ? network : [network, task];
    const { program, issues } = compile(architecture, asked, { loss: 'fitting' });
    const settles = program?.settling.length !== 0;
    const sizes = { batch: 2, steps: settles ? 4 : 9 };

    test('gradients are those of central differences', { timeout: 60_000 }, async () => {
      expect(issues).toEqual([]);
      // A comparison with the tolerance stands near its kink only in passes that no longer move anything.
      const { errors, differences, leftOut, points } = await checkGradients(program!, sizes, { size: 0.3, kinks: !settles });
      // Losses of about 1 are rounded at 1e-16, and their differences are divided by a step of 1e-4.
      for (const [weight, error] of Object.entries(errors))
        if (differences[weight] > 1e-10) expect(error, weight).toBeLessThanOrEqual(1e-6);
      expect(leftOut).toBeLessThan(points / 2);
    });

    test('wasm and TensorFlow.js agree with the reference', { timeout: 60_000 }, async () => {
      const odd = { batch: 7, steps: sizes.steps };
      const { worst, where, different } = await compare(program!, odd, variantsOf([1, 3]));
      expect(different).toEqual([]);
      expect(worst, where).toBeLessThanOrEqual(1e-5);
      const [feed, weights] = [randomFeed(program!, odd), tameWeights(program!)];
      const right = await ask(new ReferenceSession(program!, odd, []), program!, feed, weights);
      const session = await backend.open(program!, odd, []);
      const found = distances(await ask(session, program!, feed, weights), right);
      session.dispose();
      for (const [what, error] of Object.entries(found)) expect(error, what).toBeLessThanOrEqual(1e-5);
    });
  });
