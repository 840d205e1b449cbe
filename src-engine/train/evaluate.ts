// Forecasts of a network for the windows of a part, scored in units and in z-score space.
import type { Session } from '../backends/backend.ts';
import type { PartName } from '../data/design.ts';
import type { Program } from '../compile/program.ts';
import { partCount, type Parts } from '../compile/task.ts';
import { inOrder } from '../data/batches.ts';
import { eachClass, feedFor, forecastsOf, type Fed } from '../data/feed.ts';
import { seriesAt } from '../data/lay-out.ts';
import { toUnits, type Prepared } from '../data/windows.ts';
import { newScorer } from './baselines.ts';
import { ClassScorer } from './class-scorer.ts';
import { Kept, type Told } from './kept.ts';
import { scoresOfClasses, type Scores } from './metrics.ts';
import type { Scorer } from './scorer.ts';

/** Forecasts for some origins in units, [windows][H][C], batch by batch. */
export async function* forecastWindows(
  p: Prepared,
  session: Session,
  origins: Int32Array,
  batch: number,
  program: Fed,
): AsyncGenerator<{ origins: Int32Array; forecasts: Float64Array; loss: number; part: (i: number) => Float64Array }> {
  const { horizon } = p.design;
  const C = p.truth.length;
  for (let from = 0; from < origins.length; from += batch) {
    const some = origins.subarray(from, from + batch);
    const output = await session.predict(feedFor(p, some, batch, program));
    const forecasts = inUnits(p, some, forecastsOf(output, some.length, batch, horizon, C, program));
    // Read before the next batch: a session may reuse what it answers with.
    const part = (i: number) => forecastsOf(output, some.length, batch, horizon, C, program, i);
    yield { origins: some, forecasts, loss: session.lossOfPrediction(), part };
  }
}

/** scaled: [windows][H][C] in the model's own space, changed in place. */
export function inUnits(p: Prepared, origins: Int32Array, scaled: Float64Array): Float64Array {
  const each = p.design.horizon * p.truth.length;
  origins.forEach((o, i) => toUnits(p, o, scaled, i * each));
  return scaled;
}

/** How one settling cycle has settled, over steps and windows. */
export interface Settling {
  /** Passes that moved a row. */
  mean: number;
  most: number;
  /** Share of the rows that were still moving when the limit was reached. */
  open: number;
}

/** Of the last call of the session, whose first `count` windows are real. */
class Settled {
  private readonly program: Pick<Program, 'settling'>;
  private readonly sums: { rows: number; passes: number; most: number; open: number }[];

  constructor(program: Pick<Program, 'settling'>) {
    this.program = program;
    this.sums = program.settling.map(() => ({ rows: 0, passes: 0, most: 0, open: 0 }));
  }

  add(session: Session, batch: number, count: number): void {
    this.program.settling.forEach(({ iterations, limit }, i) => {
      const sum = this.sums[i];
      session.read(iterations).forEach((passes, at) => {
        if (at % batch >= count) return;
        sum.rows++;
        sum.passes += passes;
        sum.most = Math.max(sum.most, passes);
        if (passes >= limit) sum.open++;
      });
    });
  }

  all(): Settling[] {
    return this.sums.map(({ rows, passes, most, open }) => ({ mean: passes / rows, most, open: open / rows }));
  }
}

export interface Evaluated {
  scores: Scores;
  /** Mean of the run's own loss over the windows; NaN for a program without a loss. */
  loss: number;
  settling: Settling[];
  /** Where it was asked for. */
  kept?: Kept;
}

/** Scores of a part, running free; null where it has no windows. keep: also what intervals, residuals and a verdict are made of. */
export async function evaluate(
  p: Prepared,
  session: Session,
  part: PartName,
  batch: number,
  program: Fed & Pick<Program, 'settling'>,
  { keep = false } = {},
): Promise<Evaluated | null> {
  if (!p.windows[part].length) return null;
  if (p.labels) return evaluateClasses(p, session, part, batch, program, keep);
  const scorer = newScorer(p);
  const settled = new Settled(program);
  const kept = keep ? new Kept(p, part, program.forecast.parts) : undefined;
  let sum = 0;
  for await (const { origins, forecasts, loss, part: partOf } of forecastWindows(p, session, p.windows[part], batch, program)) {
    const parts = kept?.wantsParts ? allParts(p, origins, program.forecast.parts, partOf) : [];
    addForecasts(p, origins, forecasts, parts, scorer, kept);
    settled.add(session, batch, origins.length);
    sum += loss * origins.length;
  }
  return { scores: scorer.scores()!, loss: sum / p.windows[part].length, settling: settled.all(), ...(kept ? { kept } : {}) };
}

