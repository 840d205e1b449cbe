/**
 * Scaling written as ONNX nodes: from units to what a network sees, and back. n columns, B windows; time comes first: [T, B, n].
 *
 * Plain columns stay in the type of the file. A power or a logarithm is taken in float64, whatever the type: near zero it magnifies what
 * float32 has rounded away.
 */
import type { ColumnScaling } from '../data/scaling.ts';
import { elementTypes, type OnnxModel } from './onnx-model.ts';

/** The type of what goes in and comes out in units; the network itself computes in float32 either way. */
export type IoType = 'float32' | 'float64';

export interface Columns {
  /** How each series scales the columns, and last of all how those of all together are scaled; one entry where all are scaled alike. */
  each: readonly (readonly ColumnScaling[])[];
  /** int64 tensor [B]: which of them; -1 is the last. Absent where there is one. */
  series?: string;
}

type Parameter = (column: ColumnScaling) => number;
const isDifference: Parameter = (c) => Number(c.difference === true);
const isPower: Parameter = (c) => Number(c.power !== undefined);
const isLog: Parameter = (c) => Number(c.power?.lambda === 0);

class Tables {
  private readonly onnx: OnnxModel;
  private readonly columns: Columns;

  constructor(onnx: OnnxModel, columns: Columns) {
    this.onnx = onnx;
    this.columns = columns;
  }

  some(of: Parameter): boolean {
    return this.columns.each.some((list) => list.some((c) => of(c) !== 0));
  }

  /** A number of each column: [n], or [B, n] where series differ in it. */
  row(of: Parameter, type: IoType): string {
    const { each, series } = this.columns;
    const rows = each.map((list) => list.map(of));
    if (series === undefined || rows.every((row) => row.every((x, i) => Object.is(x, rows[0][i]))))
      return this.onnx.constant(type, [rows[0].length], rows[0]);
    return this.onnx.main.node('Gather', [this.onnx.constant(type, [rows.length, rows[0].length], rows.flat()), series], { axis: 0 });
  }

  /** yes where a column has a mark, else no; nothing is chosen where all have it or none. */
  choose(mark: Parameter, yes: () => string, no: string): string {
    const marks = this.columns.each.flatMap((list) => list.map(mark));
    if (!marks.includes(1)) return no;
    if (!marks.includes(0)) return yes();
    const { main } = this.onnx;
    return main.node('Where', [main.node('Greater', [this.row(mark, 'float32'), this.onnx.scalar(0.5)]), yes(), no]);
  }
}

/**
 * (f(x) - shift) / scale along the last axis, float32 out. before: the row before the first one, [1, B, n]; only differences look at it.
 * A float32 x is shifted in two parts, the shift rounded to float32 and then what that left over: each subtraction errs
 * by half a unit of its small result, not of the large x. Error: at most 3e-7 relative to the scaled value; a float64 x
 * is rounded once, after the division, as the app does it.
 */
export function standardised(onnx: OnnxModel, x: string, columns: Columns, ioType: IoType, before?: () => string): string {
  const { main } = onnx;
  const tables = new Tables(onnx, columns);
  let y = tables.choose(
    isDifference,
    () => {
      const longer = main.node('Concat', [before!(), x], { axis: 0 });
      return main.node('Sub', [x, main.node('Slice', [longer, onnx.wholes(0), onnx.wholes(-1), onnx.wholes(0)])]);
    },
    x,
  );
  const type = tables.some(isPower) ? 'float64' : ioType;
  if (type !== ioType) y = main.node('Cast', [y], { to: elementTypes[type] });
  y = raised(onnx, tables, y);
  for (const shift of shiftsOf(type)) if (tables.some(shift)) y = main.node('Sub', [y, tables.row(shift, type)]);
  const scale = scaleOf(type);
  if (tables.some((c) => scale(c) - 1)) y = main.node('Div', [y, tables.row(scale, type)]);
  return type === 'float32' ? y : main.node('Cast', [y], { to: elementTypes.float32 });
}

