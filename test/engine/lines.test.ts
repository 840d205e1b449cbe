/**
 * What lines of steps mean, each against something simpler: a short window against the same window alone, a reversed cell
 * against a forward one on reversed rows, segments against rows put side by side by hand.
 */
import { describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { tfjsBackend } from '#engine/backends/tfjs/tfjs-backend.ts';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { cells } from '#engine/cells/index.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { parametersOf, type Program } from '#engine/compile/program.ts';
import type { Task } from '#engine/compile/task.ts';
import type { Architecture } from '#engine/architecture.ts';
import { cellSamples, cellsOfSize, draw, loopSamples, task } from './architectures.ts';
import { checkGradients, randomFeed, randomWeights } from './gradient-check.ts';
import { compare, distance, openWasm, tameWeights, variantsOf } from './wasm-support.ts';

const compiled = (architecture: Architecture, given: Task = task): Program => {
  const { program, issues } = compile(architecture, given, { loss: 'fitting' });
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  return program!;
};

/** Rows of a batch, [steps][B][width], as [B][steps][width]. */
const byWindow = (numbers: ArrayLike<number>, batch: number, width: number): number[][][] => {
  const steps = numbers.length / batch / width;
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: steps }, (_, t) => Array.from({ length: width }, (_, i) => numbers[(t * batch + b) * width + i])),
  );
};

async function predict(
  program: Program,
  steps: number,
  batch: number,
  feed: Record<string, Float64Array>,
  weights = randomWeights(program),
) {
  const session = new ReferenceSession(program, { batch, steps }, []);
  session.writeWeights(weights);
  return [...(await session.predict(feed))];
}

const closeTo = (a: readonly number[], b: readonly number[], tolerance = 1e-12) => {
  expect(a).toHaveLength(b.length);
  a.forEach((x, i) => expect(Math.abs(x - b[i]), `number ${i}: ${x} and ${b[i]}`).toBeLessThan(tolerance));
};

/** The drawings whose forecast lives on `once`, which is where windows of unequal length can be compared. */
const direct = Object.entries({ ...cellSamples, ...loopSamples }).filter(
  ([, a]) => !a.edges.some((e) => e.feed === 'target' || e.into !== 'input') && !a.nodes.some((n) => n.options.forecast === 'recursive'),
);

describe('windows of unequal length: each forecasts as if it were alone', () => {
  const lengths = [7, 5, 2];
  for (const [name, architecture] of direct)
    test(name, async () => {
      const masked = compiled(architecture, { ...task, masked: true });
      const alone = compiled(architecture);
      const weights = randomWeights(masked);
      const F = task.inputs;
      const feed = randomFeed(masked, { batch: 3, steps: 7 });
      feed.mask = Float64Array.from({ length: 21 }, (_, i) => Number(Math.floor(i / 3) < lengths[i % 3]));
      const together = await predict(masked, 7, 3, feed, weights);
      const width = together.length / 3;
      const points = Math.max(1, ...architecture.nodes.map((n) => (n.cell === 'segment' ? (n.options.points as number) : 1)));
      for (const [b, steps] of lengths.entries()) {
        // Segments are counted from the end of the longest window: a shorter one that begins elsewhere has others.
        if (points > 1 && steps !== 7) continue;
        const own = randomFeed(alone, { batch: 1, steps });
        const rows = byWindow(feed.x, 3, F)[b].slice(0, steps);
        own.x = Float64Array.from(rows.flat());
        for (const { name: input, noise, width: w, line } of masked.inputs)
          if (line < 0) own[input] = feed[input].slice(b * w, (b + 1) * w);
          else if (noise) own[input] = Float64Array.from(byWindow(feed[input], 3, w)[b].slice(0, steps).flat());
        closeTo(together.slice(b * width, (b + 1) * width), await predict(alone, steps, 1, own, weights));
      }
    });

  for (const name of ['read out: mean', 'read out: attention', 'read out: max', 'a bidirectional layer', 'layer 2 feeds back into layer 1'])
    test(`${name}: gradients agree with central differences, and wasm with the reference`, async () => {
      const program = compiled(loopSamples[name], { ...task, masked: true });
      const { worst, leftOut, points } = await checkGradients(program, { batch: 3, steps: 6 });
      expect(worst).toBeLessThan(1e-6);
      expect(leftOut).toBeLessThan(points);
      const found = await compare(program, { batch: 5, steps: 6 }, variantsOf([1, 2]));
      expect(found.different).toEqual([]);
      expect(found.worst, found.where).toBeLessThanOrEqual(1e-5);
    });
});

