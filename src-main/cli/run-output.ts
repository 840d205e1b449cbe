// Following a run to its end, and the document that describes it.
import { baselineNames, type BaselineName } from '#engine/train/baselines.ts';
import { judgeClasses, sayClasses } from '#engine/train/class-verdict.ts';
import { sayTuning } from '#engine/train/tuning.ts';
import { englishVerdict, sayVerdict } from '#engine/train/verdict-words.ts';
import { englishToldVerdict } from '#engine/train/told-verdict-words.ts';
import type { Verdict } from '#engine/train/verdict.ts';
import type { ClassScores } from '#engine/train/class-scorer.ts';
import type { Scores } from '#engine/train/metrics.ts';
import type { EpochRecord } from '#engine/train/train.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { RunRecord } from '#shared/records.ts';
import { sayIssue } from '#engine/issue.ts';
import type { Host } from '../host/host.ts';
import { short, type Context } from './command.ts';

/** Waits until a run has ended; progress goes to stderr. Ctrl+C lets it write a checkpoint and says how to go on. */
export async function follow(host: Host, run: RunRecord, { progress }: Context): Promise<RunRecord> {
  let askedAt: number | undefined;
  const interrupt = () => {
    const now = performance.now();
    // A terminal sends Ctrl+C to every process in front, and npm hands its own on: what comes within a moment is one wish.
    if (askedAt !== undefined) return now - askedAt > 1000 ? process.exit(130) : undefined;
    askedAt = now;
    progress(`Writing a checkpoint. Go on later with: resume --run ${run.id}`);
    void host.close().finally(() => process.exit(130));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  try {
    progress(`run ${run.id}: ${run.name}`);
    const watching = host.events.watch();
    let current = await host.api.runs.get(run.id);
    const isOver = (r: RunRecord) => !['queued', 'running', 'paused'].includes(r.status);
    if (isOver(current)) return current;
    const members = run.plan.members?.runs ?? [];
    let going = '';
    for await (const event of watching) {
      if (event.kind === 'run' && members.includes(event.run.id)) {
        const { id, name, status } = event.run;
        if (status === 'running' && going !== id) progress(`run ${members.indexOf(id) + 1} of ${members.length}, ${id}: ${name}`);
        if (status === 'running') going = id;
        if (status === 'interrupted') return { ...current, status, issue: event.run.issue };
      }
      if (event.kind === 'epoch' && (event.run === run.id || members.includes(event.run))) {
        const { record } = event;
        const { validation } = record;
        progress(
          `epoch ${record.epoch} of ${run.plan.settings.epochs}: training ${short(record.trainLoss)}, validation ${short(record.loss)}${validation ? `, ${validation.classes ? `accuracy ${short(validation.classes.accuracy)}, ${short(validation.classes.bits)} bits` : `MSE ${short(validation.scaled.mse)}`}` : ''}${record.isBest ? ', best so far' : ''}${saySettling(record.settling)}`,
        );
      }
      if (event.kind !== 'run' || event.run.id !== run.id) continue;
      current = event.run;
      if (isOver(current)) break;
    }
    return current;
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/** How the cycles of the network settled on the validation windows; those that were cut off say so. */
const saySettling = (settling: EpochRecord['settling']): string =>
  (settling ?? [])
    .map(
      ({ mean, most, open }) => `; settled in ${short(mean)} passes, at most ${most}${open ? `, ${short(open * 100)} % at the limit` : ''}`,
    )
    .join('');

/** `{ scaled, units }` over all windows of a part. */
export const scoresOf = (scores: Scores | null | undefined) =>
  scores
    ? {
        windows: scores.windows,
        scaled: scores.scaled,
        units: scores.units,
        byStep: scores.byStep,
        ...(scores.series ? { series: scores.series } : {}),
        ...(scores.classes ? { classes: scores.classes } : {}),
      }
    : null;

/** A verdict with its sentences. */
export const verdictDocument = (verdict: Verdict | null | undefined) =>
  verdict ? { ...verdict, ...said(verdict), advice: verdict.next } : null;

function said(verdict: Verdict): { sentence: string; next: string } {
  const { sentence, next } = sayVerdict(verdict, englishVerdict);
  return { sentence, next };
}

/** Of series with classes, with its sentences; null of anything else. */
function classVerdictOf({ plan, validation, test, baselines }: RunRecord) {
  if (plan.design.task !== 'classify' || plan.design.windows !== 'series') return null;
  const most = (part: 'validation' | 'test') => baselines?.[part].majority?.classes;
  const verdict = judgeClasses(
    { validation: validation?.classes, test: test?.classes },
    { validation: most('validation'), test: most('test') },
  );
  return verdict && { ...verdict, ...sayClasses(verdict) };
}

/** Of symbols, and of classes of rows. */
function toldVerdictOf({ assessment }: RunRecord) {
  const verdict = assessment?.told;
  if (!verdict) return null;
  const { sentences, next } = englishToldVerdict(verdict);
  const { outcome, judged } = verdict;
  return {
    ...verdict,
    beats: { majority: outcome === 'better' },
    skill: { majority: judged.gain },
    interval: { majority: judged.interval },
    sentence: sentences.join(' '),
    next,
    advice: verdict.next,
  };
}

/** What `train`, `resume` and `finetune` print. Throws when the run has failed. */
export function documentOf(run: RunRecord) {
  if (run.status === 'failed' || run.status === 'interrupted')
    throw new IssueError([run.issue ?? issue('run-failed', `run ${run.name}`, `It is ${run.status}.`, `Try: resume --run ${run.id}`)]);
  const { baselines, assessment } = run;
  return {
    run: run.id,
    name: run.name,
    status: run.status,
    reason: run.reason,
    parameters: run.parameters,
    epochs: run.epoch,
    bestEpoch: run.bestEpoch,
    seconds: run.seconds,
    memoryBytes: run.memoryBytes,
    backend: run.backend,
    windows: run.windows,
    validation: scoresOf(run.validation),
    test: scoresOf(run.test),
    baselines: Object.fromEntries(baselineNames.map((name) => [name, scoresOf(baselines?.test[name])])),
    verdict: verdictDocument(assessment?.verdict) ?? classVerdictOf(run) ?? toldVerdictOf(run),
    intervals: assessment?.intervals ?? [],
    quantiles: assessment?.quantiles ?? null,
    residuals: assessment?.residuals ?? null,
    ...(run.plan.parent
      ? {
          parent: run.plan.parent,
          before: {
            ...scoresOf(run.before?.test ?? null),
            validation: scoresOf(run.before?.validation ?? null),
            test: scoresOf(run.before?.test ?? null),
          },
          tuning: assessment?.tuning ? { ...assessment.tuning, sentence: sayTuning(assessment.tuning) } : null,
        }
      : {}),
    datasetHash: run.plan.datasetHash,
    designHash: run.plan.designHash,
    design: run.plan.design,
    audit: run.audit ?? [],
    ...(run.issue ? { issue: run.issue } : {}),
  };
}

export const rowNames: Record<BaselineName, string> = {
  naive: 'repeat last value',
  seasonalNaive: 'repeat last season',
  linear: 'linear',
  drift: 'drift',
  mean: 'mean',
  theta: 'Theta',
  ets: 'ETS',
  naive2: 'Naive2',
  majority: 'most frequent',
};

export function sayRun(run: RunRecord, { say }: Context): void {
  say(`run ${run.id}: ${run.name}, ${run.status}${run.reason ? ` (${run.reason})` : ''}`);
  if (run.issue) say(sayIssue(run.issue));
  const { members } = run.plan;
  const trained = members ? `${members.runs.length} runs` : `${run.epoch} epochs, best ${run.bestEpoch}`;
  say(
    `${run.parameters} parameters, ${trained}, ${short(run.seconds)} s on ${run.backend?.name} with ${run.backend?.threads} thread${run.backend?.threads === 1 ? '' : 's'}`,
  );
  const row = (label: string, s: Scores | null | undefined) =>
    say(
      `  ${label.padEnd(22)} MSE ${short(s?.scaled.mse).padEnd(8)} MAE ${short(s?.scaled.mae).padEnd(8)} (scaled)   MAE ${short(s?.units.mae)}`,
    );
  say('test part:');
  if (run.test?.classes) {
    const told = (label: string, { accuracy, crossEntropy, bits, count, values }: ClassScores) =>
      say(
        `  ${label.padEnd(22)} accuracy ${short(accuracy)}, cross-entropy ${short(crossEntropy)}, ${short(bits)} bits each, of ${count}${values ? `; balanced accuracy ${short(values.balancedAccuracy)}, F1 ${short(values.f1)}, ROC-AUC ${short(values.rocAuc)}` : ''}`,
      );
    told(run.name, run.test.classes);
    const baseline = run.baselines?.test.majority?.classes;
    if (baseline) told(rowNames.majority, baseline);
    const verdict = classVerdictOf(run) ?? toldVerdictOf(run);
    if (verdict) {
      say(verdict.sentence);
      say(`Next: ${verdict.next}`);
    }
    return;
  }
  row(run.name, run.test);
  if (run.before) row('before tuning', run.before.test);
  for (const name of baselineNames) if (run.baselines?.test[name]) row(rowNames[name], run.baselines.test[name]);
  for (const { level, test } of run.assessment?.intervals ?? [])
    if (test) say(`  ${short(100 * level)} % intervals hold ${short(test.coverage)} % of the test part`);
  const said = run.assessment?.quantiles?.test;
  for (const { level, scores } of said?.intervals ?? [])
    say(`  ${short(100 * level)} % intervals of the network itself hold ${short(scores.coverage)} %`);
  if (said) say(`  its quantiles: WQL ${short(said.wql)}`);
  const { verdict } = run.assessment ?? {};
  if (!verdict) return;
  if (run.assessment?.tuning) say(sayTuning(run.assessment.tuning));
  const { sentence, next } = sayVerdict(verdict, englishVerdict);
  say(sentence);
  say(`Next: ${next}`);
}
