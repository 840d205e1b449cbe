/**
 * Sources: what was dropped, kept as it was so that it can be read again in another way - a file, or all files of a folder - in packed chunks. Written like
 * contents under the mark 'importing', and read in any order (`ByteSource`), so that no file has to fit into memory.
 */
import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ByteSource } from '#engine/data/source.ts';
import { checked, sha256, type Database } from './database.ts';
import { newId } from './ids.ts';

const chunkBytes = 1 << 20;
const bytesTogether = 8 << 20;

export type Packing = 'none' | 'gzip' | 'zstd';

/** The quickest packing that this Node has. */
const pack = (bytes: Uint8Array): { packing: Packing; packed: Uint8Array } => {
  const hasZstd = typeof zstdCompressSync === 'function';
  const packed = hasZstd ? zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }) : gzipSync(bytes, { level: 1 });
  return packed.length < bytes.length * 0.95 ? { packing: hasZstd ? 'zstd' : 'gzip', packed } : { packing: 'none', packed: bytes };
};

function unpack(packing: Packing, bytes: Uint8Array): Uint8Array {
  switch (packing) {
    case 'none':
      return bytes;
    case 'gzip':
      return gunzipSync(bytes);
    case 'zstd':
      return zstdDecompressSync(bytes);
    default:
      return packing satisfies never;
  }
}

/** Takes the files of a source, one after the other, each from its first byte to its last. */
export class SourceWriter {
  readonly id = newId('s');
  private readonly db: Database;
  private file = -1;
  private size = 0;
  private buffer = new Uint8Array(chunkBytes);
  private filled = 0;
  private pending: { file: number; first: number; size: number; packing: Packing; sha256: string; bytes: Uint8Array }[] = [];
  private pendingBytes = 0;

  constructor(db: Database, name: string, now: number) {
    this.db = db;
    db.prepare("insert into sources (id, state, name, created_at) values (?, 'importing', ?, ?)").run(this.id, name, now);
  }

  /** The next file. */
  begin(path: string): void {
    this.end();
    this.file++;
    this.size = 0;
    this.db.prepare('insert into source_files (source, position, path, size_bytes) values (?, ?, ?, 0)').run(this.id, this.file, path);
  }

  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + chunkBytes - this.filled);
      this.buffer.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === chunkBytes) this.addChunk();
    }
  }

  /** All files are complete. */
  finish(): void {
    this.end();
    this.flush();
  }

  private end(): void {
    if (this.file < 0) return;
    if (this.filled > 0) this.addChunk();
    this.db.prepare('update source_files set size_bytes = ? where source = ? and position = ?').run(this.size, this.id, this.file);
  }

  private addChunk(): void {
    const { packing, packed } = pack(this.buffer.subarray(0, this.filled));
    // What was not packed is still the buffer.
    const bytes = packing === 'none' ? packed.slice() : packed;
    this.pending.push({ file: this.file, first: this.size, size: this.filled, packing, sha256: sha256(bytes), bytes });
    this.size += this.filled;
    this.filled = 0;
    this.pendingBytes += bytes.length;
    if (this.pendingBytes >= bytesTogether) this.flush();
  }

  private flush(): void {
    if (!this.pending.length) return;
    const insert = this.db.prepare(
      'insert into source_chunks (source, file, first_byte, size_bytes, packing, sha256, bytes) values (?, ?, ?, ?, ?, ?, ?)',
    );
    this.db
      .transaction(() => {
        for (const c of this.pending) insert.run(this.id, c.file, c.first, c.size, c.packing, c.sha256, c.bytes);
      })
      .immediate();
    this.pending = [];
    this.pendingBytes = 0;
  }
}

/** Within the last transaction of an import. */
export const finishSource = (db: Database, id: string): void => void db.prepare("update sources set state = 'ready' where id = ?").run(id);

export interface StoredFile {
  path: string;
  bytes: ByteSource;
}

export const sourceFiles = (db: Database, source: string): StoredFile[] =>
  (
    db.prepare('select position, path, size_bytes from source_files where source = ? order by position').all(source) as {
      position: number;
      path: string;
      size_bytes: number;
    }[]
  ).map(({ position, path, size_bytes: size }) => ({ path, bytes: storedBytes(db, source, position, size) }));

/** Chunks that were read last are kept unpacked: readers go forward, and look back a little. */
const chunksKept = 4;

function storedBytes(db: Database, source: string, file: number, size: number): ByteSource {
  const kept: { first: number; bytes: Uint8Array }[] = [];
  const select = db.prepare(
    'select first_byte, packing, sha256, bytes from source_chunks where source = ? and file = ? and first_byte <= ? order by first_byte desc limit 1',
  );
  const chunkAt = (at: number) => {
    const known = kept.find((c) => at >= c.first && at < c.first + c.bytes.length);
    if (known) return known;
    const row = select.get(source, file, at) as { first_byte: number; packing: Packing; sha256: string; bytes: Uint8Array } | undefined;
    if (!row) throw new Error(`source ${source}: file ${file} has no byte ${at}`);
    const chunk = { first: row.first_byte, bytes: unpack(row.packing, checked(row.bytes, row.sha256, `file ${file} of source ${source}`)) };
    kept.unshift(chunk);
    kept.length = Math.min(kept.length, chunksKept);
    return chunk;
  };
  return {
    size,
    read(at, into) {
      for (let filled = 0; filled < into.length;) {
        const { first, bytes } = chunkAt(at + filled);
        const part = bytes.subarray(at + filled - first, at - first + into.length);
        into.set(part, filled);
        filled += part.length;
      }
    },
  };
}

export const removeSource = (db: Database, id: string): void => void db.prepare('delete from sources where id = ?').run(id);

/** Removes sources that no dataset refers to. At the start only: an import that is going has one. */
export function sweepSources(db: Database): void {
  db.prepare('delete from sources where id not in (select source from datasets)').run();
}
