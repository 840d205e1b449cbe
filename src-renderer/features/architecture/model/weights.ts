// Cells that use the weights of another one: one cell at several places.
import { optionsOf, type Architecture, type ArchitectureNode } from '#engine/architecture.ts';
import { recurrentOptions } from '#engine/cells/option-specs.ts';

/** The cell whose weights it uses: itself, or another. */
export const ownerOf = (node: ArchitectureNode): string => node.weights ?? node.id;

/** Options that each place has for itself: which way it runs, what it begins with, what training does to its state. */
export const isOfPlace = (option: string): boolean => option in recurrentOptions;

/** Whose weights a cell could use: cells of its kind that have their own. */
export const possibleOwners = (a: Architecture, node: ArchitectureNode): ArchitectureNode[] =>
  a.nodes.filter((n) => n.id !== node.id && n.cell === node.cell && (n.weights === undefined || n.weights === n.id));

/** Cells that use the weights of this one. */
export const sharersOf = (a: Architecture, id: string): string[] => a.nodes.filter((n) => n.id !== id && n.weights === id).map((n) => n.id);

/** A cell at two places is one cell: it takes the options that decide its weights too. Without an owner it has its own again. */
export function shareWeights(a: Architecture, id: string, owner: string | undefined): Architecture {
  const given = a.nodes.find((n) => n.id === owner);
  // Who used its weights uses those that it uses now.
  const nodes = a.nodes.map((n) => {
    if (n.id !== id) return given && n.weights === id ? { ...n, weights: given.id } : n;
    const { weights: _, ...rest } = n;
    return given ? { ...rest, options: { ...optionsOfPlace(n), ...withoutPlace(given) }, weights: given.id } : rest;
  });
  return { ...a, nodes };
}

const withoutPlace = ({ options }: ArchitectureNode) => Object.fromEntries(Object.entries(options).filter(([name]) => !isOfPlace(name)));
const optionsOfPlace = ({ options }: ArchitectureNode) => Object.fromEntries(Object.entries(options).filter(([name]) => isOfPlace(name)));

/** Whether two cells have the options that decide the shapes of their weights in common. */
export const haveSameOptions = (p: ArchitectureNode, q: ArchitectureNode): boolean => {
  const [a, b] = [optionsOf(p), optionsOf(q)];
  return Object.keys(a).every((name) => isOfPlace(name) || a[name] === b[name]);
};
