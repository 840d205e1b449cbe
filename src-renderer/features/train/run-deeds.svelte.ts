/** Renaming, duplicating and deleting runs, on the Train page and in the table of Compare alike. All of it can be undone. */
import type { RunRecord } from '#shared/records.ts';
import { getDeeds, getStudio, getText } from '../../context.ts';
import { isGoing } from './model/run-facts.ts';

export interface RunDeeds {
  rename(run: RunRecord, name: string): void;
  duplicate(run: RunRecord): void;
  remove(run: RunRecord): void;
}

/** `selects`: what comes new, or comes back, is what the page then shows. */
export function useRunDeeds({ selects }: { selects: boolean }): RunDeeds {
  const studio = getStudio();
  const deeds = getDeeds();
  const text = getText();
  const { api } = studio;

  const call = async (id: string, name: string): Promise<void> => {
    await api.runs.rename(id, name);
    studio.put('run', await api.runs.get(id));
  };
  const takeAway = async (id: string): Promise<void> => {
    await api.runs.remove(id);
    await studio.refreshRuns();
  };
  const bringBack = async (id: string): Promise<void> => {
    await api.runs.restore(id);
    await studio.refreshRuns();
    if (selects) studio.select('run', id);
  };

  return {
    rename: (run, name) =>
      void deeds.perform({
        title: text.t.shell.renamed(run.name, name),
        run: () => call(run.id, name),
        undo: () => call(run.id, run.name),
      }),
    duplicate: (run) => {
      let made: RunRecord | undefined;
      void deeds.perform({
        title: text.t.shell.duplicated(run.name),
        run: async () => {
          if (made) return bringBack(made.id);
          made = await api.runs.duplicate(run.id);
          studio.put('run', made);
          if (selects) studio.select('run', made.id);
        },
        undo: () => takeAway(made!.id),
      });
    },
    remove: (run) => {
      const t = text.t.train;
      void deeds.perform({
        title: isGoing(run.status) ? t.removedGoing(run.name) : t.removed(run.name),
        isSaid: true,
        run: () => takeAway(run.id),
        undo: () => bringBack(run.id),
      });
    },
  };
}
