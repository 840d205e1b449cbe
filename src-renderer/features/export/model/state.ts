// In which state a format of a checkpoint is, and what that means for taking it away.
import type { ExportRecord, ExportReport, RunRecord } from '#shared/records.ts';

/**
 * none: not made yet. verified: compared, and the same. unverified: made, but there was nothing to compare it with here.
 * refused: compared, and not the same - it is not offered.
 */
export type ExportState = 'none' | 'making' | 'verified' | 'unverified' | 'refused';

export function stateOfReport(report: ExportReport): Exclude<ExportState, 'none' | 'making'> {
  if (report.verified) return 'verified';
  return report.largest !== null || report.checks.some((c) => !c.passed) ? 'refused' : 'unverified';
}

/** The run has gone on since: another checkpoint stands under the same name. */
export const isOutdated = (record: ExportRecord, run: RunRecord): boolean =>
  record.epoch !== (record.checkpoint === 'best' ? run.bestEpoch : run.epoch);

/** `GRU-seed-3.onnx`, `GRU-last.onnx`: the name of the run as a file name anywhere. */
export function fileNameOf(run: string, checkpoint: 'best' | 'last', extension: string): string {
  const stem = run.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '') || 'model';
  return `${stem}${checkpoint === 'last' ? '-last' : ''}.${extension}`;
}

/** The same on the command line. */
export function exportCommand(run: string, checkpoint: 'best' | 'last', format: string, fileName: string): string {
  const out = /^[\w@%+=:,./-]+$/.test(fileName) ? fileName : `'${fileName.replaceAll("'", "'\\''")}'`;
  return `npm run cli -- export --run ${run}${checkpoint === 'last' ? ' --checkpoint last' : ''} --format ${format} --out ${out}`;
}
