/**
 * From what a file is given, in units, to the inputs of the program: scaled, time first, what is not there made zero. Each method
 * answers for some inputs of `data/feed.ts`, which says the same of the app's own arrays.
 *
 * L rows of a window, H rows of the horizon, B windows, F input columns, C targets, K columns known ahead.
 */
import type { Program } from '../compile/program.ts';
import type { ExportModel } from './model.ts';
import { elementTypes, END, type OnnxModel } from './onnx-model.ts';
import { hasDifferences, someOf, standardised, type Columns, type IoType } from './onnx-scaling.ts';
import type { WalkInputs } from './onnx-values.ts';
import { knownColumns, scalingsOf, signatureOf, stateIn, statesOf } from './signature.ts';

export class OnnxInputs {
  readonly features: Columns;
  readonly targets: Columns;
  private readonly onnx: OnnxModel;
  private readonly model: ExportModel;
  private readonly ioType: IoType;
  private readonly names: ReadonlySet<string>;
  private readonly made = new Map<string, string>();

  constructor(onnx: OnnxModel, model: ExportModel, ioType: IoType) {
    this.onnx = onnx;
    this.model = model;
    this.ioType = ioType;
    this.names = new Set(signatureOf(model).inputs.map(({ name }) => name));
    const series = this.has('series') ? { series: 'series' } : {};
    this.features = { each: scalingsOf(model, 'features'), ...series };
    this.targets = { each: scalingsOf(model, 'targets'), ...series };
  }

  private get main() {
    return this.onnx.main;
  }

  private has(name: string): boolean {
    return this.names.has(name);
  }

  /** A node that several inputs share. */
  private once(key: string, make: () => string): string {
    let name = this.made.get(key);
    if (name === undefined) this.made.set(key, (name = make()));
    return name;
  }

  write(): WalkInputs {
    const { main } = this;
    const { program } = this.model;
    const tensors: Record<string, string> = { x: this.rows(), origin: this.origin() };
    for (const input of program.inputs) if (!(input.name in tensors)) tensors[input.name] = this.input(input);
    const states = new Map(statesOf(program).map((state) => [state.value, stateIn(state)]));
    return {
      tensors,
      steps: main.node('Shape', [tensors.x], { start: 0, end: 1 }),
      batch: main.node('Shape', [tensors.x], { start: 1, end: 2 }),
      ...(states.size ? { states } : {}),
    };
  }

  private input({ name, width, line, noise }: Program['inputs'][number]): string {
    const { onnx, main } = this;
    const past = /^past\/(\d+)$/.exec(name);
    const future = /^future(?:\/(\d+))?$/.exec(name);
    if (noise) return onnx.constant('float32', [1, width], new Array<number>(width).fill(noise.kind === 'drop' ? 1 : noise.rate));
    if (name === 'window') return this.window();
    if (name === 'mask') return this.mask();
    if (name === 'teacher' || name === 'known') return this.taught(name, width, this.model.program.lines[line]?.kind === 'ahead');
    if (past) return this.past(Number(past[1]), width);
    if (future) return future[1] === undefined ? this.futureOnce() : this.futureSteps(Number(future[1]));
    if (name === 'static') return this.statics();
    if (name === 'series') return main.node('Reshape', [main.node('Cast', ['series'], { to: elementTypes.float32 }), onnx.wholes(-1, 1)]);
    throw new Error(`ONNX export: nothing provides the input "${name}"`);
  }

  /** x with time first: [L, B, F]. */
  private raw(): string {
    return this.once('raw', () => this.main.node('Transpose', ['x'], { perm: [1, 0, 2] }));
  }

  private get ahead(): number {
    const { program, design } = this.model;
    return program.strategy === 'recursive' ? design.horizon - 1 : 0;
  }

  /** The row before the window, of these columns: [1, B, n]. */
  private before(columns: readonly number[]): string {
    const { onnx, main } = this;
    const chosen = main.node('Gather', ['before', onnx.constant('int64', [columns.length], columns)], { axis: 1 });
    return main.node('Unsqueeze', [chosen, onnx.wholes(0)]);
  }

  /** Rows of the window, scaled, zero where none is there: [L, B, F]. */
  private seen(): string {
    return this.once('seen', () => {
      const all = this.features.each[0].map((_, i) => i);
      const scaled = standardised(this.onnx, this.raw(), this.features, this.ioType, () => this.before(all));
      if (!this.has('length')) return scaled;
      return this.main.node('Where', [this.isThere(), scaled, this.onnx.scalar(0)]);
    });
  }

  /** The program's x: after the window the features hold their last known values, but for what is known ahead. [L + steps, B, F] */
  private rows(): string {
    const { onnx, main, ahead } = this;
    if (!ahead) return this.seen();
    const held = main.node('Expand', [this.origin(), onnx.wholes(ahead, 1, 1)]);
    return main.node('Concat', [this.seen(), this.has('future') ? this.withFuture(held) : held], { axis: 0 });
  }

