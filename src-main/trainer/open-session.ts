// Which backend runs a program here: the one asked for, or the fastest that this machine has.
import { availableParallelism } from 'node:os';
import type { Session, Sizes } from '#engine/backends/backend.ts';
import { reference } from '#engine/backends/reference.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import type { Program } from '#engine/compile/program.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { BackendName } from '#shared/records.ts';
import { openTfjs } from './tfjs.ts';
import { nodeThreads } from './threads.ts';

/** threads: 0 is one per core. Throws an IssueError when this machine cannot run it. */
export async function openSession(
  name: BackendName,
  threads: number,
  program: Program,
  sizes: Sizes,
  slots: readonly string[],
): Promise<Session> {
  switch (name) {
    case 'reference':
      return reference.open(program, sizes, slots);
    case 'auto':
    case 'wasm':
      try {
        const backend = wasmBackend({ threads: threads || availableParallelism(), host: nodeThreads, now: () => performance.now() });
        return await backend.open(program, sizes, slots);
      } catch (error) {
        throw new IssueError([
          issue('backend-refused', 'backend wasm', (error as Error).message, 'The reference backend runs everywhere, slowly.'),
        ]);
      }
    case 'tfjs':
      return (await openTfjs()).open(program, sizes, slots);
    default:
      return name satisfies never;
  }
}
