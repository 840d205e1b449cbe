// Programs that nobody thought of, from a seed: drawings as a person might make them, and graphs as no cell writes them.
import { activationNames } from '#engine/cells/activations.ts';
import { compile } from '#engine/compile/compile.ts';
import { programOf } from '#engine/compile/compile.ts';
import { Graph } from '#engine/compile/graph.ts';
import { ANYWHERE, ONCE, STEPS } from '#engine/compile/line.ts';
import { isComputed, type Value } from '#engine/compile/value.ts';
import { merge } from '#engine/compile/merge.ts';
import type { Program } from '#engine/compile/program.ts';
import type { Sizes } from '#engine/backends/backend.ts';
import type { Parameter } from '#engine/ops/op.ts';
import { Random } from '#engine/random.ts';
import { lossNames, losses } from '#engine/train/losses.ts';
import { cellsOfSize, draw } from './architectures.ts';

export interface Drawn {
  program: Program;
  sizes: Sizes;
  text: string;
}

class Dice {
  private readonly random: Random;
  constructor(seed: number, stream: string) {
    this.random = new Random(seed, stream);
  }
  below(n: number): number {
    return this.random.below(n);
  }
  between(from: number, to: number): number {
    return from + this.random.below(to - from + 1);
  }
  chance(p: number): boolean {
    return this.random.uniform() < p;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.random.below(list.length)];
  }
}

/** Losses of a forecast that is one number. */
const pointLosses = lossNames.filter((name) => losses[name].parts === 'point');

/** Around the width of a panel, because that is where padding, runs and partial panels meet. */
const widths = [1, 2, 3, 5, 7, 15, 16, 17, 31, 32, 33, 48];
const smallWidths = [1, 2, 3, 4, 5, 16, 17];

/** A drawing: cells in a row with skips, sums, delayed edges both ways, settling, recursion. Undefined when it has Issues. */
export function randomDrawing(seed: number): Drawn | undefined {
  const dice = new Dice(seed, 'drawing');
  const nodes: Record<string, [string, Record<string, unknown>?]> = {};
  const edges: [string, string, Record<string, unknown>?][] = [];
  const equal = dice.pick(widths);
  const units = () => (dice.chance(0.5) ? equal : dice.pick(widths));
  const bounded = () => dice.pick(dice.chance(0.7) ? (['tanh', 'sigmoid'] as const) : activationNames);
  const names = Array.from({ length: dice.between(1, 4) }, (_, i) => `n${i}`);
  const subtracts = dice.chance(0.25);
  if (subtracts) {
    nodes.s = ['subtract-last'];
    edges.push(['input', 's']);
  }
  const start = subtracts ? ['s'] : ['input'];
  const delay = () => (dice.chance(0.5) ? 0 : dice.below(6));
  const join = () => (dice.chance(0.25) ? 'sum' : 'concat');
  names.forEach((name, i) => {
    nodes[name] = dice.pick<() => [string, Record<string, unknown>]>([
      () => ['lstm', { units: units() }],
      () => ['gru', { units: units(), reset: dice.pick(['before', 'after']) }],
      () => ['elman', { units: units(), activation: dice.pick(['tanh', 'sigmoid']) }],
      () => ['jordan', { units: units(), outputs: units() }],
      () => ['leaky', { units: units(), leak: 0.3 }],
      () => ['dense', { units: units(), activation: bounded() }],
      () => ['dense', { units: units(), activation: bounded(), bias: false }],
      () => {
        const cell = dice.pick(Object.keys(cellsOfSize));
        return [cell, cellsOfSize[cell](dice.pick(widths))];
      },
    ])();
    const before = [...start, ...names.slice(0, i)];
    edges.push([i ? names[i - 1] : before[0], name, { delay: i ? delay() : 0 }]);
    if (dice.chance(0.5)) edges.push([dice.pick(before), name, { delay: delay(), join: join() }]);
  });
  nodes.y = ['dense', { forecast: dice.pick(['auto', 'direct', 'recursive']), bias: dice.chance(0.8) }];
  edges.push([names.at(-1)!, 'y']);
  if (dice.chance(0.4)) edges.push([dice.pick([...start, ...names]), 'y', { delay: delay() }]);
  let output = 'y';
  if (dice.chance(0.25)) {
    nodes.z = ['add-last'];
    edges.push(['y', 'z']);
    output = 'z';
  }
  for (let i = dice.below(3); i > 0; i--)
    edges.push([dice.pick([...names, 'y']), dice.pick(names), { delay: dice.between(1, 5), join: join() }]);
  if (dice.chance(0.3)) edges.push([output, dice.pick(names), { delay: dice.between(1, 3), feed: dice.pick(['target', 'own']) }]);
  if (names.length > 1 && dice.chance(0.3)) {
    const settle = { limit: dice.between(1, 5), tolerance: 0.05, damping: dice.pick([0, 0.3]) };
    edges.push([names.at(-1)!, names[0], { settle }]);
  }
  const inputs = dice.pick([1, 3, 5, 16, 20, 35]);
  const targets = Math.min(inputs, dice.pick([1, 1, 2, 3]));
  const task = { inputs, targetColumns: Array.from({ length: targets }, (_, i) => (i * 2) % inputs), horizon: dice.pick([1, 2, 3, 9]) };
  const architecture = draw(nodes, edges, output);
  const loss = dice.chance(0.1) ? undefined : dice.pick(pointLosses);
  const isFreezing = dice.chance(0.3);
  // Drawn once per weight: the compiler may ask more than once.
  const frozen = new Map<string, boolean>();
  const isFrozen = (weight: string): boolean => {
    if (!frozen.has(weight)) frozen.set(weight, isFreezing && dice.chance(0.4));
    return frozen.get(weight)!;
  };
  const { program } = compile(architecture, task, { loss, isFrozen });
  if (!program) return undefined;
  const least = program.strategy === 'direct' ? 1 : task.horizon;
  const sizes = { batch: dice.pick([1, 2, 3, 5, 7, 13]), steps: dice.between(1, 7) + least };
  return { program, sizes, text: JSON.stringify({ architecture, task, loss, sizes }) };
}