test('a cell that runs backwards is one that runs forwards on reversed rows', async () => {
  for (const cell of ['gru', 'lstm', 'slstm', 'clockwork'] as const) {
    const layer = (direction: string) =>
      compiled(
        draw({ a: [cell, { units: 4, direction }], r: ['read-out', { way: 'last' }], y: ['dense'] }, [
          ['input', 'a'],
          ['a', 'r'],
          ['r', 'y'],
        ]),
      );
    const [forward, backward] = [layer('forward'), layer('backward')];
    const feed = randomFeed(forward, { batch: 2, steps: 6 });
    const reversed = { ...feed, x: Float64Array.from({ length: feed.x.length }, (_, i) => feed.x[(5 - Math.floor(i / 6)) * 6 + (i % 6)]) };
    const weights = randomWeights(forward);
    closeTo(await predict(backward, 6, 2, reversed, weights), await predict(forward, 6, 2, feed, weights));
  }
});

test.each(['mean', 'centre', 'attention'])('a window that ends before the first whole segment is still a number: %s', async (way) => {
  const program = compiled(
    draw({ s: ['segment', { points: 4 }], r: ['read-out', { way }], y: ['dense'] }, [
      ['input', 's'],
      ['s', 'r'],
      ['r', 'y'],
    ]),
    { ...task, masked: true },
  );
  // Six rows: the first two fill no segment, and are all that the second window has.
  const feed = randomFeed(program, { batch: 2, steps: 6 });
  feed.mask = Float64Array.from({ length: 12 }, (_, i) => Number(i % 2 === 0 || i < 4));
  expect((await predict(program, 6, 2, feed)).every(Number.isFinite)).toBe(true);
});

test('a segment holds its rows side by side, counted from the end', async () => {
  const segmented = compiled(
    draw({ s: ['segment', { points: 3 }], a: ['gru', { units: 4 }], y: ['dense'] }, [
      ['input', 's'],
      ['s', 'a'],
      ['a', 'y'],
    ]),
  );
  const plain = compiled(
    draw({ a: ['gru', { units: 4 }], y: ['dense'] }, [
      ['input', 'a'],
      ['a', 'y'],
    ]),
    { inputs: 9, targetColumns: [0, 2], horizon: 2 },
  );
  const weights = randomWeights(segmented);
  const feed = randomFeed(segmented, { batch: 2, steps: 7 });
  const rows = byWindow(feed.x, 2, 3).map((w) => w.slice(1));
  const x = Float64Array.from([0, 1].flatMap((s) => rows.flatMap((w) => w.slice(3 * s, 3 * s + 3).flat())));
  closeTo(await predict(segmented, 7, 2, feed, weights), await predict(plain, 2, 2, { ...feed, x }, weights));
});