  /** held: [ahead, B, F]. What is not known ahead stays as it is. */
  private withFuture(held: string): string {
    const { onnx, main, ahead } = this;
    const known = knownColumns(this.model);
    const F = this.features.each[0].length;
    const future = main.node('Slice', [this.future(), onnx.wholes(0), onnx.wholes(ahead), onnx.wholes(0)]);
    const kept = main.node('Gather', [held, onnx.constant('int64', [known.length], known)], { axis: 2 });
    const shown = main.node('Where', [main.node('IsNaN', [future]), kept, future]);
    const places = Array.from({ length: F }, (_, i) => (known.includes(i) ? F + known.indexOf(i) : i));
    return main.node('Gather', [main.node('Concat', [held, shown], { axis: 2 }), onnx.constant('int64', [F], places)], { axis: 2 });
  }

  /** The last row that is seen, scaled: [B, F]. */
  private origin(): string {
    return this.once('origin', () => this.lastOf(this.seen(), 'float32'));
  }

  /** The last row of [L, B, n] that is there: [B, n]. */
  lastOf(rows: string, type: IoType): string {
    const { onnx, main } = this;
    if (!this.has('length')) return main.node('Gather', [rows, onnx.constant('int64', [], [-1])], { axis: 0 });
    const isLast = main.node('Equal', [this.count(), main.node('Sub', [this.lengths(), onnx.constant('int64', [], [1])])]);
    return main.node('ReduceSum', [main.node('Where', [isLast, rows, onnx.constant(type, [], [0])]), onnx.wholes(0)], { keepdims: 0 });
  }

  /** Targets in units at the last row, where differences begin: [B, C]. */
  lastTargets(): string {
    const { onnx, main } = this;
    const { targetColumns } = this.model.task;
    if (this.has('last')) return 'last';
    const columns = onnx.constant('int64', [targetColumns.length], [...targetColumns]);
    return this.lastOf(main.node('Gather', [this.raw(), columns], { axis: 2 }), this.ioType);
  }

  /** The number of each row: int64 [L, 1, 1]. */
  private count(): string {
    return this.once('count', () => {
      const { onnx, main } = this;
      const whole = (n: number) => onnx.constant('int64', [], [n]);
      const steps = main.node('Squeeze', [main.node('Shape', ['x'], { start: 1, end: 2 })]);
      return main.node('Reshape', [main.node('Range', [whole(0), steps, whole(1)]), onnx.wholes(-1, 1, 1)]);
    });
  }

  private lengths(): string {
    return this.once('lengths', () => this.main.node('Reshape', ['length', this.onnx.wholes(1, -1, 1)]));
  }

  /** bool [L, B, 1] */
  private isThere(): string {
    return this.once('isThere', () => this.main.node('Less', [this.count(), this.lengths()]));
  }

  private mask(): string {
    return this.main.node('Cast', [this.isThere()], { to: elementTypes.float32 });
  }

  /** 1 at the rows of the window, 0 at those after it: [L + steps, B, 1]. */
  private window(): string {
    const { onnx, main, ahead } = this;
    const column = main.node('Slice', [this.seen(), onnx.wholes(0), onnx.wholes(1), onnx.wholes(2)]);
    const ones = main.node('Expand', [onnx.scalar(1), main.node('Shape', [column])]);
    return ahead ? main.node('Pad', [ones, onnx.wholes(0, 0, 0, ahead, 0, 0), onnx.scalar(0)]) : ones;
  }

  /** The targets' own past among the features: [L, B, C]. */
  private truth(): string {
    return this.once('truth', () => {
      const { targetColumns } = this.model.task;
      return this.main.node('Gather', [this.seen(), this.onnx.constant('int64', [targetColumns.length], [...targetColumns])], { axis: 2 });
    });
  }

  private get batch(): string {
    return this.once('batch', () => this.main.node('Shape', ['x'], { start: 0, end: 1 }));
  }

  /**
   * What a forecast of `delay` steps before the first one of the horizon is: the targets of the last rows of the window,
   * `points` side by side; zero where the delay does not reach back so far. [steps, B, points * C]
   */
  private past(delay: number, width: number): string {
    const { onnx, main } = this;
    const { steps, points } = this.model.program.forecast;
    const C = this.model.task.targetColumns.length;
    if (!C) return main.node('ConstantOfShape', [main.node('Concat', [onnx.wholes(steps), this.batch, onnx.wholes(width)], { axis: 0 })]);
    const last = this.lastRows(delay * points, C);
    // [delay * points, B, C] -> [delay, points, B, C] -> [delay, B, points, C] -> [delay, B, points * C]
    const apart = main.node('Reshape', [last, main.node('Concat', [onnx.wholes(delay, points), this.batch, onnx.wholes(C)], { axis: 0 })]);
    const turned = main.node('Transpose', [apart], { perm: [0, 2, 1, 3] });
    const beside = main.node('Reshape', [turned, onnx.wholes(0, 0, points * C)]);
    const padded = main.node('Pad', [beside, onnx.wholes(0, 0, 0, steps, 0, 0), onnx.scalar(0)]);
    return main.node('Slice', [padded, onnx.wholes(0), onnx.wholes(steps), onnx.wholes(0)]);
  }

