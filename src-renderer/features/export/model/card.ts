/**
 * The model card: what a model is, what it was trained on, how good it is beside what costs nothing, and how to tell that it is
 * this one. Markdown, in the language of the words it is given.
 */
import { splitText } from '../../compare/model/settings.ts';
import { optionsOf, type Architecture } from '#engine/architecture.ts';
import { cells } from '#engine/cells/index.ts';
import { recurrentOptions } from '#engine/cells/option-specs.ts';
import { mainBaselines, type MainBaseline } from '#engine/train/baselines.ts';
import { headlineOf, type Scores } from '#engine/train/metrics.ts';
import { isOff, isUsed } from '#engine/train/settings.ts';
import type { CheckpointName, DatasetRecord, ExportRecord, RunRecord } from '#shared/records.ts';
import { count, quantity, rate } from '../../../i18n/format.ts';
import { roleOf } from '../../architecture/model/loops.ts';
import { pythonSnippet } from './snippet.ts';
import { gainOf, sayGain, type Gain } from '../../compare/model/gain.ts';

export interface CardWords {
  about(target: string, horizon: number, lookback: number, features: number): string;
  madeWith(version: string): string;
  data: string;
  dataset: string;
  rows(rows: number): string;
  predicts: string;
  sees: string;
  windows: string;
  windowCounts(train: number, validation: number, test: number, isInTime: boolean): string;
  design(lookback: number, horizon: number, stride: number, gap: number): string;
  split: string;
  scaler: string;
  errors: string;
  errorsAbout(part: 'validation' | 'test', windows: number): string;
  /** Instead, of classes and symbols. */
  toldAbout(part: 'validation' | 'test', told: number): string;
  tells(task: 'classify' | 'next', classes: number, lookback: number, features: number): string;
  accuracy: string;
  crossEntropy: string;
  perplexity: string;
  noErrors: string;
  model: string;
  scaled: string;
  /** Head of the column that says how the model stands against a row. */
  modelAgainst: string;
  gain(gain: Gain): string;
  architecture: string;
  parameters(parameters: number): string;
  feedback: string;
  settles(limit: number): string;
  weightsOf(cell: string): string;
  into(state: 'start' | 'state'): string;
  training: string;
  checkpoint(which: CheckpointName, epoch: number, epochs: number): string;
  setting(name: string): string;
  engine(backend: string, threads: number): string;
  tunedFrom(name: string): string;
  files: string;
  verified: string;
  notVerified: string;
  said(record: ExportRecord): string;
  /** Above the code that runs an ONNX file. */
  howToRun: string;
  fingerprints: string;
  datasetHash: string;
  designHash: string;
  runId: string;
}

export interface CardSubject {
  run: RunRecord;
  checkpoint: CheckpointName;
  epoch: number;
  /** Scores of this very checkpoint; test ones are known of the best checkpoint only. */
  validation: Scores | null;
  test: Scores | null;
  /** Undefined when it is no longer in the project with the same numbers. */
  dataset: DatasetRecord | undefined;
  drawing: string;
  parent: string | null;
  /** What was found when the run ended, of its best checkpoint; empty of others. */
  verdict: readonly string[];
  exports: readonly ExportRecord[];
  version: string;
  baselineName(name: MainBaseline): string;
}

