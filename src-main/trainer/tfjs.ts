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

const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
const how =
  'Run "npm install --no-save @tensorflow/tfjs-node-gpu@4.22.0", which needs CUDA 11 on Linux or Windows, ' +
  'or use the wasm backend, which runs everywhere.';

/** Where packages are looked for; a test has its own. */
type Require = Pick<NodeJS.Require, 'resolve'> & ((name: string) => unknown);

/** What both packages have beside the namespace of tfjs. */
type Loaded = TfjsNamespace & { backend(): { isUsingGpuDevice?: boolean } };

/** Throws an IssueError when no package is installed, or the one that is does not load. */
export async function openTfjs(require: Require = createRequire(import.meta.url)): Promise<Backend> {
  const name = packages.find((candidate) => isInstalled(require, candidate));
  if (!name) throw new IssueError([issue('no-tfjs', 'backend tfjs', 'No TensorFlow.js package is installed.', how)]);
  restoreUtil();
  let tf: Loaded;
  try {
    tf = require(name) as Loaded;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new IssueError([issue('tfjs-does-not-load', 'backend tfjs', `${name} is installed and does not load: ${reason.trim()}`, how)]);
  }
  // Without a GPU that it can use, TensorFlow calculates on every core.
  return tfjsBackend(tf, { threads: tf.backend().isUsingGpuDevice ? 1 : availableParallelism() });
}

function isInstalled(require: Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Version 4.22.0 calls both with every op. Node 23 has removed the first and warns of the second. */
function restoreUtil(): void {
  const util = nodeUtil as unknown as Record<string, unknown>;
  util.isNullOrUndefined = (x: unknown) => x == null;
  util.isArray = Array.isArray;
}
