/** Making, saving and copying, wherever it is asked for. */
import type { ExportRecord } from '#shared/records.ts';
import { getNotices, getStudio, getText } from '../../context.ts';
import { copyText } from '../../ui/tsv.ts';
import { drawingName } from '../compare/model/drawing-name.ts';
import { isOutdated, exportCommand, fileNameOf } from './model/state.ts';
import { getExporting, getNames } from './context.ts';
import { modelCard } from './model/card.ts';
import type { Take } from './model/takes.ts';
import { outcomeSentences } from '../train/words/verdict.ts';
import { reportSentence } from './report-text.ts';
import { saveFile } from './save-file.ts';

export function useExportActions() {
  const studio = getStudio();
  const notices = getNotices();
  const text = getText();
  const names = getNames();
  const exporting = getExporting();

  return {
    make: (take: Take, format: string) => void exporting().make(take, format),
    async save(take: Take, record: ExportRecord, extension: string): Promise<boolean> {
      try {
        const { bytes } = await exporting().bytes(record);
        saveFile(fileNameOf(take.run.name, take.checkpoint, extension), bytes);
        return true;
      } catch (error) {
        notices.problem(text.t.shell.notDone, error);
        return false;
      }
    },
    command: (take: Take, format: string, extension: string) =>
      exportCommand(take.run.id, take.checkpoint, format, fileNameOf(take.run.name, take.checkpoint, extension)),
    cardOf,
    copyCard: (take: Take) => copyText(cardOf(take)),
  };

  function cardOf(take: Take): string {
    const { run, checkpoint, epoch, row } = take;
    const set = exporting().comparison.setOf(row);
    return modelCard(
      {
        run,
        checkpoint,
        epoch,
        validation: checkpoint === 'best' ? row.validation : (row.epochs?.find((e) => e.epoch === epoch)?.validation ?? null),
        test: checkpoint === 'best' ? run.test : null,
        dataset: studio.datasets.find((d) => d.id === run.plan.dataset && d.hash === run.plan.datasetHash),
        drawing: drawingName(run.plan),
        parent: run.plan.parent ? (studio.runs.find((r) => r.id === run.plan.parent!.run)?.name ?? run.plan.parent.run) : null,
        verdict: checkpoint === 'best' ? outcomeSentences(text.t.train, run, 'season') : [],
        exports: exporting()
          .recordsOf(take)
          .filter((record) => !isOutdated(record, run)),
        version: studio.info?.version ?? '',
        baselineName: (name) => {
          const baseline = set?.baselines.find((b) => b.name === name);
          return baseline ? names.nameOf(baseline) : name;
        },
      },
      { ...text.t.exporting.card, said: (record) => `${reportSentence(text, record)}.` },
    );
  }
}

export type ExportActions = ReturnType<typeof useExportActions>;
