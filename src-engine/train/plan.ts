/**
 * From what a person chose - dataset, design, architecture, settings - to what can be trained, or the Issues that stand
 * in the way. The window, the command line and the trainer all ask here, so they never disagree.
 */
import type { Architecture } from '../architecture.ts';
import { headOf } from '../compile/1-check-widths.ts';
import { cells } from '../cells/index.ts';
import type { Checked } from '../compile/checked.ts';
import { compile } from '../compile/compile.ts';
import { isParameter, type Program } from '../compile/program.ts';
import type { Dataset } from '../data/dataset.ts';
import type { DatasetDesign } from '../data/design.ts';
import type { ModelEnds } from '../data/model-ends.ts';
import type { Scaling } from '../data/scaling.ts';
import { prepare, type Prepared } from '../data/windows.ts';
import { isError, type Issue } from '../issue.ts';
import { lossNames, losses } from './losses.ts';
import { optimizerOf } from './optimizers.ts';
import { isOfReadout, isReservoir, readoutIssues } from './readout.ts';
import { checkSettings, forOptimizer, suggestedSettings, type TrainSettings } from './settings.ts';

export interface Choice {
  design: DatasetDesign;
  architecture: Architecture;
  settings: TrainSettings;
  /** What a fine-tune may move; all when it is not one. */
  tune?: 'all' | 'head' | string[];
  /** Scaling and ends of the model that a fine-tune starts from. */
  scaling?: Scaling;
  ends?: ModelEnds;
}

export interface Planned {
  prepared: Prepared;
  program: Program;
  checked: Checked;
}

/** A network that says quantiles, or mean and deviation, is trained with the loss for those. */
function withFittingLoss(settings: TrainSettings, architecture: Architecture | undefined): TrainSettings {
  const said = architecture?.nodes.map((n) => cells[n.cell].parts?.(n.options)).find((parts) => parts && parts.kind !== 'point');
  const loss = said && lossNames.find((name) => losses[name].parts === said.kind);
  return loss ? { ...settings, loss } : settings;
}

/** Settings to start from for a network and so many training windows: a reservoir has only its readout to solve. */
export function startingSettings(architecture: Architecture | undefined, windows: number, batch?: number): TrainSettings {
  const suggested = withFittingLoss(suggestedSettings(windows, batch), architecture);
  return architecture && isReservoir(architecture) ? forOptimizer(suggested, 'ridge') : suggested;
}

export function planRun(
  dataset: Dataset,
  { design, architecture, settings, tune = 'all', scaling, ends }: Choice,
): { planned?: Planned; issues: Issue[] } {
  const issues = checkSettings(settings);
  const windows = prepare(dataset, design, { scaling, ends });
  issues.push(...windows.issues);
  if (!windows.prepared || issues.some(isError)) return { issues };
  const { prepared } = windows;
  const cells = trainedCells(architecture, tune);
  issues.push(...cells.issues);
  const isClosed = optimizerOf(settings.optimizer).isClosed ?? false;
  const {
    program,
    checked,
    issues: problems,
  } = compile(architecture, prepared.task, {
    loss: settings.loss,
    isFrozen: (weight) => !cells.isTrained(weight) || (isClosed && !isOfReadout(architecture, weight)),
    readout: isClosed,
  });
  issues.push(...problems);
  if (program && checked) {
    if (program.strategy === 'recursive' && design.gap !== 0)
      issues.push({
        severity: 'error',
        code: 'recursive-gap',
        where: 'gap',
        message: 'A network that forecasts step by step needs every step in between.',
        fix: 'Set the gap to 0, or the forecast of the output to direct.',
      });
    if (program.strategy === 'recursive' && prepared.task.masked)
      issues.push({
        severity: 'error',
        code: 'recursive-masked',
        where: 'forecast',
        message: 'A network that forecasts step by step needs windows of one length.',
        fix: 'Leave shorter windows out, or set the forecast of the output to direct.',
      });
    issues.push(...lossIssues(settings, design), ...taughtIssues(program, design));
    issues.push(...segmentIssues(program, design.lookback));
    if (isClosed) issues.push(...readoutIssues(architecture, settings.loss), ...unsolved(program, architecture));
    if (!program.gradients.length)
      issues.push({
        severity: 'error',
        code: 'nothing-to-train',
        where: 'architecture',
        message: 'No weight is left to train.',
        fix: 'Add a cell with weights, or unfreeze one.',
      });
  }
  if (!program || !checked || issues.some(isError)) return { issues };
  return { planned: { prepared, program, checked }, issues };
}