test('each step of the horizon takes one step of the shared cell from the last state of the window', async () => {
  const program = compiled(loopSamples['segments decoded in parallel by the same cell'], { inputs: 1, targetColumns: [0], horizon: 3 });
  const weights = randomWeights(program);
  const feed = randomFeed(program, { batch: 1, steps: 6 });
  const forecast = await predict(program, 6, 1, feed, weights);
  const W = (name: string) => weights.get(name)!;
  const times = (x: number[], w: Float64Array) => {
    const cols = w.length / x.length;
    return Array.from({ length: cols }, (_, c) => x.reduce((sum, v, r) => sum + v * w[r * cols + c], 0));
  };
  const plus = (...lists: ArrayLike<number>[]) => Array.from(lists[0], (_, i) => lists.reduce((sum, list) => sum + list[i], 0));
  const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
  const gru = (x: number[], h: number[]) => {
    const r = plus(times(x, W('a.Wr')), times(h, W('a.Ur')), W('a.br')).map(sigmoid);
    const z = plus(times(x, W('a.Wz')), times(h, W('a.Uz')), W('a.bz')).map(sigmoid);
    const past = plus(times(h, W('a.Un')), W('a.cn')).map((v, i) => v * r[i]);
    const n = plus(times(x, W('a.Wn')), W('a.bn'), past).map(Math.tanh);
    return n.map((v, i) => (1 - z[i]) * v + z[i] * h[i]);
  };
  const last = feed.origin[0];
  let h = [0, 0, 0, 0];
  for (let s = 0; s < 3; s++) {
    const segment = [feed.x[2 * s] - last, feed.x[2 * s + 1] - last];
    h = gru(plus(times(segment, W('e.W')), W('e.b')).map(Math.tanh), h);
  }
  const right = [0, 1, 2].map((k) => plus(times(gru([...W('t.P').slice(4 * k, 4 * k + 4)], h), W('h.W')), W('h.b'))[0] + last);
  closeTo(forecast, right);
});

test('dropout and zoneout draw while training and are their mean afterwards', () => {
  const program = compiled(loopSamples['dropout, of the input and of the state, and zoneout']);
  expect(Object.fromEntries(program.inputs.flatMap(({ name, noise }) => (noise ? [[name, noise]] : [])))).toEqual({
    'drop/i/0': { kind: 'drop', rate: 0.3 },
    'drop/a/state': { kind: 'drop', rate: 0.25 },
    'zone/a/h': { kind: 'zone', rate: 0.1 },
    'zone/a/c': { kind: 'zone', rate: 0.1 },
    'drop/o/0': { kind: 'drop', rate: 0.5 },
  });
});

test('recurrent dropout leaves out what matrices see of every state, and nothing of what a cell carries on by itself', async () => {
  const steps = 96;
  const task = { inputs: 2, targetColumns: [0], horizon: 1 };
  for (const [cell, masks] of Object.entries({
    elman: ['state'],
    lstm: ['state'],
    gru: ['state'],
    leaky: ['state'],
    'echo-state': ['state'],
    slstm: ['state', 'h2'],
    clockwork: ['state', 'h1'],
    'min-gru': [],
    'ind-rnn': [],
  }))
    for (const reset of cell === 'gru' ? ['after', 'before'] : [undefined]) {
      const options = { ...cellsOfSize[cell](4), ...(reset ? { reset } : {}), recurrentDropout: 0.5 };
      const { program } = compile(
        draw({ a: [cell, options], y: ['dense'] }, [
          ['input', 'a'],
          ['a', 'y'],
        ]),
        task,
        { loss: 'mse' },
      );
      expect(
        program!.inputs.flatMap(({ name, noise }) => (noise ? [name] : [])),
        cell,
      ).toEqual(masks.map((name) => `drop/a/${name}`));
      // What is carried on would be twice as large after every step.
      const session = new ReferenceSession(program!, { batch: 4, steps }, []);
      session.writeWeights(initialWeights(program!, 1));
      const feed = randomFeed(program!, { batch: 4, steps });
      for (const name of masks) feed[`drop/a/${name}`].fill(2);
      expect(await session.gradient(feed), cell).toBeLessThan(10);
    }
});

test('what a shared cell learns is learned at all its places', async () => {
  const program = compiled(loopSamples['one cell at two places']);
  expect(parametersOf(program).map((w) => w.name)).not.toContain('b.Wr');
});

test('an echo-state reservoir has the spectral radius that was asked for, and is not trained', () => {
  const program = compiled(
    draw({ a: ['echo-state', { units: 40, radius: 0.8, density: 0.2 }], y: ['dense'] }, [
      ['input', 'a'],
      ['a', 'y'],
    ]),
  );
  expect(program.weights.filter((w) => w.trained).map((w) => w.name)).toEqual(['y.W', 'y.b']);
  expect(cells['echo-state'].parameters({ units: 40, radius: 0.8, density: 0.2, input: 0.5, activation: 'tanh' }, 3).U.held).toBe(true);
});

