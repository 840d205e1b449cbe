// Whether a TensorFlow.js package was added; looked up without loading it, so that a run is refused before it is stored.
import { createRequire } from 'node:module';
import { IssueError, issue } from '#shared/errors.ts';

const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
export const howToAdd =
  'Run "npm install --no-save @tensorflow/tfjs-node-gpu@4.22.0", which needs CUDA 11 on Linux or Windows, ' +
  'or use the wasm backend, which runs everywhere.';

/** Where packages are looked for; a test has its own. */
export type Resolver = Pick<NodeJS.Require, 'resolve'>;

/** The package to load. Throws an IssueError that says how to add one when there is none. */
export function findTfjs(require: Resolver = createRequire(import.meta.url)): string {
  const name = packages.find((candidate) => isInstalled(require, candidate));
  if (name) return name;
  throw new IssueError([issue('no-tfjs', 'backend tfjs', 'No TensorFlow.js package is installed.', howToAdd)]);
}

function isInstalled(require: Resolver, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
