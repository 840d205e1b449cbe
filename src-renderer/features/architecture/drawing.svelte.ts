/**
 * The draft of one architecture: what is drawn, where it stands, what is selected, and every change with its undo.
 * Components call its methods. What the engine says about the drawing is derived; nothing here needs a browser.
 */
import { INPUT, type Architecture, type ArchitectureEdge, type ArchitectureNode } from '#engine/architecture.ts';
import type { CellName } from '#engine/cells/index.ts';
import type { Task } from '#engine/compile/task.ts';
import { ROW } from './geometry/layout.ts';
import { plateSize, type PlateText } from './geometry/plate.ts';
import type { Point } from './geometry/path.ts';
import { analyse, type Analysis } from './model/analysis.ts';
import {
  addAfter,
  addNode,
  changeEdge,
  connect,
  duplicateNodes,
  edgeBetween,
  insertOnEdge,
  optionsForPlace,
  removeEdges,
  removeNodes,
  renameNode,
  setOption,
  setOutput,
} from './model/edits.ts';
import { linesOf, type Lines } from './model/lines.ts';
import { roleOf, runningOrder, type EdgeRole } from './model/loops.ts';
import { freeSpot, makeRoom, placesOf, type Layout } from './model/places.ts';
import { shareWeights } from './model/weights.ts';
import type { Repair } from './model/repair.ts';

export interface Snapshot {
  architecture: Architecture;
  layout: Layout;
}

export interface Selection {
  nodes: readonly string[];
  /** Place of the edge in the drawing. */
  edge: number | null;
}

/** What a drawing needs to know of the rest of the window. The functions read reactive state. */
export interface Surroundings {
  /** What the open dataset asks for; undefined while there is none. */
  task: () => Task | undefined;
  /** Rows of its windows. */
  lookback?: () => number | undefined;
  plate: (drawing: Drawing, node: ArchitectureNode) => PlateText;
}

export type Move = 'left' | 'right' | 'up' | 'down';

const NOTHING: Selection = { nodes: [], edge: null };
const MOST_UNDO = 200;

export class Drawing {
  private now = $state.raw<Snapshot>({ architecture: { version: 1, nodes: [], edges: [], output: INPUT }, layout: {} });
  private past = $state.raw<(Snapshot & { selection: Selection })[]>([]);
  private future = $state.raw<(Snapshot & { selection: Selection })[]>([]);
  private lastChange = '';
  /** When it was changed last, also by undo, in milliseconds; 0 for never. */
  changedAt = 0;
  private readonly around: Surroundings;

  selection = $state.raw<Selection>(NOTHING);
  /** The new feedback edge whose delay is being asked for. */
  asking = $state.raw<number | null>(null);
  /** Feedback that is being led from a cell by keyboard: where it would go now. */
  aim = $state.raw<{ from: string; to: string } | null>(null);

  readonly snapshot = $derived(this.now);
  readonly architecture = $derived(this.now.architecture);
  readonly layout = $derived(this.now.layout);
  /** The window first, then every cell in running order. */
  readonly order: string[] = $derived(runningOrder(this.architecture));
  readonly nodes: ArchitectureNode[] = $derived(this.order.map((id) => this.nodeOf(id)!));
  readonly roles: EdgeRole[] = $derived(this.architecture.edges.map((e) => roleOf(this.architecture, e)));
  readonly lines: Lines = $derived.by(() => linesOf(this.architecture, this.around.task()));
  readonly analysis: Analysis = $derived.by(() => analyse(this.architecture, this.around.task(), this.around.lookback?.()));
  /** Before the edge that is being asked for: what it changes is the difference. */
  readonly before: Analysis | undefined = $derived.by(() => {
    const last = this.past.at(-1);
    return this.asking === null || !last ? undefined : analyse(last.architecture, this.around.task(), this.around.lookback?.());
  });
  readonly plates = $derived(
    new Map(
      this.nodes.map((node) => {
        const text = this.around.plate(this, node);
        return [node.id, { ...text, ...plateSize(text) }];
      }),
    ),
  );
  readonly places: Map<string, Point> = $derived(placesOf(this.architecture, this.layout, this.plates));
  readonly canUndo = $derived(this.past.length > 0);
  readonly canRedo = $derived(this.future.length > 0);
  readonly isTidy = $derived(Object.keys(this.layout).length === 0);
  readonly selectedNode: ArchitectureNode | undefined = $derived(
    this.selection.nodes.length === 1 ? this.nodeOf(this.selection.nodes[0]) : undefined,
  );
  readonly selectedEdge: ArchitectureEdge | undefined = $derived(
    this.selection.edge === null ? undefined : this.architecture.edges[this.selection.edge],
  );