/** What stands in for the forecast while training would have to be changed with it. */
function taughtIssues({ inputs }: Program, { augment }: DatasetDesign): Issue[] {
  const changed = augment.filter(({ name }) => name !== 'jitter' && name !== 'masking');
  if (!changed.length || !inputs.some(({ name }) => name === 'teacher')) return [];
  return [
    {
      severity: 'error',
      code: 'augment-taught',
      where: 'augment',
      message: 'The network is taught with true values that this augmentation would have to change too.',
      fix: 'Use jitter or masking, or a network whose own forecast is not fed back.',
    },
  ];
}

/** A loss of numbers is none of classes. */
function lossIssues({ loss }: TrainSettings, { task }: DatasetDesign): Issue[] {
  const isOfClasses = losses[loss].task === 'classify';
  if (isOfClasses === (task !== 'forecast')) return [];
  return [
    {
      severity: 'error',
      code: isOfClasses ? 'loss-task' : 'loss-of-numbers',
      where: 'loss',
      message: isOfClasses
        ? 'Cross-entropy is for classes; these targets are numbers.'
        : `${losses[loss].label} is for numbers; the targets are classes.`,
      fix: isOfClasses ? 'Choose mse, mae or huber.' : 'Choose crossEntropy.',
      values: { loss },
    },
  ];
}

/** Ridge solves the readout and nothing else: cells that could learn keep what they start with, which a person should know. */
function unsolved({ weights }: Program, architecture: Architecture): Issue[] {
  const others = weights.filter((w) => isParameter(w) && !w.held && !isOfReadout(architecture, w.name));
  const nodes = [...new Set(others.map((w) => w.name.slice(0, w.name.indexOf('.'))))];
  if (!nodes.length) return [];
  return [
    {
      severity: 'warning',
      code: 'readout-others',
      where: `cells ${nodes.join(', ')}`,
      message: 'Ridge solves the readout alone: these keep the weights that they start with.',
      fix: 'Use an echo state, whose weights are made for that, or choose another optimizer.',
      nodes,
      values: { cells: nodes.join(', ') },
    },
  ];
}

/** Segments need a row for each of their points; rows that fill none are not read. */
export function segmentIssues({ lines }: Program, lookback: number): Issue[] {
  return lines.flatMap((line): Issue[] => {
    if (line.kind !== 'segments' || lookback % line.points === 0) return [];
    const { points } = line;
    const values = {
      points,
      lookback,
      rest: lookback % points,
      less: lookback - (lookback % points),
      more: lookback + points - (lookback % points),
    };
    const where = 'lookback';
    if (lookback < points)
      return [
        {
          severity: 'error',
          code: 'segment-too-long',
          where,
          message: `A segment takes ${points} rows, the lookback has ${lookback}.`,
          fix: `Set the lookback to ${points} or more, or make the segments shorter.`,
          values,
        },
      ];
    return [
      {
        severity: 'warning',
        code: 'segment-rest',
        where,
        message: `Segments of ${points} rows leave the oldest ${values.rest} of ${lookback} unread.`,
        fix: `Set the lookback to ${values.less} or ${values.more}.`,
        values,
      },
    ];
  });
}

/** Which weights `tune` lets move; unknown cells are named. */
function trainedCells(
  architecture: Architecture,
  tune: 'all' | 'head' | string[],
): { isTrained: (weight: string) => boolean; issues: Issue[] } {
  if (tune === 'all') return { isTrained: () => true, issues: [] };
  const output = architecture.nodes.find((n) => n.id === architecture.output);
  const chosen = tune === 'head' ? (output ? [headOf(architecture).id] : []) : tune;
  const ids = architecture.nodes.map((n) => n.id);
  const issues = chosen
    .filter((id) => !ids.includes(id))
    .map((id): Issue => ({
      severity: 'error',
      code: 'unknown-cell',
      where: `train ${id}`,
      message: `There is no cell "${id}".`,
      fix: `Cells are ${ids.join(', ')}.`,
    }));
  return { isTrained: (weight) => chosen.includes(weight.slice(0, weight.indexOf('.'))), issues };
}

/** The windows that are watched while a network learns: three, spread over the validation part. None of classes, which have no curve. */
export function watchedWindows(p: Prepared): number[] {
  if (p.labels) return [];
  const origins = p.windows.validation.length ? p.windows.validation : p.windows.train;
  const at = [0.15, 0.5, 0.85].map((share) => origins[Math.min(origins.length - 1, Math.floor(share * origins.length))]);
  return [...new Set(at)];
}
