/** What can be done with a run from the table: the same wherever it is asked for. Deleting can be undone. */
import type { RunRecord } from '#shared/records.ts';
import { getNotices, getStudio, getText } from '../../context.ts';

export interface RunActions {
  rename(run: RunRecord, name: string): void;
  setNote(run: RunRecord, note: string): void;
  duplicate(run: RunRecord): void;
  remove(run: RunRecord): void;
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
    rename: (run, name) =>
      void attempt(async () => {
        await api.runs.rename(run.id, name);
        studio.put('run', await api.runs.get(run.id));
      }),
    setNote: (run, note) =>
      void attempt(async () => {
        await api.runs.setNote(run.id, note);
        studio.put('run', await api.runs.get(run.id));
      }),
    duplicate: (run) => void attempt(async () => studio.put('run', await api.runs.duplicate(run.id))),
    remove: (run) =>
      void attempt(async () => {
        await api.runs.remove(run.id);
        await studio.refreshRuns();
        notices.offerUndo(
          text.t.shell.deleted(run.name),
          text.t.shell.undo,
          () =>
            void attempt(async () => {
              await api.runs.restore(run.id);
              await studio.refreshRuns();
            }),
        );
      }),
    goTo: (page, run) => {
      studio.select('run', run.id);
      studio.page = page;
    },
  };
}
