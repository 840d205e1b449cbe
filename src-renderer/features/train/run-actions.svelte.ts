/** What can be done with runs, wherever it is asked for. Stopping can be resumed; the rest can be undone. */
import type { RunRecord } from '#shared/records.ts';
import { getNotices, getStudio, getText } from '../../context.ts';
import { deskOf, type Wish } from './desk.svelte.ts';
import { useRunDeeds } from './run-deeds.svelte.ts';

export type RunActions = ReturnType<typeof useRunActions>;

export function useRunActions() {
  const studio = getStudio();
  const notices = getNotices();
  const text = getText();
  const { api } = studio;
  const desk = deskOf(studio);

  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      notices.problem(text.t.shell.notDone, error);
      return false;
    }
  };
  /** The trainer looks at what is wished after its step; until the status changes the button says so. */
  const ask = async (run: RunRecord, wish: Wish): Promise<void> => {
    desk.wish(run, wish);
    if (!(await attempt(() => api.runs[wish](run.id)))) desk.wish(run, null);
  };

  return {
    select: (run: RunRecord) => studio.select('run', run.id),
    pause: (run: RunRecord) => void ask(run, 'pause'),
    resume: (run: RunRecord) => void ask(run, 'resume'),
    stop: (run: RunRecord) => void ask(run, 'stop'),
    ...useRunDeeds({ selects: true }),
    setNote: (run: RunRecord, note: string) => void attempt(() => api.runs.setNote(run.id, note)),
  };
}
