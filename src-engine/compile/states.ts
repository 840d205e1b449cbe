/**
 * What cells carry from step to step: where it begins, what happens to it where a row is not there, and what training
 * does to it (dropout of what matrices see of it, zoneout of what a step leaves).
 */
import { INPUT } from '../architecture.ts';
import { cells } from '../cells/index.ts';
import type { Options } from '../cells/cell.ts';
import { startsOf } from './1-check-places.ts';
import type { Checked, CheckedNode } from './checked.ts';
import type { Graph } from './graph.ts';
import { ANYWHERE } from './line.ts';
import type { Around } from './surroundings.ts';
import type { Builder } from '../ops/op.ts';
import type { Value } from './value.ts';

type Named = Record<string, Value>;

export class States {
  private readonly graph: Graph;
  private readonly around: Around;
  private readonly checked: Checked;
  /** By node: reads of the step before, with what they begin with. */
  private readonly known = new Map<string, { reads: Named; before: Named }>();
  private readonly finals = new Map<string, Named>();

  constructor(graph: Graph, around: Around, checked: Checked) {
    this.graph = graph;
    this.around = around;
    this.checked = checked;
  }

  /** What a step of the node is given. outputs: of the nodes before it. */
  before(node: CheckedNode, outputs: ReadonlyMap<string, Value>): Named {
    const known = this.known.get(node.id);
    if (known) return known.before;
    const { graph, around } = this;
    const b = graph.builder;
    const line = graph.lineOf(node.reads);
    const reads: Named = {};
    const before: Named = {};
    for (const [name, width] of Object.entries(this.widths(node))) {
      const start = this.start(node, name, width, outputs);
      if (start?.isEveryStep) before[name] = graph.on(line, start.value);
      else {
        reads[name] = graph.readLater(width, node.isBackward ? 1 : -1, line);
        before[name] = start ? b.where(b.broadcast(around.first(node), width), graph.on(line, start.value), reads[name]) : reads[name];
      }
    }
    this.known.set(node.id, { reads, before });
    return before;
  }

  /**
   * With what a step of the node is built: while training its matmuls do not see some of every state, also of one that a gate
   * multiplies first. What a cell carries on by itself stays whole: times 1 / (1 - rate) at each step, it would grow without end.
   * Source: Gal and Ghahramani 2016, arXiv:1512.05287, section 4.
   */
  builder(node: CheckedNode): Builder {
    const { graph } = this;
    const b = graph.builder;
    const rate = rateOf(node.options.recurrentDropout);
    if (!rate) return b;
    const names = new Map(Object.entries(this.known.get(node.id)!.before).map(([name, value], i) => [value, i ? name : 'state']));
    const dropped = (v: Value): Value => {
      const name = names.get(v);
      if (name !== undefined) return b.multiply(v, graph.input(`drop/${node.id}/${name}`, v.width, ANYWHERE, { kind: 'drop', rate }));
      if (v.op === 'concat') return b.concat(...v.inputs.map(dropped));
      if (v.op === 'multiply') return b.multiply(dropped(v.inputs[0]), dropped(v.inputs[1]));
      return v;
    };
    return { ...b, matmul: (v, weight) => b.matmul(dropped(v), weight) };
  }

  /** What the step leaves, from what the cell made of it. */
  after(node: CheckedNode, made: Named): Named {
    const { graph, around } = this;
    const b = graph.builder;
    const { before } = this.known.get(node.id)!;
    const mask = around.mask(node.reads);
    const rate = rateOf(node.options.zoneout);
    const next = Object.fromEntries(
      Object.entries(made).map(([name, value]) => {
        const { width } = value;
        let kept = value;
        if (rate) {
          // While training each unit keeps its old value with this probability; else the mean of both.
          const zone = graph.input(`zone/${node.id}/${name}`, width, graph.lineOf(node.reads), { kind: 'zone', rate });
          kept = b.add(kept, b.multiply(zone, b.subtract(before[name], kept)));
        }
        if (mask) kept = b.where(b.broadcast(mask, width), kept, before[name]);
        return [name, kept];
      }),
    );
    this.finals.set(node.id, next);
    if (mask) for (const value of Object.values(next)) around.carried.add(value);
    return next;
  }

  /** Lets the reads of earlier steps see what is left to them. */
  bind(node: CheckedNode, next: Named): void {
    for (const [name, read] of Object.entries(this.known.get(node.id)!.reads)) {
      next[name].name ??= `${node.id}.${name}`;
      read.of = this.graph.whole(next[name], read.line);
    }
  }

  private widths(node: CheckedNode): Record<string, number> {
    return node.id === INPUT ? {} : cells[node.cell].state(node.options, node.inputs);
  }

  /** What a state begins with where it does not begin with zero: one value per window. */
  private start(node: CheckedNode, name: string, width: number, outputs: ReadonlyMap<string, Value>) {
    const { graph, around, checked } = this;
    for (const edge of node.starts) {
      const from = checked.nodes.get(edge.from)!;
      if (!startsOf(node, from).includes(name)) continue;
      const value = this.finals.get(from.id)?.[name] ?? outputs.get(from.id)!;
      return { value: around.ending(from, value), isEveryStep: edge.into === 'state' };
    }
    if (node.options.start !== 'learned') return undefined;
    return { value: graph.builder.vector(graph.parameter(`${node.owner}.start_${name}`, 1, width, 0)), isEveryStep: false };
  }
}

const rateOf = (value: Options[string] | undefined): number => (typeof value === 'number' ? value : 0);
