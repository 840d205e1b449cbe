/**
 * The one SQLite file: opening it safely, blobs with their hash. The only file that names the driver.
 * WAL with synchronous=FULL: over simulated power losses nothing acknowledged was lost, which NORMAL does not promise.
 */
import Driver from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { IssueError, issue } from '#shared/errors.ts';
import { checkVersion, migrate } from './migrate.ts';

export type Database = Driver.Database;

/** `LoWr`: marks the file as ours, so that another program's database is not taken for a store. */
export const applicationId = 0x4c6f5772;

const pageBytes = 16 << 10;

if (Number(process.versions.napi ?? 0) < 10)
  throw new Error(
    `Node ${process.version} is too old for the store; start with "npm start" or "npm run cli", which use the Node that is installed with the project`,
  );

/** Opens a store, making or migrating it as needed. Throws an IssueError when the file cannot serve. */
export function openDatabase(file: string, { readOnly = false } = {}): Database {
  // What is not ours to change is told by a connection that cannot: the last writer that closes would tidy up another's log.
  if (!readOnly && existsSync(file)) {
    const probe = connect(file, true);
    try {
      checkOwner(probe, file);
    } catch (error) {
      // What a reader cannot read may only want the repair that SQLite makes when a writer opens the file.
      if (error instanceof IssueError) throw error;
    } finally {
      probe.close();
    }
  }
  const db = connect(file, readOnly);
  return whole(db, file, () => {
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    db.pragma('busy_timeout = 5000');
    checkOwner(db, file);
    if (!readOnly) {
      // Of a new store: chunks of half a megabyte are written with less work in large pages.
      db.pragma(`page_size = ${pageBytes}`);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma(`application_id = ${applicationId}`);
    }
    db.pragma('foreign_keys = OFF');
    migrate(db, file, readOnly);
    db.pragma('foreign_keys = ON');
    return db;
  });
}

/** A connection, or why the path gives none. */
function connect(file: string, readOnly: boolean): Database {
  try {
    if (file !== ':memory:' && !readOnly) mkdirSync(dirname(file), { recursive: true });
    return new Driver(file, { readonly: readOnly, fileMustExist: readOnly });
  } catch (error) {
    throw notOpened(file, error);
  }
}

export const notOpened = (file: string, error: unknown): IssueError =>
  new IssueError([
    issue(
      'store-not-opened',
      `store ${file}`,
      `It cannot be opened: ${(error as Error).message}.`,
      'Check the path and its permissions, or choose another with --store FILE.',
    ),
  ]);

/** Does first work on a store; what SQLite says against it means that the file is damaged, and the store is closed. */
function whole<T>(db: Database, file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    if (error instanceof IssueError) throw error;
    throw new IssueError([
      issue(
        'store-damaged',
        `store ${file}`,
        `It cannot be read: ${(error as Error).message}.`,
        'It was left as it is. Move it away and start again, or put back a copy.',
      ),
    ]);
  }
}

/** Throws when the file is a database of another program or of a newer version. */
function checkOwner(db: Database, file: string): void {
  const id = db.pragma('application_id', { simple: true });
  const isEmpty = db.prepare('select count(*) from sqlite_schema').pluck().get() === 0;
  if (id !== applicationId && !(id === 0 && isEmpty))
    throw new IssueError([
      issue('not-a-store', `store ${file}`, 'It is a database of another program.', 'Choose another file with --store FILE.'),
    ]);
  checkVersion(db, file);
}

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes of a blob after its hash was checked. Throws when a single bit has changed. */
export function checked(bytes: Uint8Array, hash: string, what: string): Uint8Array {
  if (sha256(bytes) !== hash)
    throw new IssueError([
      issue(
        'blob-damaged',
        what,
        'Its content does not match its hash: the store is damaged at this place.',
        'Put back a copy of the store, or delete this item.',
      ),
    ]);
  return bytes;
}

export const bytesOf = (numbers: Float64Array | Float32Array | Uint8Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** A copy at an aligned address, as numbers. (slice() of a Buffer, which the driver gives, would not copy.) */
export const float64Of = (bytes: Uint8Array): Float64Array => new Float64Array(new Uint8Array(bytes).buffer);
export const float32Of = (bytes: Uint8Array): Float32Array => new Float32Array(new Uint8Array(bytes).buffer);
