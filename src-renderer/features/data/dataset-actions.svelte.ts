/** Renaming, duplicating, deleting and re-reading datasets. Deleting can be undone, and so can a re-reading. */
import type { ReadOptions } from '#engine/data/read-table.ts';
import type { DatasetRecord } from '#shared/records.ts';
import { getNotices, getStudio, getText } from '../../context.ts';

export interface DatasetActions {
  rename(record: DatasetRecord, name: string): void;
  duplicate(record: DatasetRecord): void;
  remove(record: DatasetRecord): void;
  /** Resolves to whether it was read. */
  reread(record: DatasetRecord, options: ReadOptions): Promise<boolean>;
}

export function useDatasetActions(): DatasetActions {
  const studio = getStudio();
  const notices = getNotices();
  const text = getText();
  const { api } = studio;
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      notices.problem(text.t.shell.notDone, error);
      return false;
    }
  };

  return {
    rename: (record, name) => void attempt(() => api.datasets.rename(record.id, name)),
    duplicate: (record) =>
      void attempt(async () => {
        const made = await api.datasets.duplicate(record.id);
        studio.put('dataset', made);
        studio.select('dataset', made.id);
      }),
    remove: (record) =>
      void attempt(async () => {
        await api.datasets.remove(record.id);
        await studio.refreshDatasets();
        notices.offerUndo(
          text.t.data.removed(record.name),
          text.t.shell.undo,
          () =>
            void attempt(async () => {
              await api.datasets.restore(record.id);
              await studio.refreshDatasets();
              studio.select('dataset', record.id);
            }),
        );
      }),
    reread: (record, options) =>
      attempt(async () => {
        const read = await api.datasets.reread(record.id, options);
        studio.put('dataset', read);
        notices.offerUndo(
          text.t.data.reading.done(record.name),
          text.t.shell.undo,
          () =>
            void attempt(async () => {
              studio.put('dataset', await api.datasets.reread(record.id, record.readOptions));
              studio.put('dataset', await api.datasets.saveDesign(record.id, record.design));
            }),
        );
      }),
  };
}
