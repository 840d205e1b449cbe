// Whether a network fits into memory: asked before anything of its run is stored or started.
import { availableParallelism, totalmem } from 'node:os';
import type { Sizes } from '#engine/backends/backend.ts';
import { maximumMemoryBytes, memoryBytes } from '#engine/compile/6-memory.ts';
import type { Program } from '#engine/compile/program.ts';
import { IssueError, issue } from '#shared/errors.ts';

const mebibytes = (bytes: number): string => Math.ceil(bytes / 2 ** 20).toLocaleString('en');

/**
 * Throws an IssueError when the session that would train this takes more than WebAssembly can address, or than the machine has.
 * threads: 0 is one per core, as where the session is opened.
 */
export function checkMemory(program: Program, sizes: Sizes, slots: readonly string[], threads: number, machineBytes = totalmem()): void {
  const needed = memoryBytes(program, sizes, slots, threads || availableParallelism());
  const isOfMachine = machineBytes < maximumMemoryBytes;
  const most = isOfMachine ? machineBytes : maximumMemoryBytes;
  if (needed <= most) return;
  const [has, given] = [mebibytes(most), mebibytes(needed)];
  throw new IssueError([
    issue(
      'not-enough-memory',
      'memory',
      `Training this would take ${given} MiB; ${isOfMachine ? `this machine has ${has} MiB` : `WebAssembly can give it ${has} MiB`}.`,
      'Use a smaller batch, a shorter window or fewer units.',
      { values: { given, has, machine: Number(isOfMachine) } },
    ),
  ]);
}