/** The way back, of the type that the file gives out. scaled: [H, B, n]; before: the values in units that differences begin at, [B, n]. */
export function inUnits(onnx: OnnxModel, scaled: string, columns: Columns, ioType: IoType, before?: () => string): string {
  const { main } = onnx;
  const tables = new Tables(onnx, columns);
  const type = tables.some(isPower) ? 'float64' : ioType;
  let y = type === 'float32' ? scaled : main.node('Cast', [scaled], { to: elementTypes[type] });
  const scale = scaleOf(type);
  if (tables.some((c) => scale(c) - 1)) y = main.node('Mul', [y, tables.row(scale, type)]);
  // The large part of the shift comes last.
  for (const shift of shiftsOf(type).reverse()) if (tables.some(shift)) y = main.node('Add', [y, tables.row(shift, type)]);
  y = lowered(onnx, tables, y);
  if (type !== ioType) y = main.node('Cast', [y], { to: elementTypes[ioType] });
  return tables.choose(isDifference, () => main.node('Add', [main.node('CumSum', [y, onnx.constant('int64', [], [0])]), before!()]), y);
}

/** How far one deviation reaches in units, where a column is not bent: deviation * scale. */
export function deviationInUnits(onnx: OnnxModel, deviation: string, columns: Columns, ioType: IoType): string {
  const wide = ioType === 'float32' ? deviation : onnx.main.node('Cast', [deviation], { to: elementTypes.float64 });
  return onnx.main.node('Mul', [wide, new Tables(onnx, columns).row(scaleOf(ioType), ioType)]);
}

/** Some of the columns, in the order that is given. */
export const someOf = (columns: Columns, places: readonly number[]): Columns => ({
  ...columns,
  each: columns.each.map((list) => places.map((i) => list[i])),
});

export const hasDifferences = ({ each }: Pick<Columns, 'each'>): boolean => each.some((list) => list.some((c) => isDifference(c)));
export const hasPowers = ({ each }: Pick<Columns, 'each'>): boolean => each.some((list) => list.some((c) => isPower(c)));

/** f of the columns that have a power or a logarithm; NaN where there is none. */
function raised(onnx: OnnxModel, tables: Tables, x: string): string {
  const { main } = onnx;
  return tables.choose(
    isPower,
    () => {
      const moved = main.node('Add', [x, tables.row((c) => c.power?.offset ?? 0, 'float64')]);
      const lambda = () => tables.row((c) => c.power?.lambda || 1, 'float64');
      const one = onnx.constant('float64', [], [1]);
      const power = () => main.node('Div', [main.node('Sub', [main.node('Pow', [moved, lambda()]), one]), lambda()]);
      const isOnlyLogs = !tables.some((c) => Number(isPower(c) === 1 && isLog(c) === 0));
      const y = isOnlyLogs ? main.node('Log', [moved]) : tables.choose(isLog, () => main.node('Log', [moved]), power());
      const isAbove = main.node('Greater', [moved, onnx.constant('float64', [], [0])]);
      return main.node('Where', [isAbove, y, onnx.constant('float64', [], [NaN])]);
    },
    x,
  );
}

function lowered(onnx: OnnxModel, tables: Tables, z: string): string {
  const { main } = onnx;
  return tables.choose(
    isPower,
    () => {
      const lambda = (of: (l: number) => number) => tables.row((c) => of(c.power?.lambda || 1), 'float64');
      const power = () => {
        const base = main.node('Add', [main.node('Mul', [z, lambda((l) => l)]), onnx.constant('float64', [], [1])]);
        const positive = main.node('Max', [base, onnx.constant('float64', [], [0])]);
        return main.node('Pow', [positive, lambda((l) => 1 / l)]);
      };
      const isOnlyLogs = !tables.some((c) => Number(isPower(c) === 1 && isLog(c) === 0));
      const y = isOnlyLogs ? main.node('Exp', [z]) : tables.choose(isLog, () => main.node('Exp', [z]), power());
      return main.node('Sub', [y, tables.row((c) => c.power?.offset ?? 0, 'float64')]);
    },
    z,
  );
}

/** What is subtracted, in order: of float32 the shift as it is rounded, and what that leaves over. */
const shiftsOf = (type: IoType): Parameter[] =>
  type === 'float64' ? [(c) => c.shift] : [(c) => Math.fround(c.shift), (c) => Math.fround(c.shift - Math.fround(c.shift))];

const scaleOf =
  (type: IoType): Parameter =>
  (c) =>
    type === 'float64' ? c.scale : Math.fround(c.scale);
