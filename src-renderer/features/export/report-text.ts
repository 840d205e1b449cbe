// What was verified about a file, in the reader's words. What the host says itself is the last resort: it speaks English only.
import type { ExportRecord } from '#shared/records.ts';
import type { Text } from '../../i18n/text.svelte.ts';

/** Without the full stop. */
export function reportSentence(text: Text, { format, report }: Pick<ExportRecord, 'format' | 'report'>): string {
  const t = text.t.exporting;
  if (format === 'safetensors' && report.checks.length)
    return report.checks.every((c) => c.passed) ? t.readBack(report.outputs.length) : t.readBackDiffers;
  if (format === 'onnx' && report.largest !== null) return t.largest(text.rate(report.largest, 0), report.windows);
  return t.why(report.said.replace(/\.$/, ''));
}
