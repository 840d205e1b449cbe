// What is said of an ensemble or a backtest: while its runs are trained, and at the end of a backtest.
import { summariseFolds } from '#engine/train/backtest.ts';
import { sayBacktest } from '#engine/train/backtest-words.ts';
import type { Doing } from '#engine/train/verdict-words.ts';
import type { RunRecord } from '#shared/records.ts';
import type { Catalogue } from '../../../i18n/en/index.ts';
import { isDone } from '../model/members.ts';
import type { Said } from './progress.ts';

export type MemberWords = Catalogue['members'];

/** whole: with the status that is shown. */
export function sayMembers(t: MemberWords, whole: RunRecord, members: readonly RunRecord[]): Said {
  const all = whole.plan.members!.runs.length;
  const done = members.filter(isDone).length;
  const about = [[whole.plan.members!.kind === 'ensemble' ? t.goingAboutEnsemble : t.goingAboutBacktest]];
  const going = members.find((m) => m.status === 'running');
  switch (whole.status) {
    case 'running':
      return going
        ? { title: [t.going(done, all, going.name, going.epoch, going.plan.settings.epochs)], about }
        : { title: [t.scoring], about: [] };
    case 'paused':
      return { title: [t.paused(done, all)], about };
    case 'queued':
      return { title: [done === all ? t.scoring : t.waiting], about };
    default:
      return { title: [t.broken(done, all)], about: [] };
  }
}

/** doing: how each baseline is called inside a sentence. */
export function sayFolds(t: MemberWords, { folds }: RunRecord, doing: Doing): Said {
  const summary = summariseFolds(folds!);
  const said = sayBacktest(summary, { ...t.backtestWords(doing), join: (sentences) => sentences.join('\n') });
  const [head = '', ...rest] = said.split('\n');
  const judged = Object.values(summary.against).filter((a) => a !== null);
  const tone = judged.every((a) => a.better === a.folds) ? 'better' : judged.some((a) => a.better > 0) ? 'strong' : 'worse';
  return { title: head ? [{ text: head, tone }] : [], about: rest.map((sentence) => [sentence]) };
}

/** The grey line under a whole in the list. */
export function sayWhole(t: MemberWords, { plan, status }: RunRecord, members: readonly RunRecord[]): string {
  const made = plan.members!;
  if (status !== 'finished') return t.itemGoing(members.filter(isDone).length, made.runs.length);
  return made.kind === 'ensemble' ? t.itemEnsemble(made.combine, made.runs.length) : t.itemBacktest(made.designs.length);
}