  constructor(start: Snapshot, around: Surroundings) {
    this.now = start;
    this.around = around;
  }

  nodeOf(id: string): ArchitectureNode | undefined {
    return this.architecture.nodes.find((n) => n.id === id) ?? (id === INPUT ? { id: INPUT, cell: 'input', options: {} } : undefined);
  }

  // What is selected

  select(selection: Partial<Selection>): void {
    const next = { ...NOTHING, ...selection };
    const isSame =
      next.edge === this.selection.edge &&
      next.nodes.length === this.selection.nodes.length &&
      next.nodes.every((id) => this.selection.nodes.includes(id));
    if (isSame) return;
    this.selection = next;
    if (this.asking !== null && next.edge !== this.asking) this.asking = null;
  }

  selectAll(): void {
    this.select({ nodes: this.order });
  }

  // Undo

  /** Every change goes through here. Changes with the same `merge` follow each other as one step of undo. */
  private change(next: Partial<Snapshot>, merge = ''): void {
    const isMerged = merge !== '' && merge === this.lastChange;
    if (!isMerged) this.past = [...this.past.slice(-MOST_UNDO + 1), { ...this.now, selection: this.selection }];
    this.lastChange = merge;
    this.changedAt = Date.now();
    this.future = [];
    this.now = { ...this.now, ...next };
  }

  undo(): void {
    const last = this.past.at(-1);
    if (!last) return;
    this.past = this.past.slice(0, -1);
    this.future = [...this.future, { ...this.now, selection: this.selection }];
    this.restore(last);
  }

  redo(): void {
    const next = this.future.at(-1);
    if (!next) return;
    this.future = this.future.slice(0, -1);
    this.past = [...this.past, { ...this.now, selection: this.selection }];
    this.restore(next);
  }

  private restore({ architecture, layout, selection }: Snapshot & { selection: Selection }): void {
    this.lastChange = '';
    this.changedAt = Date.now();
    this.asking = null;
    this.aim = null;
    this.now = { architecture, layout };
    this.selection = {
      nodes: selection.nodes.filter((id) => this.nodeOf(id)),
      edge: selection.edge !== null && selection.edge < architecture.edges.length ? selection.edge : null,
    };
  }

  /** Another drawing in place of this one: a template, a file, what another window has saved. */
  replace(next: Snapshot): void {
    this.change(next);
    this.selection = NOTHING;
    this.asking = null;
    this.aim = null;
  }

  // Cells

  /** After the selected cell, on the selected edge, or by itself. */
  addCell(cell: CellName): string {
    const { edge, nodes } = this.selection;
    if (edge !== null && this.selectedEdge && this.roles[edge] === 'forward') return this.insertCell(edge, cell);
    const after = nodes.length === 1 ? nodes[0] : undefined;
    if (after === undefined) return this.addLoose(cell);
    const { a, id } = addAfter(this.architecture, after, cell);
    const next = a.edges.find((e) => e.from === id)?.to;
    if (this.isTidy || next === undefined) this.change({ architecture: a, layout: this.isTidy ? {} : { ...this.layout } });
    else this.change({ architecture: a, layout: this.roomBetween(after, next, id, cell) });
    this.keepPlaces();
    this.select({ nodes: [id] });
    return id;
  }

