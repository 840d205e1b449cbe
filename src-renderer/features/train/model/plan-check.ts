/**
 * What stands in the way of a run that is being planned, as far as the window can know: settings, the drawing for this design,
 * and what the host found in the windows. The host asks the engine's planRun before it starts anything; these are its codes.
 */
import type { Architecture } from '#engine/architecture.ts';
import { headOf } from '#engine/compile/1-check-widths.ts';
import { compile } from '#engine/compile/compile.ts';
import type { Program } from '#engine/compile/program.ts';
import { isPlainDesign } from '#engine/data/model-ends.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import type { Issue } from '#engine/issue.ts';
import { checkSettings, type TrainSettings } from '#engine/train/settings.ts';
import type { Parent } from '#shared/records.ts';

export interface Checked {
  issues: Issue[];
  program?: Program;
}

const error = (code: string, where: string, message: string, fix: string): Issue => ({ severity: 'error', code, where, message, fix });

export function checkPlan(design: DatasetDesign, architecture: Architecture, settings: TrainSettings, train: Parent['train']): Checked {
  const issues = checkSettings(settings);
  // What else a design brings the host knows, and it checks everything once more before a run begins.
  if (!isPlainDesign(design)) return { issues };
  const task = {
    inputs: design.features.length,
    targetColumns: design.targets.map((target) => design.features.indexOf(target)),
    horizon: design.horizon,
  };
  const moving = movingCells(architecture, train);
  const { program, issues: found } = compile(architecture, task, {
    loss: settings.loss,
    isFrozen: (weight) => moving !== 'all' && !moving.includes(weight.slice(0, weight.indexOf('.'))),
  });
  issues.push(...found);
  if (!program) return { issues };
  if (program.strategy === 'recursive' && design.gap !== 0)
    issues.push(
      error(
        'recursive-gap',
        'gap',
        'A network that forecasts step by step needs every step in between.',
        'Set the gap to 0, or the forecast of the output to direct.',
      ),
    );
  if (settings.loss === 'crossEntropy')
    issues.push(error('loss-task', 'loss', 'Cross-entropy is for classes; these targets are numbers.', 'Choose mse, mae or huber.'));
  if (!program.gradients.length)
    issues.push(error('nothing-to-train', 'architecture', 'No weight is left to train.', 'Add a cell with weights, or unfreeze one.'));
  return { issues, program };
}

function movingCells(architecture: Architecture, train: Parent['train']): 'all' | string[] {
  if (train !== 'head') return train;
  return architecture.nodes.some((n) => n.id === architecture.output) ? [headOf(architecture).id] : [];
}
