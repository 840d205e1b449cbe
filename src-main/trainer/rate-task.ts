// The sweep of the learning-rate finder: a session and weights of its own, and points as they come.
import { initialWeights } from '#engine/compile/initialise.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { readCheckpoint } from '#engine/train/checkpoint.ts';
import { planRun } from '#engine/train/plan.ts';
import { findRate, suggestRate, type RatePoint } from '#engine/train/rate-finder.ts';
import { slotsOf } from '#engine/train/settings.ts';
import { IssueError } from '#shared/errors.ts';
import { openSession } from './open-session.ts';
import type { FromTrainer, RateTask } from './protocol.ts';

/** At least so long between two messages. */
const gatherMs = 100;

export async function runRateSearch({ plan, dataset, parent, sweep }: RateTask, post: (message: FromTrainer) => void): Promise<void> {
  const { settings, design } = plan;
  const { planned, issues } = planRun(dataset, { ...plan, tune: plan.parent?.train });
  if (!planned) throw new IssueError(issues);
  const { program, prepared } = planned;
  const sizes = { batch: settings.batch, steps: stepsOf(design, program.strategy) };
  const session = await openSession(plan.backend, plan.threads, program, sizes, slotsOf(settings));
  const weights = new Map([...initialWeights(program, settings.seed), ...(parent ? readCheckpoint(parent).weights : [])]);
  const points: RatePoint[] = [];
  let told = performance.now();
  for await (const point of findRate({ program, prepared, settings, session, weights, sweep })) {
    points.push(point);
    if (performance.now() - told < gatherMs) continue;
    told = performance.now();
    post({ kind: 'rates', points, advice: null });
    // The message needs a turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  session.dispose();
  post({ kind: 'rates', points, advice: suggestRate(points) });
}