  /** Where the pointer dropped it; its centre. */
  dropCell(cell: CellName, at: Point): string {
    const { a, id } = addNode(this.architecture, cell, optionsForPlace(cell, false));
    const size = { width: 112, height: 66 };
    const spot = freeSpot({ x: at.x - size.width / 2, y: at.y - size.height / 2 }, size, this.places, this.plates);
    this.change({ architecture: a, layout: { ...this.fullLayout(), [id]: spot } });
    this.select({ nodes: [id] });
    return id;
  }

  insertCell(edge: number, cell: CellName): string {
    const { from, to } = this.architecture.edges[edge];
    const { a, id } = insertOnEdge(this.architecture, edge, cell);
    this.change({ architecture: a, layout: this.isTidy ? {} : this.roomBetween(from, to, id, cell) });
    this.select({ nodes: [id] });
    return id;
  }

  private addLoose(cell: CellName): string {
    const { a, id } = addNode(this.architecture, cell, optionsForPlace(cell, false));
    this.change({ architecture: a });
    this.keepPlaces();
    this.select({ nodes: [id] });
    return id;
  }

  private roomBetween(from: string, to: string, id: string, cell: CellName): Layout {
    const size = plateSize({ name: id, shape: '', label: cell, count: '', hasGlyph: true });
    const { layout, at } = makeRoom(this.fullLayout(), from, to, size, this.plates);
    return { ...layout, [id]: at };
  }

  /** A drawing with places of its own gets one for what was just added. */
  private keepPlaces(): void {
    if (!this.isTidy) this.now = { ...this.now, layout: this.fullLayout() };
  }

  private fullLayout(): Layout {
    return Object.fromEntries(this.places);
  }

  remove(): void {
    const { edge, nodes } = this.selection;
    if (edge !== null) this.change({ architecture: removeEdges(this.architecture, [edge]) });
    else {
      const gone = nodes.filter((id) => id !== INPUT);
      if (!gone.length) return;
      const layout = Object.fromEntries(Object.entries(this.layout).filter(([id]) => !gone.includes(id)));
      this.change({ architecture: removeNodes(this.architecture, gone), layout });
    }
    this.asking = null;
    this.selection = NOTHING;
  }

  duplicate(): void {
    const { a, copies } = duplicateNodes(this.architecture, this.selection.nodes);
    if (!copies.size) return;
    const full = this.fullLayout();
    const moved = Object.fromEntries([...copies].map(([old, id]) => [id, { x: full[old].x + 24, y: full[old].y - ROW }]));
    this.change({ architecture: a, layout: { ...full, ...moved } });
    this.select({ nodes: [...copies.values()] });
  }

  /** False when the name is empty or taken. */
  renameCell(id: string, to: string): boolean {
    if (to === id) return true;
    if (!to || id === INPUT || this.nodeOf(to)) return false;
    const layout = Object.fromEntries(Object.entries(this.layout).map(([key, place]) => [key === id ? to : key, place]));
    this.change({ architecture: renameNode(this.architecture, id, to), layout });
    this.select({ nodes: this.selection.nodes.map((n) => (n === id ? to : n)) });
    return true;
  }

  /** Changes with the same `merge` that follow each other are undone together. */
  setOption(id: string, name: string, value: number | string | boolean | null, merge = ''): void {
    this.change({ architecture: setOption(this.architecture, id, name, value) }, merge);
  }

  /** Whose weights a cell uses; undefined for its own. */
  shareWeights(id: string, owner: string | undefined): void {
    this.change({ architecture: shareWeights(this.architecture, id, owner) });
  }

  makeOutput(id: string): void {
    this.change({ architecture: setOutput(this.architecture, id) });
  }

  apply(repair: Repair): void {
    const known = new Set(this.order);
    const architecture = repair.apply(this.architecture);
    const isSelectable = this.selection.nodes.every((id) => architecture.nodes.some((n) => n.id === id) || id === INPUT);
    this.change({ architecture });
    this.keepPlaces();
    const added = architecture.nodes.map((n) => n.id).filter((id) => !known.has(id));
    if (added.length) this.select({ nodes: added });
    else if (!isSelectable || architecture.edges.length <= (this.selection.edge ?? -1)) this.selection = NOTHING;
  }