  /** Targets of the last `count` rows that are there, zero before the window: [count, B, C]. */
  private lastRows(count: number, C: number): string {
    const { onnx, main } = this;
    const longer = main.node('Pad', [this.truth(), onnx.wholes(count, 0, 0, 0, 0, 0), onnx.scalar(0)]);
    if (!this.has('length')) return main.node('Slice', [longer, onnx.wholes(-count), onnx.wholes(END), onnx.wholes(0)]);
    const numbers = onnx.constant(
      'int64',
      [count, 1, 1],
      Array.from({ length: count }, (_, i) => i),
    );
    const places = main.node('Add', [numbers, this.lengths()]);
    const shape = main.node('Concat', [onnx.wholes(count), this.batch, onnx.wholes(C)], { axis: 0 });
    return main.node('GatherElements', [longer, main.node('Expand', [places, shape])], { axis: 0 });
  }

  /**
   * What stands in for the forecast of a step while the truth is still known: `teacher`, the targets of the next row, and `known`, 1
   * where there is such a row. Both [L + H - 1, B, C], zero from the last row on. Over the steps of the horizon nothing is known.
   */
  private taught(name: 'teacher' | 'known', width: number, isAhead: boolean): string {
    const { onnx, main } = this;
    const { program, design } = this.model;
    // Classes are never shown as they truly were.
    const steps = isAhead ? onnx.wholes(program.forecast.steps) : main.node('Shape', [this.raw()], { start: 0, end: 1 });
    if (isAhead || !this.model.task.targetColumns.length)
      return main.node('ConstantOfShape', [main.node('Concat', [steps, this.batch, onnx.wholes(width)], { axis: 0 })]);
    const rows = name === 'teacher' ? this.truth() : main.node('Expand', [onnx.scalar(1), main.node('Shape', [this.truth()])]);
    // Lengthened before it is shortened: a window of one row must not become a tensor of none.
    const longer = main.node('Pad', [rows, onnx.wholes(0, 0, 0, design.horizon, 0, 0), onnx.scalar(0)]);
    return main.node('Slice', [longer, onnx.wholes(1), onnx.wholes(END), onnx.wholes(0)]);
  }

  /** What is known of the horizon, scaled; NaN where it is not known: [H, B, K]. */
  private future(): string {
    return this.once('future', () => {
      const { onnx, main } = this;
      const known = knownColumns(this.model);
      const columns = someOf(this.features, known);
      const raw = main.node('Transpose', ['future'], { perm: [1, 0, 2] });
      // Differences go on from the last row that is seen.
      const last = () => {
        const chosen = main.node('Gather', [this.raw(), onnx.constant('int64', [known.length], known)], { axis: 2 });
        return main.node('Unsqueeze', [this.lastOf(chosen, this.ioType), onnx.wholes(0)]);
      };
      return standardised(onnx, raw, columns, this.ioType, hasDifferences(columns) ? last : undefined);
    });
  }

  private futureKnown(): string {
    return this.once('future known', () => {
      const future = this.future();
      return this.main.node('Where', [this.main.node('IsNaN', [future]), this.onnx.scalar(0), future]);
    });
  }

  /** All rows of the horizon side by side: [B, H K]. */
  private futureOnce(): string {
    const { onnx, main } = this;
    const width = this.model.task.horizon * knownColumns(this.model).length;
    return main.node('Reshape', [main.node('Transpose', [this.futureKnown()], { perm: [1, 0, 2] }), onnx.wholes(-1, width)]);
  }

  /** `points` rows at each step of the horizon, zero after it: [steps, B, points K]. */
  private futureSteps(points: number): string {
    const { onnx, main } = this;
    const { horizon } = this.model.task;
    const K = knownColumns(this.model).length;
    const steps = Math.ceil(horizon / points);
    const whole = main.node('Pad', [this.futureKnown(), onnx.wholes(0, 0, 0, steps * points - horizon, 0, 0), onnx.scalar(0)]);
    const apart = main.node('Reshape', [whole, main.node('Concat', [onnx.wholes(steps, points), this.batch, onnx.wholes(K)], { axis: 0 })]);
    return main.node('Reshape', [main.node('Transpose', [apart], { perm: [0, 2, 1, 3] }), onnx.wholes(steps, -1, points * K)]);
  }

  /** [B, S], zero where a value is missing. */
  private statics(): string {
    const { onnx, main } = this;
    const scaled = standardised(onnx, 'static', { each: [this.model.ends.statics.scaling] }, this.ioType);
    return main.node('Where', [main.node('IsNaN', [scaled]), onnx.scalar(0), scaled]);
  }
}
