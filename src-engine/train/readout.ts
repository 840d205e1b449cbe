/**
 * The readout of a network solved in closed form: the weights of the cell that gives the forecast, by ridge regression from
 * what flows into it. Nothing else is trained. Hoerl and Kennard 1970; for reservoirs Jaeger 2001, "The echo state approach",
 * and Lukosevicius 2012, "A practical guide to applying echo state networks", section 4.
 *
 * I values flow into the cell and O come out; what follows it (adding the last value, denormalising) may stretch and shift
 * each output, window by window: y_j = a_j (x W_j + b_j) + c_j. Both are found by asking the network with W = 0, and b = 0 or 1.
 */
import { headOf } from '../compile/1-check-widths.ts';
import { INPUT, optionsOf, type Architecture } from '../architecture.ts';
import type { Numbers, Session } from '../backends/backend.ts';
import { cells } from '../cells/index.ts';
import type { Program } from '../compile/program.ts';
import { feedFor } from '../data/feed.ts';
import type { Prepared } from '../data/windows.ts';
import type { Issue } from '../issue.ts';
import { solve } from './cholesky.ts';
import type { TrainSettings } from './settings.ts';

/** What a drawing must be for its readout to be solved; where, what, what to do. */
export function readoutIssues(a: Architecture, loss: TrainSettings['loss']): Issue[] {
  const head = headOf(a);
  const options = optionsOf(head);
  const label = cells[head.cell].label;
  const issue = (code: string, where: string, message: string, fix: string, extra: Partial<Issue> = {}): Issue[] => [
    { severity: 'error', code, where, message, fix, nodes: [head.id], ...extra },
  ];
  const at = `cell ${head.id}`;
  if (head.cell !== 'dense' || options.activation !== 'linear')
    return issue(
      'readout-cell',
      at,
      'Ridge solves a Dense without an activation, and the forecast comes from another cell.',
      'Let such a Dense come last, or choose another optimizer.',
      { values: { cell: label } },
    );
  if (loss !== 'mse')
    return issue('readout-loss', 'loss', 'Ridge solves for the least squared error.', 'Set the loss to mse, or choose another optimizer.');
  if (head.weights || a.nodes.some((n) => n.weights === head.id))
    return issue(
      'readout-shared',
      at,
      'Its weights are used at two places, so the forecast is no linear function of them.',
      'Give it its own weights, or choose another optimizer.',
    );
  const seen = new Set([head.id]);
  for (const id of seen) for (const e of a.edges) if (e.from === id && e.feed === 'own' && e.to !== INPUT) seen.add(e.to);
  const loop = a.edges.find((e) => e.to === head.id && seen.has(e.from) && e.feed === 'own');
  if (loop)
    return issue(
      'readout-loop',
      at,
      'Its own forecast flows back into it, so the forecast is no linear function of its weights.',
      'Let that edge feed the true target, or choose another optimizer.',
    );
  if (isStretched(a) && !options.bias)
    return issue(
      'readout-bias',
      at,
      'Before a Denormalise the readout needs its bias.',
      'Switch its bias on, or choose another optimizer.',
    );
  return [];
}

const isStretched = (a: Architecture): boolean => a.nodes.some((n) => n.id === a.output && n.cell === 'denormalise');

/** Weights that a readout which is solved leaves alone; all but those of the cell that gives the forecast. */
export const isOfReadout = (a: Architecture, weight: string): boolean => weight.startsWith(`${headOf(a).id}.`);

/** Whether every weight that could be trained is the readout's, and others are held: what ridge is made for. */
export function isReservoir(a: Architecture): boolean {
  const kinds = a.nodes
    .filter((n) => n.id !== headOf(a).id && n.id !== INPUT)
    .flatMap((n) => Object.values(cells[n.cell].parameters(optionsOf(n), 1, 1)).map((p) => p.held ?? false));
  return kinds.length > 0 && kinds.every(Boolean) && readoutIssues(a, 'mse').length === 0;
}

/** Sums over all training windows, by column of the output; columns that are stretched and weighed alike share their products. */
interface Sums {
  /** [K][K] for each group of columns; K = I, and one more for the bias. */
  xx: Float64Array[];
  /** [K][O] */
  xy: Float64Array;
  /** [O] */
  yy: Float64Array;
}

export interface ReadoutJob {
  program: Program;
  prepared: Prepared;
  settings: TrainSettings;
  session: Session;
}

export class Readout {
  private readonly job: ReadoutJob;
  private readonly names: { W: string; b?: string };
  private readonly inputs: number;
  private readonly outputs: number;
  private readonly isStretched: boolean;
  /** By column of the output. */
  private readonly groups: number[];
  private sums: Sums | undefined;

  constructor(job: ReadoutJob, architecture: Architecture) {
    this.job = job;
    const { program, prepared } = job;
    const { id } = headOf(architecture);
    const shape = program.weights.find((w) => w.name === `${id}.W`)!;
    this.inputs = shape.rows;
    this.outputs = shape.cols;
    const bias = program.weights.find((w) => w.name === `${id}.b`);
    this.names = { W: shape.name, ...(bias ? { b: bias.name } : {}) };
    this.isStretched = isStretched(architecture);
    const C = prepared.truth.length;
    const { points, steps } = program.forecast;
    // What the last step forecasts beyond the horizon does not count.
    const inLast = prepared.design.horizon - (steps - 1) * points;
    const keys = Array.from({ length: this.outputs }, (_, j) => [this.isStretched ? j % C : 0, Math.floor(j / C) >= inLast ? 1 : 0].join());
    const distinct = [...new Set(keys)];
    this.groups = keys.map((key) => distinct.indexOf(key));
  }

