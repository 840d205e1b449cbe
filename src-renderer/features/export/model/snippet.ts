/** How an ONNX file is run from Python: one window of the length that it was trained on, made of what the file says it takes. */
import type { ExportReport } from '#shared/records.ts';

const types: Record<string, string> = { float32: 'np.float32', float64: 'np.float64', int64: 'np.int64' };

export function pythonSnippet(fileName: string, { inputs, outputs }: Pick<ExportReport, 'inputs' | 'outputs'>, lookback: number): string {
  const sizes: Record<string, number> = { batch: 1, time: lookback };
  const lines = inputs.map(({ name, shape, about }) => {
    const [, type, dims] = /^(\w+) \[(.*)\]$/.exec(shape) ?? ['', 'float32', ''];
    const numbers = dims.split(', ').map((dim) => String(sizes[dim] ?? dim));
    const size = numbers.length === 1 ? `${numbers[0]},` : numbers.join(', ');
    const value =
      name === 'length' ? `np.full((${size}), ${lookback}, ${types[type]})` : `np.zeros((${size}), ${types[type] ?? 'np.float32'})`;
    // A name with a line break in it must not end the comment.
    return `    ${JSON.stringify(name)}: ${value},${about ? `  # ${about.replaceAll(/\s+/g, ' ')}` : ''}`;
  });
  return [
    'import numpy as np',
    'import onnxruntime as ort',
    '',
    `model = ort.InferenceSession(${JSON.stringify(fileName)})`,
    'out = model.run(None, {',
    ...lines,
    '})',
    ...outputs.map(({ name, shape, about }, i) => {
      const said = about ? `: ${about.replaceAll(/\s+/g, ' ')}` : '';
      return `print(${JSON.stringify(name)}, out[${i}].shape)  # ${shape.replace(/^\w+ /, '')}${said}`;
    }),
  ].join('\n');
}
