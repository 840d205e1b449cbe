// What is timed: four networks of five sizes, the head on the last state to 24 outputs, MSE.
import { parseArchitecture } from '#engine/architecture.ts';
import { compile } from '#engine/compile/compile.ts';
import type { Program } from '#engine/compile/program.ts';

export interface Size {
  batch: number;
  steps: number;
  features: number;
  units: number;
}

export const sizes: Readonly<Record<string, Size>> = {
  Z: { batch: 16, steps: 24, features: 1, units: 16 },
  A: { batch: 32, steps: 96, features: 7, units: 64 },
  B: { batch: 32, steps: 96, features: 7, units: 128 },
  C: { batch: 64, steps: 168, features: 8, units: 256 },
  D: { batch: 32, steps: 336, features: 7, units: 512 },
};
export const outputs = 24;

type Draft = { nodes: object[]; edges: object[] };

const layer =
  (cell: string) =>
  (units: number): Draft => ({
    nodes: [
      { id: 'a', cell, options: { units } },
      { id: 'y', cell: 'dense' },
    ],
    edges: [
      { from: 'input', to: 'a' },
      { from: 'a', to: 'y' },
    ],
  });

/** Two layers; `back` draws the feedback edge from the second into the first. */
const twoLayers =
  (back: boolean) =>
  (units: number): Draft => ({
    nodes: [
      { id: 'a', cell: 'gru', options: { units } },
      { id: 'b', cell: 'lstm', options: { units } },
      { id: 'y', cell: 'dense' },
    ],
    edges: [
      { from: 'input', to: 'a' },
      ...(back ? [{ from: 'b', to: 'a', delay: 1 }] : []),
      { from: 'a', to: 'b' },
      { from: 'b', to: 'y' },
    ],
  });

const drafts: Readonly<Record<string, (units: number) => Draft>> = {
  lstm: layer('lstm'),
  gru: layer('gru'),
  elman: layer('elman'),
  drawn: twoLayers(true),
  /** For comparison with `drawn`: the same two layers without feedback, the first one with as many more inputs. */
  stack: twoLayers(false),
};
export const networks: readonly string[] = ['lstm', 'gru', 'elman', 'drawn'];

export function programOf(network: string, { features, units }: Size): Program {
  const { architecture, issues } = parseArchitecture({ version: 1, output: 'y', ...drafts[network](units) });
  if (!architecture) throw new Error(JSON.stringify(issues));
  const inputs = network === 'stack' ? features + units : features;
  return compile(architecture, { inputs, targetColumns: [0], horizon: outputs }, { loss: 'mse' }).program!;
}
