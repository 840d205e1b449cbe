import { required, storeOption, withHost, writeFile, type Command } from './command.ts';
import { checkpointFrom } from './checkpoint-option.ts';

export const exportModel: Command = {
  about: 'write a model that other tools run',
  usage: `export --run ID --format onnx|safetensors --out FILE [--checkpoint best|last] [--store FILE] [--json]
  The file is compared with the app's own forecasts on the test windows before it is written.`,
  options: { ...storeOption, run: { type: 'string' }, format: { type: 'string' }, out: { type: 'string' }, checkpoint: { type: 'string' } },
  run: ({ values, say, progress }) =>
    withHost(values, async (host) => {
      const [run, format, out] = [required(values, 'run'), required(values, 'format'), required(values, 'out')];
      const checkpoint = checkpointFrom(values);
      const { bytes, report, fileName } = await host.makeExport(run, checkpoint, format);
      writeFile(out, bytes);
      if (!report.verified) progress(`warning: ${out}: It is not verified that it forecasts as the app does.`);
      say(`${out}: ${bytes.length} bytes. ${report.said}`);
      return { run, checkpoint, format, out, suggestedName: fileName, sizeBytes: bytes.length, report };
    }),
};
