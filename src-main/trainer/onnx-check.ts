/**
 * An exported ONNX file beside the app on windows of a dataset: everything that it gives out is compared, forecasts in standard
 * deviations of their target, probabilities as they are.
 *
 * H rows of the horizon, C targets, K classes, T rows of a window.
 */
import { partCount, pointPart } from '#engine/compile/task.ts';
import type { Session } from '#engine/backends/backend.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import { feedFor, forecastsOf, stepsOf } from '#engine/data/feed.ts';
import { seriesAt } from '#engine/data/lay-out.ts';
import { lengthAt, prepare, toUnits, type Prepared, type ScaledRows } from '#engine/data/windows.ts';
import type { ExportModel } from '#engine/export/model.ts';
import { OnnxFeed, type Given } from '#engine/export/onnx-feed.ts';
import { hasDifferences } from '#engine/export/onnx-scaling.ts';
import { PARITY_BOUND, parityOf, type Parity } from '#engine/export/parity.ts';
import { canBeCut, scalingsOf } from '#engine/export/signature.ts';
import { scaledRows, type OpenModel } from './forecast-task.ts';
import type { OnnxRunner } from './onnx-runner.ts';
import { openSession } from './open-session.ts';

/** So many windows tell enough, or so many numbers; of more, evenly spread ones are taken. */
const mostWindows = 4000;
const mostNumbers = 4e6;
const batch = 64;

/** Numbers to compare, window by window; under the name of an output. */
type Said = Map<string, Float64Array>[];

export interface Checked {
  /** At the length and in the batches of the app. */
  main: Parity;
  /** Of everything that was compared. */
  largest: number;
  checks: { name: string; passed: boolean }[];
}

/** open: as the app runs it. exported: as the file was made, which may carry states beside. bound: of every difference. */
export async function checkOnnx(
  runner: OnnxRunner,
  open: OpenModel,
  exported: ExportModel,
  dataset: Dataset,
  threads: number,
  bound = PARITY_BOUND,
): Promise<Checked> {
  const { prepared } = prepare(dataset, open.design, { scaling: open.scaling, ends: open.ends });
  if (!prepared) throw new Error('the design no longer fits the dataset');
  const subject = new Subject(runner, open, exported, dataset, prepared, threads);
  const origins = subject.windows();
  const main = await subject.compare(origins, batch);
  const few = origins.filter((_, i) => i % Math.ceil(origins.length / 50) === 0);
  const checks: Checked['checks'] = [];
  let worst = main.largest;
  const check = (name: string, { largest }: Parity) => {
    worst = Math.max(worst, largest);
    checks.push({ name, passed: largest <= bound });
  };
  const { lookback } = open.design;
  const least = Math.max(1, ...open.program.lines.map((line) => (line.kind === 'segments' ? line.points : 1)));
  for (const length of new Set([Math.max(1, Math.floor(lookback / 2)), 2 * lookback])) {
    const other = subject.lookingBack(length);
    const fitting = few.filter((o) => other.isWhole(o));
    if (fitting.length && length >= least) check(`length ${length}`, await other.compare(fitting, batch));
  }
  for (const size of [1, 7]) check(`batch ${size}`, await subject.compare(few, size));
  if (exported.program.carried.length) {
    const later = few.filter((o) => subject.hasWindowBefore(o)).subarray(0, batch);
    if (open.program.carried.length && later.length) check('states from window to window', await subject.compareCarried(later));
    if (canBeCut(exported.program) && lookback > 1) check('states row by row', await subject.compareCut(few.slice(0, 8)));
  }
  return { main, largest: worst, checks };
}

class Subject {
  private readonly runner: OnnxRunner;
  private readonly open: OpenModel;
  private readonly exported: ExportModel;
  private readonly dataset: Dataset;
  private readonly prepared: Prepared;
  private readonly threads: number;
  private readonly rows: ScaledRows;
  private readonly feed: OnnxFeed;

  constructor(
    runner: OnnxRunner,
    open: OpenModel,
    exported: ExportModel,
    dataset: Dataset,
    prepared: Prepared,
    threads: number,
    rows = scaledRows(open, dataset),
  ) {
    this.runner = runner;
    this.open = open;
    this.exported = exported;
    this.dataset = dataset;
    this.prepared = prepared;
    this.threads = threads;
    this.rows = rows;
    this.feed = new OnnxFeed(exported, rows, dataset);
  }

  /** The same with windows of another length. */
  lookingBack(lookback: number): Subject {
    const rows = { ...this.rows, design: { ...this.rows.design, lookback } };
    return new Subject(this.runner, this.open, this.exported, this.dataset, this.prepared, this.threads, rows);
  }

