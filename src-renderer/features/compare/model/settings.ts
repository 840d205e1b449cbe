/**
 * Every setting that a run looks at as one flat list, and which of them tell some runs apart. Cells are compared by their options only where
 * the drawings have the same cells; between different drawings "cells" and "feedback" say it shorter.
 */
import type { Split } from '#engine/data/design.ts';
import { optionsOf, type Architecture } from '#engine/architecture.ts';
import { cells } from '#engine/cells/index.ts';
import { isUsed, type TrainSettings } from '#engine/train/settings.ts';
import type { RunRecord } from '#shared/records.ts';
import { drawingIdentity, drawingName, edgesIdentity } from './drawing-name.ts';
import { feedbackOf } from './feedback.ts';

export type SettingValue = string | number | boolean | null;
export interface Setting {
  /** `rate`, `lookback`; `cell gru.units` for an option of a cell. */
  key: string;
  /** What is shown. */
  value: SettingValue;
  /** What is compared, where that is more than is shown. */
  identity?: string;
}

export interface Difference {
  key: string;
  values: SettingValue[];
}

/** As a person writes it on the command line. */
export function splitText(split: Split): string {
  switch (split.by) {
    case 'time':
    case 'series': {
      const parts = [split.train, split.validation, split.test].map((x) => Number(x.toPrecision(4)));
      return split.by === 'time' && split.unit === 'last' ? `last, ${parts.slice(1).join(', ')}` : parts.join(', ');
    }
    case 'date':
      return [split.validation, split.test, ...(split.end === undefined ? [] : [split.end])].join(', ');
    case 'column':
      return split.column;
    default:
      return split satisfies never;
  }
}

export function settingsOf(run: RunRecord, runName: (id: string) => string | null, withCells: boolean): Setting[] {
  const { plan } = run;
  const { design, settings, architecture, parent } = plan;
  return [
    { key: 'architecture', value: drawingName(plan), identity: drawingIdentity(architecture) },
    { key: 'feedback', value: feedbackOf(architecture).join(', ') || 'none' },
    { key: 'cells', value: cellsText(architecture), identity: cellsIdentity(architecture) },
    { key: 'edges', value: architecture.edges.length, identity: edgesIdentity(architecture) },
    ...(withCells ? cellSettings(architecture) : []),
    { key: 'dataset', value: plan.datasetName, identity: plan.datasetHash },
    { key: 'targets', value: design.targets.join(', ') },
    { key: 'features', value: design.features.length, identity: design.features.join('\t') },
    { key: 'lookback', value: design.lookback },
    { key: 'horizon', value: design.horizon },
    { key: 'stride', value: design.stride },
    { key: 'gap', value: design.gap },
    {
      key: 'split',
      value: splitText(design.split),
      identity: JSON.stringify(design.split),
    },
    { key: 'scaler', value: design.scaler },
    { key: 'missing', value: design.missing },
    ...(Object.keys(settings) as (keyof TrainSettings)[])
      .filter((name) => isUsed(name, settings))
      .map((name): Setting => ({ key: snake(name), value: settings[name] })),
    { key: 'backend', value: plan.backend },
    { key: 'threads', value: plan.threads },
    {
      key: 'parent',
      value: parent ? (runName(parent.run) ?? parent.run) : 'none',
      ...(parent ? { identity: `${parent.run} ${parent.checkpoint}` } : {}),
    },
    { key: 'tuned', value: !parent ? 'none' : Array.isArray(parent.train) ? parent.train.join(', ') : parent.train },
  ];
}

/** weightDecay -> weight_decay, l2 stays. */
const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** Settings of which not all runs have the same, and how many there are in all. */
export function differences(runs: readonly RunRecord[], runName: (id: string) => string | null): { total: number; rows: Difference[] } {
  const haveSameCells = new Set(runs.map((r) => cellsStructure(r.plan.architecture))).size === 1;
  const lists = runs.map((run) => new Map(settingsOf(run, runName, haveSameCells).map((s) => [s.key, s])));
  const keys = [...new Set(lists.flatMap((list) => [...list.keys()]))];
  const identity = (s: Setting | undefined) => s && (s.identity ?? JSON.stringify(s.value));
  const differs = (key: string) => new Set(lists.map((list) => identity(list.get(key)))).size > 1;
  const changed = keys.filter((key) => differs(key) && !isSaidBetter(key, haveSameCells, differs));
  return { total: keys.length, rows: changed.map((key) => ({ key, values: lists.map((list) => list.get(key)?.value ?? null) })) };
}

/** Options of cells say more than the text of all cells, and feedback or cells more than a count of edges. */
function isSaidBetter(key: string, haveSameCells: boolean, differs: (key: string) => boolean): boolean {
  if (key === 'cells') return haveSameCells;
  if (key === 'edges') return !haveSameCells || differs('feedback');
  return false;
}

const cellsStructure = (a: Architecture): string => JSON.stringify(a.nodes.map((n) => [n.id, n.cell]));
const cellsIdentity = (a: Architecture): string => JSON.stringify(a.nodes.map((n) => [n.id, n.cell, optionsOf(n), n.weights]));

function cellSettings(a: Architecture): Setting[] {
  return a.nodes.flatMap((node) => [
    ...Object.entries(optionsOf(node)).map(([name, value]): Setting => {
      const key = `cell ${node.id}.${name}`;
      return cells[node.cell].options[name]?.kind === 'text'
        ? { key, value: shortened(String(value)), identity: String(value) }
        : { key, value: value as SettingValue };
    }),
    ...(node.weights === undefined ? [] : [{ key: `cell ${node.id}.weights`, value: node.weights }]),
  ]);
}

/** The beginning of a text of several lines. */
function shortened(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, '; ');
  return line.length > 60 ? `${line.slice(0, 58).trimEnd()} …` : line;
}

/** `gru 64, lstm 32`: the cells that have units of their own. */
export function cellsText(a: Architecture): string {
  const sized = a.nodes.filter((n) => typeof optionsOf(n).units === 'number').map((n) => `${n.cell} ${String(optionsOf(n).units)}`);
  const count = (cell: string) => sized.filter((c) => c === cell).length;
  return [...new Set(sized)].map((cell) => (count(cell) > 1 ? `${count(cell)} × ${cell}` : cell)).join(', ');
}
