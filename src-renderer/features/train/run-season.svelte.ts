// The season that the baselines of a run repeat: rows by the host, a word by the calendar.
import type { DatasetDesign } from '#engine/data/design.ts';
import type { DatasetRecord } from '#shared/records.ts';
import { stepOf, type Step } from '../../i18n/time.ts';
import type { Studio } from '../../studio.svelte.ts';
import { deskOf } from './desk.svelte.ts';
import { seasonName, type SeasonName } from './model/season.ts';

export interface Season {
  /** In rows; 1 for none, undefined until it is known. */
  period: number | undefined;
  name: SeasonName;
  step: Step | undefined;
}

interface Seen {
  dataset: string;
  design: DatasetDesign;
  designHash: string;
}

export function seasonOf(studio: Studio, { dataset: id, design, designHash }: Seen): Season {
  const dataset: DatasetRecord | undefined = studio.datasets.find((d) => d.id === id);
  const step = stepOf(dataset?.inspection.time?.frequency);
  const period = dataset && deskOf(studio).summaryOf(dataset, design, designHash)?.period;
  return { period, name: seasonName(period, step), step };
}