  /** Test windows - without a test part those of validation, then of training. */
  windows(): Int32Array {
    const { test, validation, train } = this.prepared.windows;
    const all = (test.length ? test : validation.length ? validation : train).filter((o) => this.canEnd(o));
    const { design, ends, program } = this.open;
    const told = ends.task.kind === 'next' ? design.lookback : 1;
    const numbers = ends.classes.length
      ? ends.classes.length * told
      : design.horizon * ends.outputs.length * (partCount(program.forecast.parts) + 1);
    const most = Math.max(1, Math.min(mostWindows, Math.floor(mostNumbers / numbers)));
    const every = Math.ceil(all.length / most);
    return all.filter((_, i) => i % every === 0);
  }

  /** Differences are added up from the target of the last row, which may be missing where the feature was filled. */
  private canEnd(o: number): boolean {
    return !hasDifferences({ each: scalingsOf(this.exported, 'targets') }) || this.rows.truth.every((numbers) => numbers[o] === numbers[o]);
  }

  /** A window that ends here has all its rows, and nothing is missing in them. */
  isWhole(o: number): boolean {
    const { rows } = this;
    const length = lengthAt(rows, o);
    if (length < rows.design.lookback && !rows.ends.task.masked) return false;
    const F = rows.ends.task.inputs;
    return !rows.inputs.subarray((o - length + 1) * F, (o + 1) * F).some((x) => x !== x);
  }

  hasWindowBefore(o: number): boolean {
    const { series, design } = this.rows;
    return o - 2 * design.lookback + 1 >= series[seriesAt(series, o)].from;
  }

  private async session(): Promise<Session> {
    const { program, weights } = this.open;
    const steps = stepsOf(this.rows.design, program.strategy);
    const session = await openSession('auto', this.threads, program, { batch, steps }, []);
    session.writeWeights(weights);
    return session;
  }

  async compare(origins: Int32Array, size: number): Promise<Parity> {
    const session = await this.session();
    const app: Said = [];
    for (let from = 0; from < origins.length; from += batch) {
      const some = origins.subarray(from, from + batch);
      app.push(...this.own(some, await session.predict(feedFor(this.rows, some, batch, this.open.program))));
    }
    session.dispose();
    const foreign: Said = [];
    for (let from = 0; from < origins.length; from += size) {
      const some = origins.subarray(from, from + size);
      foreign.push(...this.theirs(some, await this.runner.run(this.feed.of(some))));
    }
    return parity(app, foreign);
  }

  /** Each window after the one that ends where it begins. */
  async compareCarried(second: Int32Array): Promise<Parity> {
    const { lookback } = this.rows.design;
    const first = second.map((o) => o - lookback);
    const session = await this.session();
    await session.predict(feedFor(this.rows, first, batch, this.open.program));
    const app = this.own(second, await session.predict(feedFor(this.rows, second, batch, this.open.program), 'carried'));
    session.dispose();
    const left = await this.runner.run(this.feed.of(first));
    return parity(app, this.theirs(second, await this.runner.run({ ...this.feed.of(second), ...statesFrom(left) })));
  }

  /** One row of a window at a time. */
  async compareCut(origins: Int32Array): Promise<Parity> {
    const { lookback } = this.rows.design;
    const session = await this.session();
    const app = this.own(origins, await session.predict(feedFor(this.rows, origins, batch, this.open.program)));
    session.dispose();
    const whole = this.feed.of(origins);
    let states: Record<string, Given> = {};
    const rows: Float64Array[] = [];
    for (let t = 0; t < lookback; t++) {
      const feed = Object.fromEntries(
        Object.entries(whole).map(([name, given]) => [name, rowOf(name, given, t, this.whole(whole, name, t))]),
      );
      const out = await this.runner.run({ ...feed, ...states });
      states = statesFrom(out);
      rows.push(Float64Array.from(out.probabilities.numbers));
    }
    const K = this.open.ends.classes.length;
    const foreign: Said = Array.from(origins, (o, b) => {
      const numbers = new Float64Array(lengthAt(this.rows, o) * K);
      for (let t = 0; t < lengthAt(this.rows, o); t++) numbers.set(rows[t].subarray(b * K, (b + 1) * K), t * K);
      return new Map([['probabilities', numbers]]);
    });
    return parity(app, foreign);
  }

  /** The row before row t of a window, in the columns of x. */
  private whole(given: Record<string, Given>, name: string, t: number): Given | undefined {
    return name === 'before' && t > 0 ? rowOf('x', given.x, t - 1) : undefined;
  }

