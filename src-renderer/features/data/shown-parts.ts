/** Where the parts of a split are drawn: of several series on the longest one, as the host tells. */
import type { DatasetDesign } from '#engine/data/design.ts';
import { partRows, type Parts } from '#engine/data/parts.ts';
import type { DesignSummary } from '#shared/api.ts';
import type { DatasetRecord } from '#shared/records.ts';

export function shownParts(record: DatasetRecord, { split }: DatasetDesign, summary?: Pick<DesignSummary, 'rows'> | null): Parts {
  if (split.by === 'time' && record.kind === 'series') return partRows(split, record.rows);
  const end = { from: record.rows, to: record.rows };
  return summary?.rows ?? { train: { from: 0, to: record.rows }, validation: end, test: end };
}
