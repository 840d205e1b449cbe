/**
 * An ONNX file while it is being written: graphs, nodes, initializers, and names that never repeat - not even between a
 * graph and the bodies inside it, because a body sees the names around it.
 * Knows the file format and nothing of programs; `onnx.ts` says what to write.
 * Source: onnx/onnx.proto3 (field numbers), docs/IR.md (scopes and names).
 */
import type { OnnxScribe } from '../ops/op.ts';
import { bytes, float, message, text, whole, wholes, type Bytes } from './protobuf.ts';

/** Opset 17 is the last where ReduceMax has its axes as an attribute, and onnxruntime has read it since 1.12. */
export const OPSET = 17;
/** The IR version that belongs to opset 17. */
export const IR_VERSION = 8;

/** The end of an axis, whatever its length. */
export const END = 2147483647;

/** TensorProto.DataType. */
export const elementTypes = { float32: 1, int64: 7, bool: 9, float64: 11 } as const;
export type ElementType = 'float32' | 'int64' | 'float64';

/** A size, or the name of one that is decided at run time. */
export type Dim = number | string;

export type Attribute = number | readonly number[] | string | { graph: Bytes } | { float: number };

/** Nodes of the model itself or of the body of a loop. */
export class OnnxGraph implements OnnxScribe {
  /** Stands before the names of what is added next, so that a reader sees which cell it belongs to. */
  scope = '';
  private readonly model: OnnxModel;
  private readonly nodes: Bytes[] = [];

  constructor(model: OnnxModel) {
    this.model = model;
  }

  node(type: string, inputs: string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.nodeOf(type, inputs, [this.model.unique(this.scope ? `${this.scope}/${type}` : type)], attributes)[0];
  }

  /** A node with given names for its outputs; they must come from `unique`, or be the name of an output of the model. */
  nodeOf(type: string, inputs: readonly string[], outputs: string[], attributes: Readonly<Record<string, Attribute>> = {}): string[] {
    for (const name of inputs) this.model.used.add(name);
    this.nodes.push(
      message(
        inputs.map((name) => text(1, name)),
        outputs.map((name) => text(2, name)),
        text(3, this.model.unique(`node/${outputs[0]}`)),
        text(4, type),
        Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
      ),
    );
    return outputs;
  }

  scalar(x: number): string {
    return this.model.scalar(x);
  }

  /** GraphProto. */
  toBytes(name: string, inputs: Bytes[], outputs: Bytes[], initializers: Bytes[] = []): Bytes {
    return message(
      this.nodes.map((node) => bytes(1, node)),
      text(2, name),
      initializers.map((tensor) => bytes(5, tensor)),
      inputs.map((input) => bytes(11, input)),
      outputs.map((output) => bytes(12, output)),
    );
  }
}

/** Names and constants of the whole file. Constants stand in the outer graph; bodies read them from there. */
export class OnnxModel {
  readonly main = new OnnxGraph(this);
  /** Names that some node reads: a constant that none reads is left out of the file. */
  readonly used = new Set<string>();
  private readonly taken = new Set<string>();
  private readonly suffixes = new Map<string, number>();
  private readonly initializers: { name: string; tensor: Bytes }[] = [];
  private readonly constants = new Map<string, string>();

  /** The name itself for whoever comes first, then with a number behind it. */
  unique(wanted: string): string {
    let name = wanted;
    while (this.taken.has(name)) {
      const suffix = (this.suffixes.get(wanted) ?? 0) + 1;
      this.suffixes.set(wanted, suffix);
      name = `${wanted}_${suffix}`;
    }
    this.taken.add(name);
    return name;
  }

  /** A float32 tensor under a name of its own; the name is taken as it is. */
  tensor(name: string, shape: readonly number[], numbers: ArrayLike<number>): string {
    if (this.taken.has(name)) throw new Error(`ONNX export: two tensors are called "${name}"`);
    this.taken.add(name);
    this.initializers.push({ name, tensor: tensorProto(name, 'float32', shape, numbers) });
    return name;
  }

  /** A constant; equal ones are stored once. */
  constant(type: ElementType, shape: readonly number[], numbers: readonly number[]): string {
    const key = `${type} [${shape}] ${numbers.map((x) => (Object.is(x, -0) ? '-0' : x)).join(' ')}`;
    let name = this.constants.get(key);
    if (name === undefined) {
      name = this.unique(numbers.length === 1 ? `constant/${numbers[0]}` : 'constant');
      this.constants.set(key, name);
      this.initializers.push({ name, tensor: tensorProto(name, type, shape, numbers) });
    }
    return name;
  }

  scalar(x: number): string {
    return this.constant('float32', [], [x]);
  }

  /** A list of whole numbers: what shapes, axes and places are given as. */
  wholes(...numbers: number[]): string {
    return this.constant('int64', [numbers.length], numbers);
  }

  /** ModelProto. */
  toBytes(about: {
    name: string;
    description: string;
    inputs: Bytes[];
    outputs: Bytes[];
    metadata: Readonly<Record<string, string>>;
  }): Bytes {
    const initializers = this.initializers.filter(({ name }) => this.used.has(name)).map(({ tensor }) => tensor);
    return message(
      whole(1, IR_VERSION),
      text(2, 'Loopwright'),
      text(6, about.description),
      bytes(7, this.main.toBytes(about.name, about.inputs, about.outputs, initializers)),
      bytes(8, message(text(1, ''), whole(2, OPSET))),
      Object.entries(about.metadata).map(([key, value]) => bytes(14, message(text(1, key), text(2, value)))),
    );
  }
}

/** ValueInfoProto: name, type and shape of what goes into or out of a graph. */
export function valueInfo(name: string, type: ElementType, shape: readonly Dim[], description = ''): Bytes {
  const dims = shape.map((size) => bytes(1, typeof size === 'number' ? whole(1, size) : text(2, size)));
  const tensorType = message(whole(1, elementTypes[type]), bytes(2, message(dims)));
  return message(text(1, name), bytes(2, bytes(1, tensorType)), description ? text(3, description) : []);
}

/** AttributeProto. A plain number is an INT: the few FLOAT attributes of ONNX are written { float }. */
function attribute(name: string, value: Attribute): Bytes {
  const of = (type: number, field: Bytes) => message(text(1, name), field, whole(20, type));
  if (typeof value === 'number') return of(2, whole(3, value));
  if (typeof value === 'string') return of(3, text(4, value));
  if ('graph' in value) return of(5, bytes(6, value.graph));
  if ('float' in value) return of(1, float(2, value.float));
  return of(7, wholes(8, value));
}

/** TensorProto with its numbers as raw little-endian bytes. */
function tensorProto(name: string, type: ElementType, shape: readonly number[], numbers: ArrayLike<number>): Bytes {
  const count = shape.reduce((n, size) => n * size, 1);
  if (numbers.length !== count)
    throw new Error(`ONNX export: tensor "${name}" of [${shape}] needs ${count} numbers, got ${numbers.length}`);
  const each = type === 'float32' ? 4 : 8;
  const raw = new Uint8Array(count * each);
  const view = new DataView(raw.buffer);
  for (let i = 0; i < count; i++) {
    if (type === 'float32') view.setFloat32(i * each, numbers[i], true);
    else if (type === 'float64') view.setFloat64(i * each, numbers[i], true);
    else view.setBigInt64(i * each, BigInt(numbers[i]), true);
  }
  return message(wholes(1, shape), whole(2, elementTypes[type]), text(8, name), bytes(9, raw));
}