  /** What the app says of each window, from the output of its program. */
  private own(origins: Int32Array, output: ArrayLike<number>): Said {
    const { open, rows } = this;
    const { program, ends } = open;
    const K = ends.classes.length;
    if (ends.task.kind === 'classify' || ends.task.kind === 'next')
      return Array.from(origins, (o, b) => {
        const steps = ends.task.kind === 'next' ? lengthAt(rows, o) : 1;
        const numbers = new Float64Array(steps * K);
        for (let t = 0; t < steps; t++) numbers.set(softmax(output, (t * batch + b) * K, K), t * K);
        return new Map([['probabilities', numbers]]);
      });
    const { horizon } = rows.design;
    const C = rows.truth.length;
    const { parts } = program.forecast;
    const scaled = Array.from({ length: partCount(parts) }, (_, i) => forecastsOf(output, origins.length, batch, horizon, C, program, i));
    const units = (values: Float64Array): Float64Array => {
      origins.forEach((o, b) => toUnits(rows, o, values, b * horizon * C));
      return values;
    };
    const outputs = new Map([['y', units(scaled[pointPart(parts)].slice())]]);
    if (parts.kind === 'quantiles') {
      const each = scaled.map((values) => units(values.slice()));
      outputs.set(
        'quantiles',
        Float64Array.from({ length: each[0].length * each.length }, (_, i) => each[i % each.length][Math.floor(i / each.length)]),
      );
    }
    if (parts.kind === 'gaussian') {
      const [mean, logDeviation] = scaled;
      const side = (sign: number) => units(mean.map((x, i) => x + sign * Math.exp(logDeviation[i])));
      const [above, below] = [side(1), side(-1)];
      outputs.set(
        'deviation',
        above.map((x, i) => (x - below[i]) / 2),
      );
    }
    return this.apart(origins, outputs);
  }

  /** The same of what the file gave out. */
  private theirs(origins: Int32Array, outputs: Record<string, { numbers: ArrayLike<number> }>): Said {
    const { ends } = this.open;
    const said = new Map(
      Object.entries(outputs).flatMap(([name, { numbers }]) => (name.startsWith('next/') ? [] : [[name, Float64Array.from(numbers)]])),
    );
    if (ends.task.kind !== 'next') return ends.task.kind === 'classify' ? split(origins, said) : this.apart(origins, said);
    const each = this.rows.design.lookback * ends.classes.length;
    const all = said.get('probabilities')!;
    return Array.from(
      origins,
      (o, b) => new Map([['probabilities', all.subarray(b * each, b * each + lengthAt(this.rows, o) * ends.classes.length)]]),
    );
  }

  /** [windows][H][C][...] in units -> of each window, in deviations of its targets by the training part. */
  private apart(origins: Int32Array, outputs: Map<string, Float64Array>): Said {
    const C = this.rows.truth.length;
    const said = split(origins, outputs);
    said.forEach((window, b) => {
      const spread = this.prepared.metricScalingOf(seriesAt(this.rows.series, origins[b]));
      const perTarget = this.rows.design.horizon * C;
      for (const numbers of window.values()) {
        const each = numbers.length / perTarget;
        numbers.forEach((x, i) => (numbers[i] = x / spread[Math.floor(i / each) % C].scale));
      }
    });
    return said;
  }
}

const split = (origins: Int32Array, outputs: Map<string, Float64Array>): Said =>
  Array.from(origins, (_, b) => {
    const of = (numbers: Float64Array) => numbers.slice((b * numbers.length) / origins.length, ((b + 1) * numbers.length) / origins.length);
    return new Map([...outputs].map(([name, numbers]) => [name, of(numbers)]));
  });

function softmax(logits: ArrayLike<number>, at: number, K: number): Float64Array {
  const own = Float64Array.from({ length: K }, (_, k) => logits[at + k]);
  const most = own.reduce((a, b) => Math.max(a, b));
  const powers = own.map((x) => Math.exp(x - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((x) => x / sum);
}

/** What one run has left, as the next one is given it. */
const statesFrom = (outputs: Record<string, { shape: number[]; numbers: ArrayLike<number> }>): Record<string, Given> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([name, { shape, numbers }]) =>
      name.startsWith('next/')
        ? [[`state/${name.slice(5)}`, { type: 'float32', shape, numbers: Float64Array.from(numbers) } as Given]]
        : [],
    ),
  );

/** Of [batch, time, F] the row t alone; of a length whether that row is there. */
function rowOf(name: string, given: Given, t: number, instead?: Given): Given {
  if (instead) return { ...instead, shape: [instead.shape[0], instead.shape[2]] };
  if (name === 'length') return { ...given, numbers: given.numbers.map((length) => (length > t ? 1 : 0)) };
  if (name !== 'x') return given;
  const [windows, time, F] = given.shape;
  const numbers = new Float64Array(windows * F);
  for (let b = 0; b < windows; b++) numbers.set(given.numbers.subarray((b * time + t) * F, (b * time + t + 1) * F), b * F);
  return { ...given, shape: [windows, 1, F], numbers };
}

function parity(app: Said, foreign: Said): Parity {
  const names = [...(app[0]?.keys() ?? [])];
  const joined = (said: Said): Float64Array => {
    const parts = said.flatMap((window) => names.map((name) => window.get(name)!));
    const out = new Float64Array(parts.reduce((n, part) => n + part.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  };
  return { ...parityOf(joined(app), joined(foreign), 1), windows: app.length };
}
