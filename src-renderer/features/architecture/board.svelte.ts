/**
 * What the canvas shows of a drawing: plates and edges as Svelte Flow wants them, where everything is at this moment
 * (while a plate is being dragged, too), the way of every edge, and the viewport.
 */
import { createContext } from 'svelte';
import { Position, type Edge, type Node } from '@xyflow/svelte';
import { isInput } from '#engine/compile/1-check-lines.ts';
import type { Drawing } from './drawing.svelte.ts';
import { bridges } from './geometry/bridges.ts';
import { boundsOf, fitInto, LEAST_ZOOM, MOST_ZOOM, type Viewport } from './geometry/fit.ts';
import { distanceTo } from './geometry/obstacles.ts';
import type { Box, Point } from './geometry/path.ts';
import { routeEdges, type EdgeToDraw } from './geometry/route.ts';
import type { Route } from './geometry/route-parts.ts';
import { needsDelay } from './model/loops.ts';

export const [getBoard, setBoard] = createContext<Board>();

/** Room that the canvas keeps free: the card of a problem above, the hint below. */
const INSETS = { top: 40, bottom: 36, side: 28 };
/** The arrow that leaves the output. */
const OUTPUT_ARROW = 40;
const HANDLE = 9;
/** A cell dropped this close to an edge goes onto it. */
const ONTO_EDGE = 26;

export class Board {
  readonly drawing: Drawing;
  viewport = $state.raw<Viewport>({ x: 0, y: 0, zoom: 1 });
  width = $state(0);
  height = $state(0);
  /** The canvas, for giving it the keys. */
  element = $state.raw<HTMLElement>();
  /** The canvas shows everything until somebody moves it. */
  isFollowing = $state(true);
  /** The edge that something dragged would go onto. */
  dropEdge = $state<number | null>(null);

  // Svelte Flow writes into both while plates are dragged or selected; the next change of the drawing sets them anew.
  nodes: Node[] = $derived.by(() => this.flowNodes());
  edges: Edge[] = $derived.by(() => this.flowEdges());

  readonly boxes: Map<string, Box> = $derived(
    new Map(this.nodes.map((n) => [n.id, { x: n.position.x, y: n.position.y, width: n.width ?? 0, height: n.height ?? 0 }])),
  );
  private readonly toDraw: EdgeToDraw[] = $derived.by(() =>
    this.drawing.architecture.edges.map((e) => ({
      from: e.from,
      to: e.to,
      delay: e.delay,
      settles: Boolean(e.settle),
      starts: !isInput(e),
    })),
  );
  readonly routes: (Route | undefined)[] = $derived(routeEdges(this.boxes, this.toDraw));
  /** Gaps under each edge where it crosses one that lies beneath it. */
  readonly bridges: string[] = $derived.by(() => {
    const level = (i: number) => this.edges[i]?.zIndex ?? 0;
    return this.routes.map((route, i) => {
      const beneath = this.routes.flatMap((r, j) =>
        r && j !== i && (level(j) < level(i) || (level(j) === level(i) && j < i)) ? [r.points] : [],
      );
      return route ? bridges(route.points, beneath) : '';
    });
  });
  /** Where the width of each edge stands; edges that fork from one cell say it once. */
  readonly labels: (Point | undefined)[] = $derived.by(() => {
    const { edges } = this.drawing.architecture;
    const labels: (Point | undefined)[] = [];
    this.routes.forEach((route, i) => {
      const { delay, settle, from } = edges[i];
      const hasRoom = route && (route.points.length === 2 || route.lane.to - route.lane.from >= 18);
      const at = route && hasRoom && !delay && !settle && isInput(edges[i]) ? { x: route.middle.x, y: route.lane.y - 8 } : undefined;
      const isSaid = at && labels.some((p, j) => p && edges[j].from === from && Math.abs(p.x - at.x) < 26 && Math.abs(p.y - at.y) < 12);
      labels.push(isSaid ? undefined : at);
    });
    return labels;
  });
  readonly bounds: Box = $derived.by(() => {
    const output = this.boxes.get(this.drawing.architecture.output);
    return boundsOf([...this.boxes.values(), ...(output ? [{ ...output, width: output.width + OUTPUT_ARROW }] : [])], this.routes);
  });

  private readonly say: { node: (id: string) => string; edge: (index: number) => string };

  /** `say`: what a screen reader says of a cell and of an edge. */
  constructor(drawing: Drawing, say: Board['say']) {
    this.drawing = drawing;
    this.say = say;
  }

