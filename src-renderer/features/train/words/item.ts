// The grey line under a run in the list.
import type { RunRecord } from '#shared/records.ts';
import { compare, measureOf } from '../model/comparison.ts';
import { bestNaive, headlineError, isGoing } from '../model/run-facts.ts';
import type { Words } from './progress.ts';
import { verdictOf } from './verdict.ts';

export interface ItemFacts {
  run: RunRecord;
  /** Place in the queue, 0 for the next. */
  place: number;
  /** Until the run that is going is done, if that is known. */
  secondsLeft: number | null | undefined;
  duration: (seconds: number) => string;
  /** When it was made, in words. */
  ago: string;
  parentName: string | undefined;
}

export function sayItem(t: Words, { run, place, secondsLeft, duration, ago, parentName }: ItemFacts): string {
  const { epochs } = run.plan.settings;
  switch (run.status) {
    case 'queued':
      return place > 0 ? t.behind(place) : secondsLeft != null ? t.nextIn(duration(secondsLeft)) : t.next;
    case 'running':
      return run.epoch || run.baselines ? t.epochOf(run.epoch, epochs) : t.preparing;
    case 'paused':
    case 'interrupted':
    case 'stopped':
      return t.at(t.statuses[run.status], t.epochOf(run.epoch, epochs));
    case 'failed':
      return t.statuses.failed;
    case 'finished':
      return isWorse(run)
        ? run.plan.design.task === 'classify'
          ? t.worseThanMost
          : t.worseThanNaive
        : parentName
          ? t.tunedFrom(parentName)
          : ago;
    default:
      return run.status satisfies never;
  }
}

/** Once it is over: worse than the better one of the forecasts that only repeat, by the windows of the verdict. */
export function isWorse(run: RunRecord): boolean {
  if (isGoing(run.status)) return false;
  if (run.plan.design.task === 'classify') return tellsFewer(run);
  const verdict = verdictOf(run);
  const measure = measureOf(run.plan.settings.loss);
  const naive = bestNaive(run.baselines?.[verdict?.part ?? 'validation'], measure)?.error;
  return compare(verdict?.error ?? headlineError(run), naive)?.tone === 'worse';
}

/** Of classes, as on the page of the run: the share told right, beside that of always saying the most frequent one. */
function tellsFewer(run: RunRecord): boolean {
  const part = run.test ? 'test' : 'validation';
  const [own, most] = [run[part]?.classes?.accuracy, run.baselines?.[part]?.majority?.classes?.accuracy];
  return own !== undefined && most !== undefined && own < most;
}
