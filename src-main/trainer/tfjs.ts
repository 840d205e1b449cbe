/**
 * TensorFlow.js from a package that a person has added: tfjs-node-gpu for NVIDIA GPUs, else tfjs-node. Neither comes
 * with Loopwright, because each fetches a library of several hundred megabytes when it is installed.
 */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import nodeUtil from 'node:util';
import type { Backend } from '#engine/backends/backend.ts';
import { tfjsBackend } from '#engine/backends/tfjs/tfjs-backend.ts';
import type { TfjsNamespace } from '#engine/backends/tfjs/tf.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { findTfjs, howToAdd, type Resolver } from './tfjs-package.ts';

type Require = Resolver & ((name: string) => unknown);

/** What both packages have beside the namespace of tfjs. */
type Loaded = TfjsNamespace & { backend(): { isUsingGpuDevice?: boolean } };

/** Throws an IssueError when no package is installed, or the one that is does not load. */
export async function openTfjs(require: Require = createRequire(import.meta.url)): Promise<Backend> {
  const name = findTfjs(require);
  restoreUtil();
  let tf: Loaded;
  try {
    tf = require(name) as Loaded;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new IssueError([
      issue('tfjs-does-not-load', 'backend tfjs', `${name} is installed and does not load: ${reason.trim()}`, howToAdd, {
        values: { name, reason: reason.trim() },
      }),
    ]);
  }
  // Without a GPU that it can use, TensorFlow calculates on every core.
  return tfjsBackend(tf, { threads: tf.backend().isUsingGpuDevice ? 1 : availableParallelism() });
}

/** Version 4.22.0 calls both with every op. Node 23 has removed the first and warns of the second. */
function restoreUtil(): void {
  const util = nodeUtil as unknown as Record<string, unknown>;
  util.isNullOrUndefined = (x: unknown) => x == null;
  util.isArray = Array.isArray;
}
