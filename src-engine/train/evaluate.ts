// Forecasts of a network for the windows of a part, scored in units and in z-score space.
import type { Session } from '../backends/backend.ts';
import type { PartName } from '../data/design.ts';
import type { Program } from '../compile/program.ts';
import { eachClass, feedFor, forecastsOf, type Fed } from '../data/feed.ts';
import { seriesAt } from '../data/lay-out.ts';
import { inOrder } from '../data/batches.ts';
import { toUnits, type Prepared } from '../data/windows.ts';
import { newScorer } from './baselines.ts';
import { scoresOfClasses, type Scores } from './metrics.ts';

/** Forecasts for some origins in units, [windows][H][C], batch by batch. */
export async function* forecastWindows(
  p: Prepared,
  session: Session,
  origins: Int32Array,
  batch: number,
  program: Fed,
): AsyncGenerator<{ origins: Int32Array; forecasts: Float64Array; loss: number }> {
  const { horizon } = p.design;
  const C = p.truth.length;
  for (let from = 0; from < origins.length; from += batch) {
    const some = origins.subarray(from, from + batch);
    const output = await session.predict(feedFor(p, some, batch, program));
    const forecasts = forecastsOf(output, some.length, batch, horizon, C, program);
    some.forEach((o, i) => toUnits(p, o, forecasts, i * horizon * C));
    yield { origins: some, forecasts, loss: session.lossOfPrediction() };
  }
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
}

/** Scores of a part, running free; null where it has no windows. */
export async function evaluate(
  p: Prepared,
  session: Session,
  part: PartName,
  batch: number,
  program: Fed & Pick<Program, 'settling'>,
): Promise<Evaluated | null> {
  if (!p.windows[part].length) return null;
  if (p.labels) return evaluateClasses(p, session, part, batch, program);
  const scorer = newScorer(p);
  const settled = new Settled(program);
  const { horizon, gap } = p.design;
  const each = horizon * p.truth.length;
  let sum = 0;
  for await (const { origins, forecasts, loss } of forecastWindows(p, session, p.windows[part], batch, program)) {
    origins.forEach((o, i) =>
      scorer.add(forecasts.subarray(i * each, (i + 1) * each), horizon, (h, c) => p.truth[c][o + gap + 1 + h], seriesAt(p.series, o)),
    );
    settled.add(session, batch, origins.length);
    sum += loss * origins.length;
  }
  return { scores: scorer.scores()!, loss: sum / p.windows[part].length, settling: settled.all() };
}

async function evaluateClasses(
  p: Prepared,
  session: Session,
  part: PartName,
  batch: number,
  program: Fed & Pick<Program, 'settling'>,
): Promise<Evaluated> {
  const settled = new Settled(program);
  const K = p.ends.classes.length;
  const origins = inOrder(p, part, batch);
  let [count, right, nats, known, sum, windows] = [0, 0, 0, 0, 0, 0];
  for (let from = 0; from < origins.length; from += batch) {
    const some = origins.subarray(from, from + batch);
    const real = some.reduce((n, o) => n + (o >= 0 ? 1 : 0), 0);
    const output = await session.predict(feedFor(p, some, batch, program), p.design.carries && from > 0 ? 'carried' : 'zero');
    some.forEach((o, b) => {
      if (o < 0) return;
      eachClass(p, o, (step, label) => {
        const logits = output.subarray((step * batch + b) * K, (step * batch + b + 1) * K);
        count++;
        // A class that the training part does not have cannot be told; it counts as wrong, and has no probability.
        if (label < 0) return;
        const { best, logProbability } = judge(logits, label);
        if (best === label) right++;
        nats -= logProbability;
        known++;
      });
    });
    settled.add(session, batch, some.length);
    sum += session.lossOfPrediction() * real;
    windows += real;
  }
  const crossEntropy = nats / known;
  const classes = { count, accuracy: right / count, crossEntropy, bits: crossEntropy / Math.LN2 };
  return { scores: scoresOfClasses(windows, classes), loss: sum / windows, settling: settled.all() };
}

/** The class with the largest logit, and the logarithm of the softmax of another one. */
function judge(logits: ArrayLike<number>, label: number): { best: number; logProbability: number } {
  let best = 0;
  for (let k = 1; k < logits.length; k++) if (logits[k] > logits[best]) best = k;
  let rest = 0;
  for (let k = 0; k < logits.length; k++) rest += Math.exp(logits[k] - logits[best]);
  return { best, logProbability: logits[label] - logits[best] - Math.log(rest) };
}
