// What every exporter is given: a trained network with all that its numbers mean.
import type { Architecture } from '../architecture.ts';
import type { Numbers } from '../backends/backend.ts';
import type { Program } from '../compile/program.ts';
import type { Task } from '../compile/task.ts';
import type { DatasetDesign } from '../data/design.ts';
import type { ModelEnds } from '../data/model-ends.ts';
import type { Scaling } from '../data/scaling.ts';

export interface ExportModel {
  name: string;
  /** Compiled without a loss: it only predicts. One that carries its states takes them in and gives them out. */
  program: Program;
  task: Task;
  design: DatasetDesign;
  /** Its columns, classes, words and series. */
  ends: ModelEnds;
  scaling: Scaling;
  /** Parameters by name, row by row in the shapes of `program.weights`. */
  weights: ReadonlyMap<string, Numbers>;
  architecture?: Architecture;
  /** Where it comes from: texts under plain keys, which a file repeats as they are. */
  provenance?: Readonly<Record<string, string>>;
}

/** What a file says about itself, as texts under plain keys; lists and objects are JSON. */
export function descriptionOf({
  name,
  program,
  design,
  ends,
  scaling,
  architecture,
  provenance = {},
}: ExportModel): Record<string, string> {
  const isTold = design.task !== 'forecast';
  return {
    name,
    task: design.task,
    features: JSON.stringify(design.features),
    targets: JSON.stringify(design.targets),
    columns: JSON.stringify(ends.inputs),
    ...(isTold ? { classes: JSON.stringify(ends.classes) } : {}),
    ...(ends.statics.names.length ? { statics: JSON.stringify(ends.statics) } : {}),
    lookback: String(design.lookback),
    horizon: String(design.horizon),
    gap: String(design.gap),
    strategy: program.strategy,
    scaling: JSON.stringify(scaling),
    design: JSON.stringify(design),
    ...(architecture ? { architecture: JSON.stringify(architecture) } : {}),
    ...provenance,
  };
}

/** The numbers of a parameter, checked against its shape. */
export function weightOf(model: ExportModel, name: string, rows: number, cols: number): Numbers {
  const numbers = model.weights.get(name);
  if (!numbers)
    throw new Error(`export: weight "${name}" [${rows}, ${cols}] is missing; the run has ${[...model.weights.keys()].join(', ')}`);
  if (numbers.length !== rows * cols)
    throw new Error(`export: weight "${name}" has ${numbers.length} numbers, its shape [${rows}, ${cols}] needs ${rows * cols}`);
  return numbers;
}