/** forecasts, and each of parts: [windows][H][C] in units. */
export function addForecasts(
  p: Prepared,
  origins: Int32Array,
  forecasts: Float64Array,
  parts: Float64Array[],
  scorer: Scorer,
  kept: Kept | undefined,
): void {
  const { horizon, gap } = p.design;
  const C = p.truth.length;
  const each = horizon * C;
  origins.forEach((o, i) => {
    const own = (values: Float64Array) => values.subarray(i * each, (i + 1) * each);
    const truth = (h: number, c: number) => p.truth[c][o + gap + 1 + h];
    const error = scorer.add(own(forecasts), horizon, truth, seriesAt(p.series, o));
    kept?.add(error, own(forecasts), parts.map(own), (j) => truth(Math.floor(j / C), j % C));
  });
}

/** Every quantile in units; of a normal distribution its mean and its deviation. */
export function allParts(p: Prepared, origins: Int32Array, parts: Parts, part: (i: number) => Float64Array): Float64Array[] {
  if (parts.kind !== 'gaussian') return inOrderOfLevels(Array.from({ length: partCount(parts) }, (_, i) => inUnits(p, origins, part(i))));
  const [mean, logDeviation] = [part(0), part(1)];
  // Half the way from one deviation below to one above: where a scaler bends, the two sides differ.
  const side = (sign: number) =>
    inUnits(
      p,
      origins,
      mean.map((x, i) => x + sign * Math.exp(logDeviation[i])),
    );
  const [above, below] = [side(1), side(-1)];
  return [inUnits(p, origins, mean), above.map((x, i) => (x - below[i]) / 2)];
}

/**
 * The cell never lets levels cross; a normalisation whose learned gain has turned negative would, and then they are put in order again
 * (Chernozhukov, Fernández-Val and Galichon 2010). The middle one of a whole reversal stays where it is. Changed in place.
 */
export function inOrderOfLevels(levels: Float64Array[]): Float64Array[] {
  for (let i = 0; i < (levels[0]?.length ?? 0); i++) {
    if (levels.every((values, k) => k === 0 || levels[k - 1][i] <= values[i])) continue;
    const sorted = Float64Array.from(levels, (values) => values[i]).sort();
    levels.forEach((values, k) => (values[i] = sorted[k]));
  }
  return levels;
}

async function evaluateClasses(
  p: Prepared,
  session: Session,
  part: PartName,
  batch: number,
  program: Fed & Pick<Program, 'settling'>,
  keep: boolean,
): Promise<Evaluated> {
  const settled = new Settled(program);
  const K = p.ends.classes.length;
  const scorer = new ClassScorer(K, { keep: keep && p.design.task === 'classify' });
  const origins = inOrder(p, part, batch);
  const all = p.windows[part];
  const places = new Map(Array.from(all, (origin, i) => [origin, i]));
  const told: Told = { nats: new Float64Array(all.length), right: new Float64Array(all.length), count: new Float64Array(all.length) };
  let [sum, windows] = [0, 0];
  for (let from = 0; from < origins.length; from += batch) {
    const some = origins.subarray(from, from + batch);
    const real = some.reduce((n, o) => n + (o >= 0 ? 1 : 0), 0);
    const output = await session.predict(feedFor(p, some, batch, program), p.design.carries && from > 0 ? 'carried' : 'zero');
    some.forEach((o, b) => {
      if (o < 0) return;
      const at = places.get(o)!;
      eachClass(p, o, (step, label) => {
        const { isRight, nats } = scorer.add(output.subarray((step * batch + b) * K, (step * batch + b + 1) * K), label);
        told.nats[at] += nats;
        told.count[at]++;
        if (isRight) told.right[at]++;
      });
    });
    settled.add(session, batch, some.length);
    sum += session.lossOfPrediction() * real;
    windows += real;
  }
  const kept = keep ? new Kept(p, part, program.forecast.parts) : undefined;
  kept?.tell(told);
  return { scores: scoresOfClasses(windows, scorer.scores()), loss: sum / windows, settling: settled.all(), ...(kept ? { kept } : {}) };
}
