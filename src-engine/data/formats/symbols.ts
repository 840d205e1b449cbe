/** A text read as what it is: one symbol after the other, each character a row. For networks that continue a text. */
import type { ReadHost, TableRead } from '../read-table.ts';
import { bytesOf, type ByteSource } from '../source.ts';
import { decoderOf } from '../text.ts';
import { STRETCH } from '../values.ts';

/** Name of the one column. */
export const SYMBOL = 'symbol';

export function readSymbols(text: ByteSource, encoding: string, { storage }: Pick<ReadHost, 'storage'>): TableRead {
  const sink = storage.open();
  const decoder = decoderOf('utf-8');
  const places = new Map<string, number>();
  const buffer = new Float64Array(storage.chunkRows);
  let filled = 0;
  let rows = 0;
  const add = (part: string): void => {
    for (const symbol of part) {
      let code = places.get(symbol);
      if (code === undefined) places.set(symbol, (code = places.size));
      buffer[filled++] = code;
      rows++;
      if (filled === buffer.length) {
        sink.append(buffer);
        filled = 0;
      }
    }
  };
  for (let at = 0; at < text.size; at += STRETCH) add(decoder.decode(bytesOf(text, at, at + STRETCH), { stream: true }));
  add(decoder.decode());
  if (filled) sink.append(buffer.subarray(0, filled));
  const words = [...places.keys()];
  const column = { name: SYMBOL, type: 'text' as const, values: sink.finish(), missing: 0, words };
  const issues: TableRead['issues'] = [];
  return {
    table: {
      rows,
      columns: [column],
      layout: { layout: 'wide', series: 1, keys: [], isSeriesInRows: false, rowNumbers: [] },
      overflow: [],
    },
    inspection: {
      ...{ encoding, delimiter: '', quote: '', escape: '', comment: '', decimal: '.', thousands: '', headerRows: 0 },
      header: [SYMBOL],
      rows,
      columns: [{ name: SYMBOL, type: 'text', missing: 0, example: words[0] ?? null }],
      ...{ time: null, layout: 'wide', series: 1, keys: [], preamble: [], footer: [], missingWords: {} },
      issues,
    },
    issues,
  };
}
