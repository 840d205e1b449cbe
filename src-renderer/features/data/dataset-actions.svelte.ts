/** Renaming, duplicating, deleting and re-reading datasets. All of it can be undone. */
import type { ImportOptions } from '#engine/data/content.ts';
import type { DatasetRecord } from '#shared/records.ts';
import { getDeeds, getStudio, getText } from '../../context.ts';

export interface DatasetActions {
  rename(record: DatasetRecord, name: string): void;
  duplicate(record: DatasetRecord): void;
  remove(record: DatasetRecord): void;
  /** Resolves to whether it was read. */
  reread(record: DatasetRecord, options: ImportOptions): Promise<boolean>;
}

export function useDatasetActions(): DatasetActions {
  const studio = getStudio();
  const deeds = getDeeds();
  const text = getText();
  const { api } = studio;
  const takeAway = async (id: string): Promise<void> => {
    await api.datasets.remove(id);
    await studio.refreshDatasets();
  };
  const bringBack = async (id: string): Promise<void> => {
    await api.datasets.restore(id);
    await studio.refreshDatasets();
    studio.select('dataset', id);
  };

  return {
    rename: (record, name) =>
      void deeds.perform({
        title: text.t.shell.renamed(record.name, name),
        run: () => api.datasets.rename(record.id, name),
        undo: () => api.datasets.rename(record.id, record.name),
      }),
    duplicate: (record) => {
      let made: DatasetRecord | undefined;
      void deeds.perform({
        title: text.t.shell.duplicated(record.name),
        run: async () => {
          if (made) return bringBack(made.id);
          made = await api.datasets.duplicate(record.id);
          studio.put('dataset', made);
          studio.select('dataset', made.id);
        },
        undo: () => takeAway(made!.id),
      });
    },
    remove: (record) =>
      void deeds.perform({
        title: text.t.data.removed(record.name),
        isSaid: true,
        run: () => takeAway(record.id),
        undo: () => bringBack(record.id),
      }),
    reread: (record, options) =>
      deeds.perform({
        title: text.t.data.reading.done(record.name),
        isSaid: true,
        run: async () => studio.put('dataset', await api.datasets.reread(record.id, options)),
        undo: async () => {
          studio.put('dataset', await api.datasets.reread(record.id, record.readOptions));
          studio.put('dataset', await api.datasets.saveDesign(record.id, record.design));
        },
      }),
  };
}
