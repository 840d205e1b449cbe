// What is trained and how: as asked for, and by the recipe where nothing was asked for.
import type { Architecture } from '#engine/architecture.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { prepare } from '#engine/data/windows.ts';
import { factsOf } from '#engine/recipes/facts.ts';
import { recipeFor, type Reason } from '#engine/recipes/recipe.ts';
import { templateOf } from '#engine/templates.ts';
import { startingSettings } from '#engine/train/plan.ts';
import { settingsFor, type TrainSettings } from '#engine/train/settings.ts';
import { numberOf, type Context, type OptionValues } from './command.ts';
import { architectureFrom, settingsFrom } from './train-options.ts';

export interface Chosen {
  architecture: Architecture;
  name: string;
  settings: TrainSettings;
  /** Of what the recipe chose; empty where a network was named. */
  reasons: Reason[];
}

export function choose(values: OptionValues, content: Dataset, design: DatasetDesign): Chosen {
  const named = architectureFrom(values);
  const { prepared } = prepare(content, design);
  const batch = numberOf(values, 'batch');
  if (named || !prepared) {
    // Without windows it is the dataset that stands in the way, whatever the network.
    const { architecture, name } = named ?? templateOf('gru')!;
    const windows = prepared?.windows.train.length ?? 0;
    return {
      architecture,
      name,
      settings: settingsFrom(values, settingsFor(design, startingSettings(architecture, windows, batch))),
      reasons: [],
    };
  }
  const { template, architecture, settings, reasons } = recipeFor(factsOf(prepared));
  return { architecture, name: template, settings: settingsFrom(values, settings), reasons };
}

/** What the recipe chose and why; what an option has changed has no reason any more. */
export function sayRecipe({ name, architecture, settings, reasons }: Chosen, { progress, values }: Context): void {
  if (!reasons.length) return;
  const units = architecture.nodes.map((n) => n.options.units).find((u) => typeof u === 'number');
  const points = architecture.nodes.find((n) => n.cell === 'segment')?.options.points;
  const { loss, batch, schedule, epochs } = settings;
  const chosen: Record<Reason['of'], string> = {
    template: name,
    units: `${units} units`,
    segment: `segments of ${points} rows`,
    level: 'level seen',
    dropout: `dropout ${architecture.nodes.find((n) => n.cell === 'dropout')?.options.rate}`,
    series: `${architecture.nodes.find((n) => n.cell === 'series')?.options.units} values for each series`,
    loss,
    batch: `batch ${batch}`,
    schedule: `${schedule} schedule`,
    epochs: `${epochs} epochs`,
  };
  progress('recipe:');
  for (const { of, text } of reasons) if (values[of] === undefined) progress(`  ${chosen[of]}: ${text}`);
}
