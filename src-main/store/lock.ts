/**
 * One writer per store: a lock file beside it that says who. A lock whose owner is dead is taken over.
 * SQLite would allow two writers; two hosts that each think the running trainings are theirs would not work.
 */
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';

export interface Owner {
  pid: number;
  /** Start of the process in clock ticks since boot where the system tells it, so that a reused pid is not mistaken for the owner. */
  started: string;
  since: string;
}

/** Undefined when the lock is now ours; else who has it. */
export function takeLock(store: string): { release: () => void } | { owner: Owner } {
  const file = `${store}.lock`;
  const mine: Owner = { pid: process.pid, started: startOf(process.pid), since: new Date().toISOString() };
  // Written under another name first and linked into place: nobody ever sees a half-written lock.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        linkSync(draft, file);
        return { release: () => releaseLock(file, mine) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const owner = readOwner(file);
      if (owner && isAlive(owner)) return { owner };
      tryUnlink(file);
    }
    throw new Error(`the lock ${file} keeps changing hands`);
  } finally {
    tryUnlink(draft);
  }
}

function releaseLock(file: string, mine: Owner): void {
  const owner = readOwner(file);
  if (owner?.pid === mine.pid && owner.started === mine.started) tryUnlink(file);
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return started === '' || startOf(pid) === started;
}

function startOf(pid: number): string {
  try {
    // Field 22 of /proc/PID/stat, counted after the name in brackets, which may hold spaces.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19];
  } catch {
    return '';
  }
}

function tryUnlink(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Somebody else was quicker.
  }
}