describe('states that go on from batch to batch', () => {
  const carrying: Task = { inputs: 3, targetColumns: [], horizon: 1, kind: 'next', classes: 4, carries: true };
  const program = compiled(
    draw({ a: ['gru', { units: 17 }], b: ['slstm', { units: 5, heads: 2 }], y: ['dense'] }, [
      ['input', 'a'],
      ['input', 'a', { delay: 2 }],
      ['b', 'a', { delay: 3 }],
      ['a', 'b'],
      ['b', 'y'],
      ['b', 'y', { delay: 1 }],
    ]),
    carrying,
  );
  const B = 3;
  const whole = randomFeed(program, { batch: B, steps: 8 });
  const part = (from: number, to: number) =>
    Object.fromEntries(program.inputs.map(({ name, width }) => [name, whole[name].slice(from * B * width, to * B * width)]));

  for (const [name, open] of Object.entries({
    reference: async (steps: number) => new ReferenceSession(program, { batch: B, steps }, []),
    'wasm, two threads': (steps: number) => openWasm(program, { batch: B, steps }, [], { width: 256, fma: false, threads: 2 }),
    tfjs: async (steps: number) => {
      await tf.setBackend('wasm');
      return tfjsBackend(tf).open(program, { batch: B, steps }, []);
    },
  }))
    test(`${name}: one pass in pieces is one pass`, async () => {
      const [long, short] = [await open(8), await open(2)];
      const weights = tameWeights(program);
      long.writeWeights(weights);
      short.writeWeights(weights);
      const right = [...(await long.predict(whole))];
      const pieces: number[] = [];
      for (let from = 0; from < 8; from += 2) {
        pieces.push(...(await short.predict(part(from, from + 2), from ? 'carried' : 'zero')));
        // Through a checkpoint and back.
        if (from === 2) short.writeStates(new Map([...short.readStates()].map(([value, numbers]) => [value, numbers.slice()])));
      }
      closeTo(pieces, right, name === 'reference' ? 1e-12 : 1e-5);
      closeTo([...(await short.predict(part(0, 2)))], right.slice(0, pieces.length / 4), name === 'reference' ? 1e-12 : 1e-5);
      long.dispose();
      short.dispose();
    });

  test('the gradient of a piece is that of its own steps, and the same on wasm', async () => {
    const judge = new ReferenceSession(program, { batch: B, steps: 2 }, []);
    const wasm = await openWasm(program, { batch: B, steps: 2 }, [], { width: 128, fma: true, threads: 1 });
    const weights = tameWeights(program);
    for (const session of [judge, wasm]) {
      session.writeWeights(weights);
      await session.predict(part(0, 2));
    }
    const states = judge.readStates();
    const loss = await judge.gradient(part(2, 4), 'carried');
    const gradients = judge.readGradients();
    expect(Math.abs((await wasm.gradient(part(2, 4), 'carried')) - loss)).toBeLessThan(1e-5);
    for (const [name, numbers] of wasm.readGradients()) expect(distance(numbers, gradients.get(name)!), name).toBeLessThan(1e-5);
    // Against differences of the loss with the states held.
    for (const name of ['a.Ur', 'b.Wz1', 'b.Uf2', 'y.W']) {
      const w = weights.get(name)!;
      const lossAt = async (x: number) => {
        const moved = w.slice();
        moved[0] = x;
        judge.writeWeights(new Map([[name, moved]]));
        judge.writeStates(states);
        return judge.gradient(part(2, 4), 'carried');
      };
      const numeric = ((await lossAt(w[0] + 1e-5)) - (await lossAt(w[0] - 1e-5))) / 2e-5;
      judge.writeWeights(new Map([[name, w]]));
      expect(Math.abs(numeric - gradients.get(name)![0]), name).toBeLessThan(1e-8);
    }
    wasm.dispose();
  });

  test('a program that does not carry says so', async () => {
    const plain = compiled(loopSamples['layer 2 feeds back into layer 1']);
    const session = new ReferenceSession(plain, { batch: 1, steps: 2 }, []);
    await expect(session.predict(randomFeed(plain, { batch: 1, steps: 2 }), 'carried')).rejects.toThrow('begins every pass at zero');
  });
});
