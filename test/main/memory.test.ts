// A network that does not fit into memory is refused before anything of its run is stored or started.
import { expect, test } from 'vitest';
import type { Architecture } from '#engine/architecture.ts';
import { maximumMemoryBytes, memoryBytes } from '#engine/compile/6-memory.ts';
import { compile } from '#engine/compile/compile.ts';
import { templateOf } from '#engine/templates.ts';
import { IssueError } from '#shared/errors.ts';
import { checkMemory } from '../../src-main/host/memory.ts';
import { listRuns } from '../../src-main/store/runs.ts';
import { freshHost, projectWithWave, request } from './helpers.ts';

const issuesOf = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    if (error instanceof IssueError) return error.issues;
    throw error;
  }
  return [];
};

test('of three LSTMs of 4096 units each, with what they would take and what there is', async () => {
  const host = freshHost();
  const { project, dataset } = await projectWithWave(host);
  const { architecture } = templateOf('lstm')!;
  const huge: Architecture = JSON.parse(JSON.stringify(architecture)) as Architecture;
  const lstm = huge.nodes.find((n) => n.cell === 'lstm')!;
  lstm.options = { units: 4096 };
  huge.nodes.push(...['two', 'three'].map((id) => ({ ...lstm, id })));
  for (const e of huge.edges) if (e.from === lstm.id) e.from = 'three';
  const between = { delay: 0, join: 'concat', settle: false, feed: 'own', into: 'input' } as const;
  huge.edges.push({ from: lstm.id, to: 'two', ...between }, { from: 'two', to: 'three', ...between });
  const asked = { ...request(dataset.id), architecture: huge };
  expect(await issuesOf(() => host.api.runs.start(project.id, asked))).toMatchObject([
    {
      code: 'not-enough-memory',
      message: expect.stringMatching(
        /^Training this would take [\d,]+ MiB; (WebAssembly can give it 4,032|this machine has [\d,]+) MiB\.$/,
      ),
      fix: 'Use a smaller batch, a shorter window or fewer units.',
    },
  ]);
  expect(listRuns(host.db)).toEqual([]);
});

test('to the byte, and a machine that has less than WebAssembly can address is asked first', async () => {
  const { program } = compile(templateOf('lstm')!.architecture, { inputs: 3, targetColumns: [0], horizon: 4 }, { loss: 'mse' });
  const sizes = { batch: 32, steps: 100 };
  const needed = memoryBytes(program!, sizes, ['m', 'v'], 2);
  const check = (bytes: number) => issuesOf(() => checkMemory(program!, sizes, ['m', 'v'], 2, bytes));
  expect(needed).toBeLessThan(maximumMemoryBytes);
  expect(await check(needed)).toEqual([]);
  expect(await check(needed - 1)).toMatchObject([{ code: 'not-enough-memory', message: expect.stringContaining('this machine has') }]);
});
