// What every exporter is given: a trained network with all that its numbers mean.
import type { Numbers } from '../backends/backend.ts';
import type { Program } from '../compile/program.ts';
import type { Task } from '../compile/task.ts';
import type { DatasetDesign } from '../data/design.ts';
import type { Scaling } from '../data/scaling.ts';

export interface ExportModel {
  name: string;
  /** Compiled without a loss: it only predicts. */
  program: Program;
  task: Task;
  design: Pick<DatasetDesign, 'features' | 'targets' | 'lookback' | 'horizon' | 'gap'>;
  scaling: Scaling;
  /** Parameters by name, row by row in the shapes of `program.weights`. */
  weights: ReadonlyMap<string, Numbers>;
}

/** What a file says about itself, as texts under plain keys; lists and objects are JSON. */
export function descriptionOf({ name, program, design, scaling }: ExportModel): Record<string, string> {
  return {
    name,
    features: JSON.stringify(design.features),
    targets: JSON.stringify(design.targets),
    lookback: String(design.lookback),
    horizon: String(design.horizon),
    gap: String(design.gap),
    strategy: program.strategy,
    scaling: JSON.stringify(scaling),
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