  private flowNodes(): Node[] {
    const { order, plates, places, selection } = this.drawing;
    return order.map((id) => {
      const { width, height } = plates.get(id)!;
      const y = height / 2 - HANDLE / 2;
      const handle = { y, width: HANDLE, height: HANDLE };
      return {
        id,
        type: 'plate',
        data: {},
        position: places.get(id)!,
        width,
        height,
        measured: { width, height },
        handles: [
          { ...handle, id: null, type: 'target', position: Position.Left, x: -HANDLE / 2 },
          { ...handle, id: null, type: 'source', position: Position.Right, x: width - HANDLE / 2 },
        ],
        selected: selection.nodes.includes(id),
        ariaLabel: this.say.node(id),
      };
    });
  }

  private flowEdges(): Edge[] {
    const { architecture, selection } = this.drawing;
    return architecture.edges.map((e, index) => ({
      id: String(index),
      source: e.from,
      target: e.to,
      type: 'drawn',
      data: { index },
      ariaLabel: this.say.edge(index),
      selected: selection.edge === index,
      zIndex: selection.edge === index ? 2 : e.delay || e.settle || !isInput(e) ? 1 : 0,
    }));
  }

  /** Whether an edge led this way would feed back: it runs backwards on the canvas, or would close a cycle within a step. */
  isBackwards(from: string, to: string): boolean {
    const [a, b] = [this.boxes.get(from), this.boxes.get(to)];
    return Boolean(a && b && b.x <= a.x + a.width) || needsDelay(this.drawing.architecture, from, to);
  }

  /** The way that a new edge would take. */
  preview(from: string, to: string): Route | undefined {
    return routeEdges(this.boxes, [...this.toDraw, { from, to, delay: this.isBackwards(from, to) ? 1 : 0, settles: false }]).at(-1);
  }

  connect(from: string, to: string): void {
    this.drawing.connect(from, to, this.isBackwards(from, to));
  }

  // Where things are on the screen, relative to the canvas

  toScreen = ({ x, y }: Point): Point => ({ x: x * this.viewport.zoom + this.viewport.x, y: y * this.viewport.zoom + this.viewport.y });
  fromScreen = ({ x, y }: Point): Point => ({
    x: (x - this.viewport.x) / this.viewport.zoom,
    y: (y - this.viewport.y) / this.viewport.zoom,
  });

  /** Plates and pills on the screen: what a floating card should not hide. */
  readonly obstacles: Box[] = $derived.by(() => {
    const { zoom } = this.viewport;
    const pills = this.routes.flatMap((r) =>
      r && r.kind !== 'row' ? [{ x: r.middle.x - 30, y: r.middle.y - 10, width: 60, height: 20 }] : [],
    );
    return [...this.boxes.values(), ...pills].map((b) => ({ ...this.toScreen(b), width: b.width * zoom, height: b.height * zoom }));
  });

  /** The keys belong to the canvas, unless something in it has them. */
  focus(): void {
    if (!this.element?.contains(document.activeElement)) this.element?.focus();
  }

  fit(): void {
    if (!this.width || !this.height) return;
    // A very large window shows things larger.
    const most = this.width > 1400 ? 1.4 : 1;
    this.viewport = fitInto(this.bounds, this.width, this.height, INSETS, most);
    this.isFollowing = true;
  }

  zoomTo(zoom: number): void {
    const next = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom));
    const middle = { x: this.width / 2, y: this.height / 2 };
    const at = this.fromScreen(middle);
    this.isFollowing = false;
    this.viewport = { x: Math.round(middle.x - at.x * next), y: Math.round(middle.y - at.y * next), zoom: next };
  }

  /** Brings a place into sight without changing the zoom. */
  reveal(box: Box): void {
    const [from, to] = [this.toScreen(box), this.toScreen({ x: box.x + box.width, y: box.y + box.height })];
    const shift = (low: number, high: number, size: number) => (low < 16 ? 16 - low : high > size - 16 ? size - 16 - high : 0);
    const [dx, dy] = [shift(from.x, to.x, this.width), shift(from.y, to.y, this.height)];
    if (dx || dy) this.viewport = { ...this.viewport, x: this.viewport.x + dx, y: this.viewport.y + dy };
  }

  /** The forward edge under a point of the canvas, for what is dropped there. */
  edgeNear(point: Point): number | null {
    let [best, least] = [null as number | null, ONTO_EDGE];
    this.routes.forEach((route, index) => {
      if (!route || this.drawing.roles[index] !== 'forward') return;
      const distance = distanceTo(point, route.points);
      if (distance < least) [best, least] = [index, distance];
    });
    return best;
  }
}