export function modelCard(subject: CardSubject, w: CardWords): string {
  return (
    [
      `# ${subject.run.name}`,
      intro(subject, w),
      `## ${w.data}\n\n${dataPart(subject, w)}`,
      `## ${w.errors}\n\n${errorPart(subject, w)}`,
      `## ${w.architecture}\n\n${architecturePart(subject, w)}`,
      `## ${w.training}\n\n${trainingPart(subject, w)}`,
      ...(subject.exports.length ? [`## ${w.files}\n\n${filePart(subject, w)}`] : []),
      `## ${w.fingerprints}\n\n${fingerprintPart(subject, w)}`,
    ]
      .join('\n\n')
      .concat('\n')
      // A file for other programs: ordinary spaces.
      .replaceAll('\u00a0', ' ')
  );
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

function intro({ run, version }: CardSubject, w: CardWords): string {
  const { task, targets, horizon, lookback, features } = run.plan.design;
  const note = run.note.trim();
  const about =
    task === 'forecast'
      ? w.about(targets.join(', '), horizon, lookback, features.length)
      : w.tells(task, run.ends?.classes.length ?? 0, lookback, features.length);
  return [about, w.madeWith(version), ...(note ? [`\n${note}`] : [])].join('\n');
}

function dataPart({ run, dataset }: CardSubject, w: CardWords): string {
  const { design, datasetName } = run.plan;
  const { windows } = run;
  const named = dataset && dataset.fileName !== datasetName ? `${datasetName} (${dataset.fileName})` : datasetName;
  const split = splitText(design.split);
  return list([
    `${w.dataset}: ${named}${dataset ? `, ${w.rows(dataset.rows)}` : ''}`,
    `${w.predicts}: ${(run.ends?.classes.length ? run.ends.classes.slice(0, 50).map(visible) : design.targets).join(', ')}`,
    `${w.sees}: ${design.features.join(', ')}`,
    ...(windows
      ? [
          `${w.windows}: ${w.windowCounts(windows.train, windows.validation, windows.test, design.split.by === 'time' || design.split.by === 'date')}`,
        ]
      : []),
    w.design(design.lookback, design.horizon, design.stride, design.gap),
    `${w.split}: ${split}`,
    `${w.scaler}: ${design.scaler}`,
  ]);
}

/** A symbol that is a space or the end of a line, where it can be seen. */
const visible = (symbol: string): string => (/^\s*$/.test(symbol) ? JSON.stringify(symbol) : symbol);

/** The test part where there is one, else validation: one table, all rows on the same windows. */
function errorPart({ run, validation, test, verdict, baselineName }: CardSubject, w: CardWords): string {
  const part = test ? 'test' : 'validation';
  const own = test ?? validation;
  if (!own) return w.noErrors;
  const [target] = run.ends?.outputs ?? run.plan.design.targets;
  const baselines = mainBaselines.map((name) => [name, run.baselines?.[part][name] ?? null] as const);
  const heads = own.classes
    ? [w.accuracy, w.crossEntropy, w.perplexity]
    : [`MSE ${w.scaled}`, `MAE ${w.scaled}`, `MAE ${target}`, `RMSE ${target}`];
  const cells = (s: Scores) => {
    const units = s.units.perTarget[target];
    const values = s.classes
      ? [s.classes.accuracy, s.classes.crossEntropy, s.classes.perplexity]
      : [s.scaled.mse, s.scaled.mae, units?.mae ?? null, units?.rmse ?? null];
    return values.map((x) => quantity(x));
  };
  const row = (values: readonly string[]) => `| ${values.map((v) => v.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    ...(verdict.length ? [verdict.join('\n'), ''] : []),
    own.classes ? w.toldAbout(part, own.classes.count) : w.errorsAbout(part, own.windows),
    '',
    row(['', ...heads, w.modelAgainst]),
    row(['---', ...heads.map(() => '---:'), '---']),
    row([`**${w.model}**`, ...cells(own), '']),
    ...baselines.flatMap(([name, scores]) => {
      if (!scores) return [];
      const gain = gainOf(headlineOf(own), headlineOf(scores));
      return [row([baselineName(name), ...cells(scores), gain === null ? '' : w.gain(sayGain(gain))])];
    }),
  ].join('\n');
}

function architecturePart({ run, drawing }: CardSubject, w: CardWords): string {
  const { architecture } = run.plan;
  return [
    `${drawing}${run.parameters === null ? '' : `, ${w.parameters(run.parameters)}`}`,
    '',
    list([
      ...architecture.nodes.map((node) => nodeText(architecture, node.id, w)),
      ...architecture.edges.map((_, i) => edgeText(architecture, i, w)),
    ]),
  ].join('\n');
}

function nodeText(a: Architecture, id: string, w: CardWords): string {
  const node = a.nodes.find((n) => n.id === id)!;
  const isUsual = (name: string, value: unknown) => name in recurrentOptions && value === recurrentOptions[name].default;
  const options = Object.entries(optionsOf(node)).filter(
    ([name, value]) => value !== null && value !== false && value !== '' && !isUsual(name, value),
  );
  const isText = (name: string) => cells[node.cell].options[name]?.kind === 'text';
  const said = options.filter(([name]) => !isText(name)).map(([name, value]) => `${name} ${String(value)}`);
  const typed = options.filter(([name]) => isText(name)).map(([, value]) => indented(String(value)));
  const shared = node.weights === undefined ? [] : [w.weightsOf(`\`${node.weights}\``)];
  return [[`\`${id}\`: ${node.cell}`, ...said, ...shared].join(', '), ...typed].join('\n');
}

/** What was typed, as code within an item of a list; indented, no sign in it can end the code. */
const indented = (text: string): string => `\n${text.replace(/^/gm, '      ')}\n`;

function edgeText(a: Architecture, i: number, w: CardWords): string {
  const edge = a.edges[i];
  const role = roleOf(a, edge);
  const about = [
    ...(edge.delay ? [`t-${edge.delay}`] : []),
    ...(role === 'feedback' ? [w.feedback] : []),
    ...(edge.settle ? [w.settles(edge.settle.limit)] : []),
    ...(edge.join === 'sum' ? ['sum'] : []),
    ...(role === 'start' || role === 'state' ? [w.into(role)] : []),
  ];
  return `\`${edge.from}\` -> \`${edge.to}\`${about.length ? `: ${about.join(', ')}` : ''}`;
}

function trainingPart({ run, checkpoint, epoch, parent }: CardSubject, w: CardWords): string {
  const { settings } = run.plan;
  const number = (name: string, value: number) =>
    ['rate', 'minimumRate', 'weightDecay', 'l1', 'l2', 'epsilon'].includes(name) ? rate(value) : quantity(value);
  const used = Object.entries(settings).filter(([key]) => {
    const name = key as keyof typeof settings;
    return isUsed(name, settings) && !isOff(name, settings);
  });
  const said = used.map(([name, value]) => `${w.setting(name)} ${typeof value === 'number' ? number(name, value) : String(value)}`);
  const backend = run.backend ? [w.engine(run.backend.name, run.backend.threads)] : [];
  return list([w.checkpoint(checkpoint, epoch, settings.epochs), said.join(', '), ...backend, ...(parent ? [w.tunedFrom(parent)] : [])]);
}

function filePart({ exports, run }: CardSubject, w: CardWords): string {
  const onnx = exports.find((e) => e.format === 'onnx' && e.report.inputs.length);
  const code = onnx
    ? `\n\n${w.howToRun}\n\n\`\`\`python\n${pythonSnippet(onnx.fileName, onnx.report, run.plan.design.lookback)}\n\`\`\``
    : '';
  const files = list(
    exports.map(
      (e) =>
        `${e.fileName}, ${count(e.sizeBytes)} bytes: ${e.report.verified ? w.verified : w.notVerified} ${w.said(e)} SHA-256 \`${e.hash}\``,
    ),
  );
  return files + code;
}

function fingerprintPart({ run }: CardSubject, w: CardWords): string {
  return list([
    `${w.datasetHash}: \`${run.plan.datasetHash}\``,
    `${w.designHash}: \`${run.plan.designHash}\``,
    `${w.runId}: \`${run.id}\``,
  ]);
}
