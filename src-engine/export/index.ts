// The table of export formats: the key is the name that the Api and the command line use.
import { weightOf, type ExportModel } from './model.ts';
import { writeOnnx } from './onnx.ts';
import type { Bytes } from './protobuf.ts';
import { writeSafetensors, type Tensor } from './safetensors.ts';
import { parametersOf } from '../compile/program.ts';

export interface Exporter {
  label: string;
  /** What the file is for, one sentence. */
  purpose: string;
  /** Without the dot. */
  extension: string;
  make(model: ExportModel): Bytes;
}

const table = {
  onnx: {
    label: 'ONNX',
    purpose: 'Runs the forecast anywhere that ONNX runs: Python, C++, browsers, other tools. Scaling is inside.',
    extension: 'onnx',
    make: (model) => writeOnnx(model),
  },
  safetensors: {
    label: 'safetensors',
    purpose: 'The weights under the names of their cells, float32, for PyTorch, JAX and others. No network inside.',
    extension: 'safetensors',
    make: weightsFile,
  },
} satisfies Record<string, Exporter>;

export type ExportFormatName = keyof typeof table;
export const exporters: Readonly<Record<ExportFormatName, Exporter>> = table;
export const exportFormats = (Object.keys(table) as ExportFormatName[]).map((name) => ({ name, ...exporters[name] }));

/** The parameters alone, sorted by name, each in the shape that its cell gives it: equal weights are equal bytes, whoever trained them. */
function weightsFile(model: ExportModel): Bytes {
  const sorted = parametersOf(model.program).sort((a, b) => (a.name < b.name ? -1 : 1));
  const tensors = sorted.map(({ name, rows, cols }): [string, Tensor] => [
    name,
    { dtype: 'F32', shape: [rows, cols], numbers: Float32Array.from(weightOf(model, name, rows, cols)) },
  ]);
  return writeSafetensors(new Map(tensors));
}
