// What a fine-tune can be done with: the cells that may move, and the datasets that have the shape the checkpoint knows.
import type { Architecture } from '#engine/architecture.ts';
import { cells, type CellName } from '#engine/cells/index.ts';
import { check } from '#engine/compile/1-check.ts';
import { headOf } from '#engine/compile/1-check-widths.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import type { DatasetRecord, RunRecord } from '#shared/records.ts';

export interface MovableCell {
  id: string;
  cell: CellName;
  parameters: number;
  isHead: boolean;
}

/** Cells with parameters, in the order of the drawing. */
export function movableCells(architecture: Architecture, design: DatasetDesign): MovableCell[] {
  const { checked } = check(architecture, {
    inputs: design.features.length,
    targetColumns: design.targets.map((target) => design.features.indexOf(target)),
    horizon: design.horizon,
  });
  if (!checked) return [];
  const head = headOf(architecture).id;
  return architecture.nodes.flatMap(({ id, cell }) => {
    const node = checked.nodes.get(id);
    if (!node) return [];
    const shapes = Object.values(cells[cell].parameters(node.options, node.inputs));
    const parameters = shapes.reduce((sum, p) => sum + p.rows * p.cols, 0);
    return parameters ? [{ id, cell, parameters, isHead: id === head }] : [];
  });
}

type Shape = Pick<DatasetDesign, 'features' | 'targets' | 'horizon'>;

/** Why a dataset cannot be tuned on: the first number that differs. */
export function misfit(parent: Shape, design: Shape): { what: 'features' | 'targets' | 'horizon'; has: number; needs: number } | undefined {
  const sizes = ({ features, targets, horizon }: Shape) => ({ features: features.length, targets: targets.length, horizon });
  const [needs, has] = [sizes(parent), sizes(design)];
  const what = (['features', 'targets', 'horizon'] as const).find((key) => needs[key] !== has[key]);
  return what && { what, has: has[what], needs: needs[what] };
}

/** Columns are taken in their order; where names differ a person should see it. */
export const hasOtherNames = (parent: Shape, design: Shape): boolean =>
  [...parent.features, ...parent.targets].join('\n') !== [...design.features, ...design.targets].join('\n');

export const datasetChanged = (run: RunRecord, dataset: DatasetRecord): 'numbers' | 'design' | undefined =>
  dataset.hash !== run.plan.datasetHash ? 'numbers' : dataset.designHash !== run.plan.designHash ? 'design' : undefined;
