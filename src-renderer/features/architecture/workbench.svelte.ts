/**
 * One architecture of the project on the table: its draft, its board, its saving, and what the open dataset makes of it.
 * A workbench stays as long as the window, so that undo is still there after a look at another page.
 */
import { createContext } from 'svelte';
import { INPUT, type ArchitectureNode } from '#engine/architecture.ts';
import { cells, type CellName } from '#engine/cells/index.ts';
import type { Task } from '#engine/compile/task.ts';
import type { DatasetDesign, PartName } from '#engine/data/design.ts';
import { defaultSettings } from '#engine/train/settings.ts';
import { isError } from '#engine/issue.ts';
import type { ArchitectureRecord } from '#shared/records.ts';
import { thousands } from '../../i18n/format.ts';
import type { Text } from '../../i18n/text.svelte.ts';
import type { Studio } from '../../studio.svelte.ts';
import { Board } from './board.svelte.ts';
import { Drawing } from './drawing.svelte.ts';
import type { PlateText } from './geometry/plate.ts';
import { isStateful, shapeText } from './model/analysis.ts';
import { isOfText } from './model/issue-places.ts';
import { trainingCost, type Cost } from './model/cost.ts';
import { isBackward } from './model/lines.ts';
import { loopsOf } from './model/loops.ts';
import { beatText } from './words/beat.ts';
import { describeEdge, describeNode } from './words/describe.ts';
import { Saver } from './saver.svelte.ts';

export const [getWorkbench, setWorkbench] = createContext<() => Workbench>();

export class Workbench {
  readonly id: string;
  readonly drawing: Drawing;
  readonly board: Board;
  readonly saver: Saver;
  private readonly studio: Studio;
  private readonly text: Text;
  private readonly lastCounts = new Map<string, string>();

  readonly record: ArchitectureRecord | undefined = $derived.by(() => this.studio.architectures.find((a) => a.id === this.id));
  readonly design: DatasetDesign | undefined = $derived.by(() => this.studio.dataset?.design);
  /** ISO 8601 duration of a step; null where steps are no time. */
  readonly frequency: string | null = $derived.by(() => this.studio.dataset?.inspection.time?.frequency ?? null);
  readonly task: Task | undefined = $derived(taskOf(this.design));
  /** Windows of each part, by the host; undefined until it has answered. */
  windows = $state.raw<Record<PartName, number> | undefined>();
  readonly loops = $derived.by(() => loopsOf(this.drawing.architecture));
  readonly batch = defaultSettings.batch;
  readonly cost: Cost | undefined = $derived.by(() => this.costOf(this.drawing.analysis));
  /** Of the drawing before the edge that is being asked for. */
  readonly costBefore: Cost | undefined = $derived.by(() => this.drawing.before && this.costOf(this.drawing.before));

  constructor(studio: Studio, text: Text, record: ArchitectureRecord) {
    this.studio = studio;
    this.text = text;
    this.id = record.id;
    const start = { architecture: record.architecture, layout: record.layout };
    this.drawing = new Drawing(start, {
      task: () => this.task,
      lookback: () => this.design?.lookback,
      plate: (drawing, node) => this.plate(drawing, node),
    });
    this.board = new Board(this.drawing, {
      node: (id) => describeNode(this, this.text.t.architecture, id),
      edge: (i) => describeEdge(this, this.text.t.architecture, this.drawing.architecture.edges[i], this.drawing.roles[i]),
    });
    this.saver = new Saver(this.drawing.snapshot, record.version, async ({ architecture, layout }) => {
      const saved = await studio.api.architectures.save(this.id, architecture, layout);
      studio.put('architecture', saved);
      return saved;
    });
  }

  /** What the host has may be newer than what is here: another window, or the command line. */
  follow(record: ArchitectureRecord): void {
    if (record.version <= this.saver.version || this.saver.isDirty || this.saver.isSaving) return;
    this.drawing.replace({ architecture: record.architecture, layout: record.layout });
    this.saver.adopt(this.drawing.snapshot, record.version);
  }

  labelOf(cell: CellName): string {
    return this.text.t.architecture.cells[cell]?.label ?? cells[cell].label;
  }

  nameOf(id: string): string {
    return id === INPUT ? this.text.t.architecture.window : id;
  }

  private plate(drawing: Drawing, node: ArchitectureNode): PlateText {
    const { analysis, architecture, lines } = drawing;
    const lookback = this.design?.lookback ?? 0;
    const t = this.text.t.architecture;
    const isInput = node.id === INPUT;
    const facts = analysis.facts.get(node.id);
    // A plate does not shrink and grow while its equations are being typed: it keeps the number of the last text that was right.
    const isUnread = analysis.nodeIssues.get(node.id)?.some((issue) => isError(issue) && isOfText(issue));
    const count = isUnread ? (this.lastCounts.get(node.id) ?? '') : facts?.count ? thousands(facts.count) : '';
    this.lastCounts.set(node.id, count);
    return {
      name: this.nameOf(node.id),
      shape: shapeText(architecture, node.id, analysis, this.task, lookback),
      beat: this.task ? beatText(lines, node.id, t, lookback) : '',
      label: isInput ? t.input : this.labelOf(node.cell),
      sharing: node.weights === undefined ? '' : t.weightsOf(node.weights),
      count,
      hasGlyph: !isInput && isStateful(node),
      isBackward: isBackward(lines, node.id),
    };
  }

  private costOf({ program, checked }: Drawing['analysis']): Cost | undefined {
    const { info } = this.studio;
    if (!program || !checked || !this.design || !info) return undefined;
    const { batch, optimizer } = defaultSettings;
    return trainingCost(program, this.design, { batch, optimizer, accumulate: 1 }, info.engine, this.windows);
  }
}

export function taskOf(design: DatasetDesign | undefined): Task | undefined {
  if (!design || !design.features.length || !design.targets.length || !(design.horizon >= 1)) return undefined;
  return {
    inputs: design.features.length,
    targetColumns: design.targets.map((target) => design.features.indexOf(target)),
    horizon: design.horizon,
  };
}

/** The benches of a window, by architecture: made when one is opened first. */
const benches = new WeakMap<Studio, Map<string, Workbench>>();

export function workbenchOf(studio: Studio, text: Text, record: ArchitectureRecord): Workbench {
  const known = benches.get(studio) ?? benches.set(studio, new Map()).get(studio)!;
  // What it derives must outlive the page that asks first: a derived value dies with the effect it was made in.
  if (!known.has(record.id)) $effect.root(() => void known.set(record.id, new Workbench(studio, text, record)));
  return known.get(record.id)!;
}
