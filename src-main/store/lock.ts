/**
 * One writer per store: a lock file beside it that says who. A lock whose owner is dead is taken over.
 * SQLite would allow two writers; two hosts that each think the running trainings are theirs would not work.
 */
import { constants, copyFileSync, linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';

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
        place(draft, file);
        return { release: () => releaseLock(file, mine) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const owner = readOwner(file);
      if (owner && isAlive(owner)) return { owner };
      takeAway(file, `${draft}.old`);
    }
    throw new Error(`the lock ${file} keeps changing hands`);
  } finally {
    tryUnlink(draft);
  }
}

/** Fails with EEXIST where there is a lock. Disks without hard links get the file itself, whole or not at all on any that matters. */
function place(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    copyFileSync(draft, file, constants.COPYFILE_EXCL);
  }
}

/** Removes a dead owner's lock; one that somebody else put there in the meantime is put back. */
function takeAway(file: string, aside: string): void {
  try {
    renameSync(file, aside);
    const owner = readOwner(aside);
    if (owner && isAlive(owner)) place(aside, file);
  } catch {
    // Somebody else was quicker.
  }
  tryUnlink(aside);
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
