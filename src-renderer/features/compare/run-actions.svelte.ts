/** What can be done with a run from the table: the same wherever it is asked for. What can be undone is kept. */
import type { RunRecord } from '#shared/records.ts';
import { getNotices, getStudio, getText } from '../../context.ts';
import { useRunDeeds, type RunDeeds } from '../train/run-deeds.svelte.ts';

export interface RunActions extends RunDeeds {
  setNote(run: RunRecord, note: string): void;
  /** Opens it on another page. */
  goTo(page: 'train' | 'export', run: RunRecord): void;
}

export function useRunActions(): RunActions {
  const studio = getStudio();
  const notices = getNotices();
  const text = getText();
  const { api } = studio;
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      notices.problem(text.t.shell.notDone, error);
    }
  };

  return {
    ...useRunDeeds({ selects: false }),
    setNote: (run, note) =>
      void attempt(async () => {
        await api.runs.setNote(run.id, note);
        studio.put('run', await api.runs.get(run.id));
      }),
    goTo: (page, run) => {
      studio.select('run', run.id);
      studio.page = page;
    },
  };
}
