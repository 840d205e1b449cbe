/**
 * What the drawing of a run is called. Runs of the command line carry no name of an architecture, and a drawing may be renamed or
 * changed under its name: what counts is the drawing itself, and one that is a template as it comes has the template's name.
 */
import { defaultEdge, defaultSettle, type Architecture } from '#engine/architecture.ts';
import { templates } from '#engine/templates.ts';
import type { RunPlan } from '#shared/records.ts';

const identities = new WeakMap<Architecture, string>();

/** The same for two drawings that compute the same in the same order; names of cells count. */
export function drawingIdentity(a: Architecture): string {
  let known = identities.get(a);
  if (known === undefined) identities.set(a, (known = JSON.stringify([cellsIdentity(a), edgesIdentity(a), a.output])));
  return known;
}

const cellsIdentity = (a: Architecture): string =>
  JSON.stringify(a.nodes.map((n) => [n.id, n.cell, sortedKeys(n.options), ...(n.weights === undefined ? [] : [n.weights])]));

/** Drawings that were stored before an edge could say something lack it: then it is as it always was. */
export const edgesIdentity = (a: Architecture): string =>
  JSON.stringify(
    a.edges.map((e) => sortedKeys({ ...defaultEdge, ...e, settle: e.settle && sortedKeys({ ...defaultSettle, ...e.settle }) })),
  );

const sortedKeys = (object: object): [string, unknown][] => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));

const byTemplate = new Map(templates.map((t) => [drawingIdentity(t.architecture), t.name]));

export const drawingName = ({ architecture, architectureName }: Pick<RunPlan, 'architecture' | 'architectureName'>): string =>
  byTemplate.get(drawingIdentity(architecture)) ?? architectureName;
