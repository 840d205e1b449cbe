// Forecasts of a network for the windows of a part, scored in units and in z-score space.
import type { Session } from '../backends/backend.ts';
import type { PartName } from '../data/dataset.ts';
import type { Program } from '../compile/program.ts';
import { feedFor, forecastsOf, type Fed } from '../data/feed.ts';
import type { Prepared } from '../data/windows.ts';
import { newScorer } from './baselines.ts';
import type { Scores } from './metrics.ts';

/** Forecasts for some origins in units, [windows][H][C], batch by batch. */
export async function* forecastWindows(
  p: Prepared,
  session: Session,
  origins: Int32Array,
  batch: number,
  program: Fed,
): AsyncGenerator<{ origins: Int32Array; forecasts: Float64Array; loss: number }> {
  const { horizon } = p.design;
  const C = p.design.targets.length;
  for (let from = 0; from < origins.length; from += batch) {
    const some = origins.subarray(from, from + batch);
    const output = await session.predict(feedFor(p, some, batch, program));
    const forecasts = forecastsOf(output, some.length, batch, horizon, C, program);
    for (let i = 0; i < forecasts.length; i++) {
      const { shift, scale } = p.scaling.targets[i % C];
      forecasts[i] = forecasts[i] * scale + shift;
    }
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

/** Scores of a part, and the mean of the run's own loss over its windows (NaN for a program without a loss); running free. */
export async function evaluate(
  p: Prepared,
  session: Session,
  part: PartName,
  batch: number,
  program: Fed & Pick<Program, 'settling'>,
): Promise<{ scores: Scores; loss: number; settling: Settling[] } | null> {
  const scorer = newScorer(p);
  const settled = new Settled(program);
  const { horizon, gap } = p.design;
  const each = horizon * p.design.targets.length;
  let sum = 0;
  for await (const { origins, forecasts, loss } of forecastWindows(p, session, p.windows[part], batch, program)) {
    origins.forEach((o, i) => scorer.add(forecasts.subarray(i * each, (i + 1) * each), horizon, (h, c) => p.truth[c][o + gap + 1 + h]));
    settled.add(session, batch, origins.length);
    sum += loss * origins.length;
  }
  const scores = scorer.scores();
  return scores && { scores, loss: sum / p.windows[part].length, settling: settled.all() };
}