  // Edges

  /** Leads an edge; one that runs backwards or would close a cycle feeds back, and its delay is asked for. */
  connect(from: string, to: string, isBackwards = false): boolean {
    if (to === INPUT || !this.nodeOf(from) || !this.nodeOf(to)) return false;
    const { a, edge, isFeedback } = connect(this.architecture, from, to, isBackwards);
    if (a !== this.architecture) {
      this.change({ architecture: a }, isFeedback ? `ask ${edge}` : '');
      this.selection = { nodes: [], edge };
      this.asking = isFeedback ? edge : null;
    } else this.select({ edge });
    return true;
  }

  changeEdge(index: number, change: Partial<ArchitectureEdge>): boolean {
    const edge = this.architecture.edges[index];
    if (!edge) return false;
    const { delay, into } = { ...edge, ...change };
    const twin = edgeBetween(this.architecture, edge.from, edge.to, delay, into);
    if (twin >= 0 && twin !== index) return false;
    this.change({ architecture: changeEdge(this.architecture, index, change) }, this.asking === index ? `ask ${index}` : '');
    return true;
  }

  /** Keeps the edge that was being asked for. */
  keepEdge(): void {
    this.asking = null;
    this.lastChange = '';
  }

  /** Takes it away again, as if it had never been drawn. */
  dropEdge(): void {
    if (this.asking === null) return;
    this.undo();
    this.future = this.future.slice(0, -1);
  }

  // Feedback by keyboard

  startAim(): void {
    const from = this.selection.nodes.length === 1 ? this.selection.nodes[0] : undefined;
    if (from === undefined || from === INPUT) return;
    const cells = this.order.filter((id) => id !== INPUT);
    this.aim = { from, to: cells[Math.max(0, cells.indexOf(from) - 1)] };
  }

  moveAim(move: Move): void {
    if (!this.aim) return;
    this.aim = { ...this.aim, to: this.neighbour(this.aim.to, move) ?? this.aim.to };
  }

  finishAim(): void {
    const { aim } = this;
    this.aim = null;
    if (aim) this.connect(aim.from, aim.to, true);
  }

  cancelAim(): void {
    this.aim = null;
  }

  /** The nearest plate in a direction; the window is none. */
  private neighbour(id: string, move: Move): string | undefined {
    const from = this.places.get(id)!;
    const along = (p: Point) => ({ left: from.x - p.x, right: p.x - from.x, up: from.y - p.y, down: p.y - from.y })[move];
    const across = (p: Point) => Math.abs(move === 'left' || move === 'right' ? p.y - from.y : p.x - from.x);
    return [...this.places]
      .filter(([other, p]) => other !== id && other !== INPUT && along(p) > 4)
      .sort(([, p], [, q]) => along(p) + 2 * across(p) - (along(q) + 2 * across(q)))[0]?.[0];
  }

  // Places

  /** Plates that were dragged. */
  place(moved: ReadonlyMap<string, Point>): void {
    const isMoved = [...moved].some(([id, p]) => this.places.get(id)?.x !== p.x || this.places.get(id)?.y !== p.y);
    if (isMoved) this.change({ layout: { ...this.fullLayout(), ...Object.fromEntries(moved) } });
  }

  nudge(dx: number, dy: number): void {
    const { nodes } = this.selection;
    if (!nodes.length) return;
    const full = this.fullLayout();
    const moved = Object.fromEntries(nodes.map((id) => [id, { x: full[id].x + dx, y: full[id].y + dy }]));
    this.change({ layout: { ...full, ...moved } }, `nudge ${nodes.join(' ')}`);
  }

  /** Laid out anew, and from now on after every change, until somebody moves a plate. */
  tidy(): void {
    if (!this.isTidy) this.change({ layout: {} });
  }
}
