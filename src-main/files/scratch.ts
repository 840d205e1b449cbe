/** Columns in a nameless file of the system's temporary folder: for looking at a file that is larger than memory without storing it. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { valuesInParts, type Storage } from '#engine/data/values.ts';

const CHUNK_ROWS = 1 << 16;

export interface Scratch extends Storage {
  close(): void;
}

export function openScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'loopwright-'));
  const file = openSync(join(folder, 'columns'), 'w+');
  let end = 0;
  const readAt = (at: number, rows: number): Float64Array => {
    const numbers = new Float64Array(rows);
    readSync(file, numbers, 0, numbers.byteLength, at);
    return numbers;
  };
  return {
    chunkRows: CHUNK_ROWS,
    open() {
      const places: { at: number; rows: number }[] = [];
      let length = 0;
      return {
        append(numbers) {
          writeSync(file, numbers, 0, numbers.byteLength, end);
          places.push({ at: end, rows: numbers.length });
          end += numbers.byteLength;
          length += numbers.length;
        },
        finish() {
          let last: { index: number; numbers: Float64Array } | undefined;
          return valuesInParts(length, CHUNK_ROWS, (index) => {
            if (last?.index !== index) last = { index, numbers: readAt(places[index].at, places[index].rows) };
            return last.numbers;
          });
        },
        discard: () => void (places.length = 0),
      };
    },
    close() {
      closeSync(file);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