  /** One pass over the training windows; yields how many batches are done. */
  async *pass(): AsyncGenerator<number, void> {
    const { program, prepared, settings, session } = this.job;
    const origins = prepared.windows.train;
    const { batch, seed } = settings;
    const K = this.inputs + (this.names.b ? 1 : 0);
    const sums: Sums = {
      xx: Array.from({ length: Math.max(...this.groups) + 1 }, () => new Float64Array(K * K)),
      xy: new Float64Array(K * this.outputs),
      yy: new Float64Array(this.outputs),
    };
    for (let step = 0, from = 0; from < origins.length; step++, from += batch) {
      const some = origins.subarray(from, from + batch);
      const feed = feedFor(prepared, some, batch, program, { seed, step });
      this.write(new Float64Array(this.inputs * this.outputs), 0);
      const shift = Float64Array.from(await session.predict(feed));
      const x = session.read(program.readout!);
      let stretch: Numbers | undefined;
      if (this.isStretched) {
        this.write(new Float64Array(this.inputs * this.outputs), 1);
        stretch = Float64Array.from(await session.predict(feed), (y, i) => y - shift[i]);
      }
      this.add(sums, x, feed.target, feed.weight, shift, stretch, some.length / origins.length);
      yield step + 1;
    }
    for (const xx of sums.xx) for (let k = 0; k < K; k++) for (let j = 0; j < k; j++) xx[k * K + j] = xx[j * K + k];
    this.sums = sums;
  }

  private add(
    { xx, xy, yy }: Sums,
    x: Numbers,
    target: Numbers,
    weight: Numbers,
    shift: Numbers,
    stretch: Numbers | undefined,
    share: number,
  ): void {
    const { inputs: I, outputs: O, groups } = this;
    const K = I + (this.names.b ? 1 : 0);
    const z = new Float64Array(K).fill(1);
    const first = xx.map((_, g) => groups.indexOf(g));
    for (let row = 0; row < x.length / I; row++) {
      for (let k = 0; k < I; k++) z[k] = x[row * I + k];
      first.forEach((j, g) => {
        const at = row * O + j;
        const size = share * weight[at] * (stretch ? stretch[at] ** 2 : 1);
        if (size === 0) return;
        const sum = xx[g];
        for (let k = 0; k < K; k++) {
          const scaled = size * z[k];
          for (let i = k; i < K; i++) sum[k * K + i] += scaled * z[i];
        }
      });
      for (let j = 0; j < O; j++) {
        const at = row * O + j;
        const w = share * weight[at];
        if (w === 0) continue;
        const wanted = target[at] - shift[at];
        yy[j] += w * wanted * wanted;
        const scaled = w * wanted * (stretch ? stretch[at] : 1);
        for (let k = 0; k < K; k++) xy[k * O + j] += scaled * z[k];
      }
    }
  }

  /** Puts the weights for a strength into the session; returns the training loss, or nothing where it is too weak to solve. */
  fit(strength: number): number | undefined {
    const { inputs: I, outputs: O, groups } = this;
    const { xx, xy, yy } = this.sums!;
    const K = I + (this.names.b ? 1 : 0);
    const W = new Float64Array(I * O);
    const b = new Float64Array(O);
    let loss = 0;
    for (const [g, sum] of xx.entries()) {
      const columns = groups.flatMap((group, j) => (group === g ? [j] : []));
      const some = Float64Array.from(
        { length: K * columns.length },
        (_, i) => xy[Math.floor(i / columns.length) * O + columns[i % columns.length]],
      );
      let size = 0;
      for (let k = 0; k < I; k++) size += sum[k * K + k] / I;
      const ridged = sum.slice();
      // The bias is free: what is penalised is how far the forecast leans on its inputs.
      for (let k = 0; k < I; k++) ridged[k * K + k] += strength * (size || 1);
      const found = solve(ridged, some, K, columns.length);
      if (!found) return undefined;
      columns.forEach((j, i) => {
        for (let k = 0; k < I; k++) W[k * O + j] = found[k * columns.length + i];
        if (K > I) b[j] = found[I * columns.length + i];
        let [linear, square] = [0, 0];
        for (let k = 0; k < K; k++) {
          const w = found[k * columns.length + i];
          linear += w * some[k * columns.length + i];
          let row = 0;
          for (let m = 0; m < K; m++) row += sum[k * K + m] * found[m * columns.length + i];
          square += w * row;
        }
        loss += yy[j] - 2 * linear + square;
      });
    }
    this.write(W, b);
    return Math.max(0, loss);
  }

  private write(W: Float64Array, b: Float64Array | number): void {
    const bias = typeof b === 'number' ? new Float64Array(this.outputs).fill(b) : b;
    this.job.session.writeWeights(new Map([[this.names.W, W], ...(this.names.b ? [[this.names.b, bias] as const] : [])]));
  }
}