/**
 * A graph: several groups of values on lines of their own, loops in either direction or none, that read each other at any
 * distance; matmuls on anything, weights used again, ops along the row, totals, segments, constants and per-window inputs
 * in odd places.
 */
export function randomGraph(seed: number): Drawn {
  const dice = new Dice(seed, 'graph');
  const graph = new Graph();
  const b = graph.builder;
  const end = dice.chance(0.5) ? ONCE : graph.lineOf({ kind: 'tail', steps: dice.pick([1, 2, 4]) });
  const segments = graph.lineOf({ kind: 'segments', points: dice.pick([2, 3]) });
  const ahead = graph.lineOf({ kind: 'ahead', steps: dice.pick([1, 3]), points: 1 });
  const sizes = { batch: dice.pick([1, 2, 3, 5, 8, 13]), steps: 4 + dice.below(7) };
  const width = () => dice.pick(dice.chance(0.7) ? smallWidths : widths);
  const leaves = [graph.input('still', width(), ANYWHERE), graph.constant(width(), 0), graph.constant(width(), 0.7), graph.one()];
  const parameters: Parameter[] = [];
  /** Of earlier groups. */
  const finished: Value[] = [];
  const sequences = new Map([STEPS, segments, ahead].map((line) => [line, graph.input(`x${line}`, width(), line)]));

  /** A value of any line as another one can see it. */
  const seenFrom = (line: number, v: Value): Value => {
    if (v.line === line || v.line === ANYWHERE || v.line === ONCE) return graph.on(line, v);
    if (line === ONCE) return dice.chance(0.5) ? graph.on(ONCE, v) : b.tanh(b.total(v));
    if (v.line === STEPS && line === segments) return graph.fold(v, (graph.lines[segments] as { points: number }).points);
    if (v.line === segments && line === STEPS) {
      const { points } = graph.lines[segments] as { points: number };
      if (v.width % points === 0) return graph.unfold(v, points);
    }
    return graph.on(line, seenFrom(ONCE, v));
  };

  const group = (line: number, last: boolean): Value => {
    const direction = dice.chance(0.7) ? -1 : 1;
    const values: Value[] = [];
    const states: Value[] = [];
    const own = sequences.get(line);
    const anything = (): Value => {
      const kind = dice.below(10);
      const shifted = (v: Value, from: number, to: number) =>
        line !== ONCE && v.line === line && v.op !== 'everywhere' && dice.chance(0.3) ? graph.read(v, dice.between(from, to)) : v;
      // Values of the same loop may be read only the way it runs.
      if (values.length && kind < 5) return shifted(dice.pick(values), Math.min(0, 3 * direction), Math.max(0, 3 * direction));
      if (states.length && kind < 7) return dice.pick(states);
      if (own && kind < 8) return shifted(own, -4, 3);
      return finished.length && kind < 9 ? shifted(seenFrom(line, dice.pick(finished)), -3, 3) : dice.pick(leaves);
    };
    const parameter = (rows: number, cols: number): Parameter => {
      const fitting = parameters.filter((p) => p.rows === rows && p.cols === cols);
      if (fitting.length && dice.chance(0.3)) return dice.pick(fitting);
      const fresh = graph.parameter(`w${parameters.length}`, rows, cols, 'glorot');
      parameters.push(fresh);
      return fresh;
    };
    const matmul = (cols: number): Value => {
      const left = b.concat(...Array.from({ length: dice.between(1, 3) }, anything));
      const product = b.matmul(left, parameter(left.width, cols));
      return dice.chance(0.5) ? b.add(product, b.vector(parameter(1, cols))) : product;
    };
    /** Bounded, so that what goes round does not grow. */
    const tame = (v: Value): Value => dice.pick([b.tanh, b.sigmoid, b.tanh])(v);
    const ofWidth = (cols: number): Value => {
      const known = [...values, ...states, ...(own ? [own] : []), ...leaves].filter((v) => v.width === cols);
      return known.length && dice.chance(0.6) ? dice.pick(known) : tame(matmul(cols));
    };
    const positive = (v: Value): Value => b.offset(b.multiply(v, v), 0.5);
    const steps: (() => Value)[] = [
      () => tame(matmul(width())),
      () => tame(b.add(matmul(5), matmul(5), ofWidth(5))),
      () => {
        const cols = width();
        return dice.pick([b.add, b.subtract, b.multiply, b.maximum, b.minimum, b.greater])(ofWidth(cols), ofWidth(cols));
      },
      () => {
        const cols = width();
        return b.where(b.greater(ofWidth(cols), ofWidth(cols)), ofWidth(cols), ofWidth(cols));
      },
      () => dice.pick([b.negate, b.abs, b.relu, b.oneMinus, b.sign, b.sigmoid, b.tanh])(tame(ofWidth(width()))),
      () => b.divide(tame(ofWidth(3)), positive(ofWidth(3))),
      () => dice.pick([b.log, b.sqrt])(positive(ofWidth(width()))),
      () => b.exp(tame(ofWidth(width()))),
      () => b.scale(ofWidth(width()), dice.pick([-0.5, 0, 0.7])),
      () => b.broadcast(dice.pick([b.rowMax, b.rowSum])(tame(ofWidth(dice.pick(widths)))), width()),
      () => b.rowMax(tame(ofWidth(dice.pick(widths)))),
      () => {
        const v = anything();
        const from = dice.below(v.width);
        return b.slice(v, from, dice.between(from + 1, v.width));
      },
      () => b.tanh(b.concat(anything(), anything())),
      () =>
        line === ONCE
          ? tame(matmul(3))
          : b.multiply(ofWidth(1), b.sigmoid(graph.clock(line, { fromEnd: dice.chance(0.5), period: dice.pick([0, 2]) }))),
      () => {
        // One weight twice in one sum.
        const [p, q] = [ofWidth(4), ofWidth(4)];
        const w = parameter(4, 6);
        return tame(b.add(b.matmul(p, w), b.matmul(q, w)));
      },
    ];
    if (line !== ONCE && dice.chance(0.6))
      for (let i = dice.between(1, 3); i > 0; i--) states.push(graph.readLater(width(), direction * dice.pick([1, 1, 2, 4]), line));
    for (let i = dice.between(2, 9); i > 0; i--) values.push(dice.pick(steps)());
    for (const state of states) {
      const known = values.filter((v) => v.width === state.width && v.line === line && isComputed(v));
      state.of = known.length && dice.chance(0.5) ? dice.pick(known) : graph.copy(tame(matmul(state.width)), line);
    }
    finished.push(...values, ...states);
    return !last && dice.chance(0.15) ? dice.pick(values) : matmul(dice.pick([1, 2, 4, 18]));
  };
  for (let i = dice.between(1, 3); i > 0; i--) finished.push(group(dice.pick([STEPS, STEPS, STEPS, segments, ahead, ONCE]), false));
  const result = dice.chance(0.15) ? seenFrom(STEPS, dice.pick(finished)) : group(STEPS, true);
  graph.resolve();
  const output = graph.copy(result, end);
  merge(graph);
  const loss = dice.chance(0.1) ? undefined : dice.pick(pointLosses);
  const frozen = dice.chance(0.3);
  const isFrozen = (name: string) => frozen && new Random(seed, `frozen/${name}`).uniform() < 0.4;
  const program = programOf(graph, [output], { loss, isFrozen });
  return { program, sizes, text: `graph ${seed} ${JSON.stringify({ loss, sizes })}` };
}
