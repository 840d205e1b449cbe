import { describe, expect, it } from 'vitest';
import type { Api } from '#shared/api.ts';
import type { Connection } from '../../../src-renderer/connection.svelte.ts';
import { Studio } from '../../../src-renderer/studio.svelte.ts';

/** A host whose lists of datasets are answered when the test says so. */
function slowHost() {
  const waiting = new Map<string, () => void>();
  const projects = ['a', 'b'].map((id, i) => ({ id, name: id, updatedAt: i }));
  const api = {
    app: { info: async () => ({}), samples: async () => [] },
    projects: { list: async () => projects },
    datasets: { list: (id: string) => new Promise((resolve) => waiting.set(id, () => resolve([{ id: `data of ${id}` }]))) },
    architectures: { list: async () => [] },
    runs: { list: async () => [] },
  };
  const studio = new Studio({ api: api as unknown as Api } as Connection);
  const answer = async (id: string) => {
    waiting.get(id)!();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { studio, answer };
}
const moment = () => new Promise((resolve) => setTimeout(resolve));

describe('the project that is open', () => {
  it('is the one that was asked for last, whichever answer comes last', async () => {
    const { studio, answer } = slowHost();
    void studio.openProject('a');
    void studio.openProject('b');
    await answer('b');
    await answer('a');
    expect(studio.projectId).toBe('b');
    expect(studio.datasets.map((d) => d.id)).toEqual(['data of b']);
  });

  it('stays the start page when that was asked for while everything is being loaded', async () => {
    const { studio, answer } = slowHost();
    const loading = studio.load('a');
    await moment();
    void studio.openProject(null);
    await answer('a');
    await loading;
    expect(studio.projectId).toBeNull();
    expect(studio.isReady).toBe(true);
  });

  it('is the last one otherwise', async () => {
    const { studio, answer } = slowHost();
    const loading = studio.load('a');
    await moment();
    await answer('a');
    await loading;
    expect(studio.projectId).toBe('a');
  });
});
