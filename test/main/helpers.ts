// A host on a fresh store in a temporary folder, a small series, and waiting for a run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { templateOf } from '#engine/templates.ts';
import { defaultSettings, type TrainSettings } from '#engine/train/settings.ts';
import type { RunRequest } from '#shared/api.ts';
import type { RunRecord } from '#shared/records.ts';
import { openHost, type Host } from '../../src-main/host/host.ts';
import { launchChild } from '../../src-main/trainer/launch.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loopwright-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function freshHost(store = join(temporaryFolder(), 'store.db')): Host & { store: string } {
  const host = openHost({ store, runtime: 'web', launch: launchChild });
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await host.close();
    isClosed = true;
  };
  onTestFinished(close);
  return { ...host, close, store };
}

/** time,a,b: two waves, hourly. */
export function waveCsv(rows = 240): Uint8Array {
  const lines = ['time,a,b'];
  for (let i = 0; i < rows; i++) {
    const at = new Date(Date.UTC(2024, 0, 1, i)).toISOString().slice(0, 19).replace('T', ' ');
    lines.push(
      `${at},${(20 + 5 * Math.sin((2 * Math.PI * i) / 24) + Math.sin(i * i)).toFixed(4)},${(i / 10 + Math.cos(i / 5)).toFixed(4)}`,
    );
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

export async function projectWithWave(host: Host, rows = 240, lookback = 12) {
  const project = await host.api.projects.create('Test');
  const imported = await host.api.datasets.import(project.id, 'wave.csv', waveCsv(rows), {});
  const dataset = await host.api.datasets.saveDesign(imported.id, {
    ...imported.design,
    targets: ['a'],
    features: ['a', 'b'],
    lookback,
    horizon: 4,
  });
  return { project, dataset };
}

/** A GRU of a few units: a run of a few epochs takes a second. */
export function request(dataset: string, settings: Partial<TrainSettings> = {}, more: Partial<RunRequest> = {}, units = 4): RunRequest {
  const { architecture } = templateOf('gru')!;
  const small = { ...architecture, nodes: architecture.nodes.map((n) => (n.cell === 'gru' ? { ...n, options: { units } } : n)) };
  return {
    dataset,
    architecture: small,
    name: 'gru',
    settings: { ...defaultSettings, epochs: 3, batch: 16, ...settings },
    backend: 'wasm',
    threads: 1,
    ...more,
  };
}

/** A run that takes a few seconds on any machine, some ten milliseconds an epoch: time to pause it or to kill it. */
export const longRequest = (dataset: string): RunRequest => request(dataset, { epochs: 60, patience: 0 }, {}, 32);
/** The rows and the lookback that go with it. */
export const longWave = [2000, 48] as const;

export async function until(host: Host, id: string, isReached: (run: RunRecord) => boolean): Promise<RunRecord> {
  for (const since = Date.now(); Date.now() - since < 110_000; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const run = await host.api.runs.get(id);
    if (isReached(run)) return run;
  }
  throw new Error(`run ${id} did not get there: ${JSON.stringify(await host.api.runs.get(id)).slice(0, 600)}`);
}

export const isOver = (run: RunRecord): boolean => ['finished', 'stopped', 'failed', 'interrupted'].includes(run.status);
