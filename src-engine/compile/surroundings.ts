/**
 * What a cell may ask about the window around its step: the last known row, where a step stands, which rows count, and
 * multipliers that are drawn anew. See Surroundings in cells/cell.ts.
 */
import type { Surroundings } from '../cells/cell.ts';
import type { Checked, CheckedNode } from './checked.ts';
import type { Graph } from './graph.ts';
import { ANYWHERE, ONCE, STEPS, type Line } from './line.ts';
import { rowWidth, type Task } from './task.ts';
import type { Value } from './value.ts';

export class Around {
  private readonly graph: Graph;
  private readonly checked: Checked;
  private readonly task: Task;
  private readonly notes = new Map<string, Value>();
  /** States that keep their value over rows that are not there. */
  readonly carried = new Set<Value>();

  constructor(graph: Graph, checked: Checked, task: Task) {
    this.graph = graph;
    this.checked = checked;
    this.task = task;
  }

  of(node: CheckedNode): Surroundings {
    const { graph, task, notes } = this;
    const b = graph.builder;
    // A cell that opens the horizon counts the steps that it opens.
    const reads = graph.lineOf(node.line.kind === 'ahead' ? node.line : node.reads);
    const counts = this.counts(node.reads);
    let draws = 0;
    return {
      get origin() {
        return graph.input('origin', task.inputs, ANYWHERE);
      },
      targetColumns: task.targetColumns,
      parts: this.checked.forecast.parts,
      fixed: (kind, rows, cols, numbers) => graph.fixed(kind, rows, cols, numbers),
      first: () => this.first(node),
      every: (period) => b.greater(graph.constant(1, 0.5), graph.clock(reads, { fromEnd: node.isBackward, period })),
      index: () => graph.clock(reads, { fromEnd: node.isBackward, period: 0 }),
      ...(counts ? { counts } : {}),
      last: (x) => this.ending(node, x),
      everywhere: (x) => graph.on(graph.lineOf(node.line), x),
      segments: (x) => graph.fold(x, (node.line as Extract<Line, { kind: 'segments' }>).points),
      dropout: (rate, width, per) =>
        graph.input(`drop/${node.id}/${draws++}`, width, per === 'window' ? ANYWHERE : reads, { kind: 'drop', rate }),
      notes,
    };
  }

  /** 1 at the first step that a node runs. */
  first({ reads, isBackward }: CheckedNode): Value {
    const { graph } = this;
    const clock = graph.clock(graph.lineOf(reads), { fromEnd: isBackward, period: 0 });
    return graph.builder.greater(graph.constant(1, 0.5), clock);
  }

  /** 1 where a row is there, on a line that has rows of the window; undefined where all are. */
  mask(line: Line): Value | undefined {
    const { graph, task } = this;
    if (!task.masked || (line.kind !== 'steps' && line.kind !== 'segments')) return undefined;
    const mask = graph.input('mask', 1, STEPS);
    // The rows of a window come first: a segment whose first row is there has begun.
    return line.kind === 'steps' ? mask : graph.builder.slice(graph.fold(mask, line.points), 0, 1);
  }

  /** 1 where a row belongs to the window: it is there, and not after the origin. */
  private counts(line: Line): Value | undefined {
    const { graph, checked } = this;
    const mask = this.mask(line);
    if (checked.strategy !== 'recursive' || line.kind !== 'steps') return mask;
    const seen = graph.input('window', 1, STEPS);
    return mask ? graph.builder.multiply(mask, seen) : seen;
  }

  /** A value at the last step that a node runs: one per window. */
  ending(node: CheckedNode, v: Value): Value {
    const { graph } = this;
    const b = graph.builder;
    if (v.line === ONCE || v.line === ANYWHERE) return v;
    const line = graph.lines[v.line];
    const mask = this.mask(line);
    const at = (flag: Value) => graph.total(b.multiply(b.broadcast(flag, v.width), v));
    if (node.isBackward) return at(b.greater(graph.constant(1, 0.5), graph.clock(v.line, { fromEnd: false, period: 0 })));
    // A state is carried over rows that are not there; anything else is read where the last row is.
    const isCarried = (v.op === 'concat' ? v.inputs : [v]).every((part) => this.carried.has(part));
    if (mask && !isCarried) return at(b.multiply(mask, b.oneMinus(graph.read(mask, 1))));
    return graph.on(ONCE, v);
  }

  /** A fed target that reaches back before the first step of the horizon finds the rows of the window there. */
  withHistory(read: Value, delay: number): Value {
    const { graph, checked } = this;
    if (checked.nodes.get(checked.output)!.line.kind !== 'ahead') return read;
    const width = checked.forecast.points * rowWidth(this.task);
    return graph.builder.add(read, graph.input(`past/${delay}`, width, read.line));
  }
}
