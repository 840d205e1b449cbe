import { describe, expect, onTestFinished, test } from 'vitest';
import { IssueError } from '#shared/errors.ts';
import { templateOf } from '#engine/templates.ts';
import type { HostEvent } from '#shared/api.ts';
import { openHost } from '../../src-main/host/host.ts';
import { launchChild } from '../../src-main/trainer/launch.ts';
import { freshHost, isOver, longRequest, longWave, projectWithWave, request, until, waveCsv } from './helpers.ts';

const issuesOf = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    if (error instanceof IssueError) return error.issues;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('datasets', () => {
  test('keep their numbers, can be renamed, duplicated, deleted and restored', async () => {
    const { api } = freshHost();
    const project = await api.projects.create('P');
    const d = await api.datasets.import(project.id, 'wave.csv', waveCsv(), {});
    expect(d.rows).toBe(240);
    expect(d.columns).toEqual(['a', 'b']);
    expect(d.inspection.time?.frequency).toBe('PT1H');
    const slice = await api.datasets.series(d.id, ['a'], 0, 240, 1000);
    expect(slice.values[0][0]).toBeCloseTo(20, 3);
    expect(slice.time![1] - slice.time![0]).toBe(3600_000);
    const few = await api.datasets.series(d.id, ['a'], 0, 240, 20);
    expect(few.rows.length).toBeLessThanOrEqual(24);
    expect(Math.max(...few.values[0])).toBe(Math.max(...slice.values[0]));
    await api.datasets.rename(d.id, 'renamed');
    const copy = await api.datasets.duplicate(d.id);
    expect(copy.name).toBe('renamed 2');
    expect(copy.hash).toBe(d.hash);
    await api.datasets.remove(d.id);
    expect((await api.datasets.list(project.id)).map((x) => x.id)).toEqual([copy.id]);
    await api.datasets.restore(d.id);
    expect(await api.datasets.list(project.id)).toHaveLength(2);
  });

  test('the same file gives the same hash in another store', async () => {
    const hashes = [];
    for (const host of [freshHost(), freshHost()]) hashes.push((await projectWithWave(host)).dataset);
    expect(hashes[0].hash).toBe(hashes[1].hash);
    expect(hashes[0].designHash).toBe(hashes[1].designHash);
  });

  test.each([
    ['an empty file', ''],
    ['a text file', 'Dear Sir or Madam,\nthis is a letter, not a table.\nYours\n'],
    ['a column of words', 'name\nred\ngreen\nblue\n'],
    ['only a header', 'a,b,c\n'],
  ])('%s is refused with a plain Issue and nothing is stored', async (_, text) => {
    const { api } = freshHost();
    const project = await api.projects.create('P');
    const [issue] = await issuesOf(api.datasets.import(project.id, 'bad.csv', new TextEncoder().encode(text), {}));
    expect(issue.message.length).toBeGreaterThan(10);
    expect(issue.fix.length).toBeGreaterThan(10);
    expect(await api.datasets.list(project.id)).toEqual([]);
  });

  test('a horizon longer than the data is an Issue of the design', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    await host.api.datasets.saveDesign(dataset.id, { ...dataset.design, horizon: 1000 });
    const summary = await host.api.datasets.summary(dataset.id, { ...dataset.design, horizon: 1000 });
    expect(summary.issues[0].code).toBe('too-few-rows');
    expect((await issuesOf(host.api.runs.start(project.id, request(dataset.id))))[0].code).toBe('too-few-rows');
    expect(await host.api.runs.list(project.id)).toEqual([]);
  });
});

describe('architectures', () => {
  test('keep every version; moved plates make none', async () => {
    const { api, db } = freshHost();
    const project = await api.projects.create('P');
    const a = await api.architectures.create(project.id, 'gru', templateOf('gru')!.architecture);
    const moved = await api.architectures.save(a.id, a.architecture, { gru: { x: 1, y: 2 } });
    expect(moved.version).toBe(1);
    const other = await api.architectures.save(a.id, templateOf('lstm')!.architecture, {});
    expect(other.version).toBe(2);
    expect(db.prepare('select count(*) from architecture_versions').pluck().get()).toBe(2);
  });

  test('an undelayed cycle cannot be trained, and the Issue names the cells', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const cycle = {
      version: 1 as const,
      nodes: [
        { id: 'a', cell: 'elman', options: {} },
        { id: 'b', cell: 'elman', options: {} },
        { id: 'y', cell: 'dense', options: {} },
      ],
      edges: [
        { from: 'input', to: 'a' },
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
        { from: 'b', to: 'y' },
      ],
      output: 'y',
    };
    const [issue] = await issuesOf(host.api.runs.start(project.id, request(dataset.id, {}, { architecture: cycle as never })));
    expect(issue.code).toBe('undelayed-cycle');
    expect(issue.where).toBe('cells a, b');
  });
});

describe('runs', () => {
  test('train in a process of their own, and everything is stored before it is told', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const events: HostEvent[] = [];
    const watching = (async () => {
      for await (const event of host.events.watch()) {
        events.push(event);
        if (event.kind === 'epoch') expect((await host.api.runs.curve(event.run)).epochs.length).toBeGreaterThanOrEqual(event.record.epoch);
        if (event.kind === 'run' && isOver(event.run)) break;
      }
    })();
    const started = await host.api.runs.start(project.id, request(dataset.id));
    const run = await until(host, started.id, isOver);
    await watching;
    expect(run.status).toBe('finished');
    expect(run.losses).toHaveLength(3);
    expect(run.test!.windows).toBeGreaterThan(10);
    expect(run.baselines!.test.naive!.windows).toBe(run.test!.windows);
    expect(run.backend).toMatchObject({ name: 'wasm', simd: true });
    expect(run.parameters).toBeGreaterThan(50);
    const curve = await host.api.runs.curve(run.id);
    expect(curve.epochs.map((e) => e.epoch)).toEqual([1, 2, 3]);
    expect(curve.stepLosses.length).toBe(3 * Math.ceil(run.windows!.train / 16));
    expect(curve.forecasts[0].values.length).toBe(run.watched.length * 4);
    expect(events.filter((e) => e.kind === 'epoch')).toHaveLength(3);
  });

  test('queue: the second begins when the first is over', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const first = await host.api.runs.start(project.id, request(dataset.id));
    const second = await host.api.runs.start(project.id, request(dataset.id, { seed: 2 }));
    expect(second.status).toBe('queued');
    expect(second.name).toBe('gru 2');
    await until(host, second.id, (r) => r.status === 'running');
    expect(isOver(await host.api.runs.get(first.id))).toBe(true);
    await until(host, second.id, isOver);
  });

  test('pause, go on, and end with the bits of a run that was never paused', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host, ...longWave);
    const long = longRequest(dataset.id);
    const whole = await until(host, (await host.api.runs.start(project.id, long)).id, isOver);
    const paused = await host.api.runs.start(project.id, long);
    await until(host, paused.id, (r) => r.epoch > 2);
    await host.api.runs.pause(paused.id);
    const resting = await until(host, paused.id, (r) => r.status === 'paused');
    expect(resting.epoch).toBeLessThan(60);
    await host.api.runs.resume(paused.id);
    const done = await until(host, paused.id, isOver);
    expect(done.losses).toEqual(whole.losses);
    expect(done.test).toEqual(whole.test);
  });

  test('stop keeps the best checkpoint and can be resumed', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const { id } = await host.api.runs.start(project.id, request(dataset.id, { epochs: 1e6, patience: 0 }));
    await until(host, id, (r) => r.epoch >= 2);
    await host.api.runs.stop(id);
    const stopped = await until(host, id, isOver);
    expect(stopped.status).toBe('stopped');
    expect(stopped.test).not.toBeNull();
    await host.api.runs.resume(id);
    await until(host, id, (r) => r.status === 'running' && r.epoch > stopped.epoch);
  });

  test('whose trainer is killed is marked interrupted within 2 seconds, others go on, and it resumes with the same bits', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host, ...longWave);
    const long = longRequest(dataset.id);
    const whole = await until(host, (await host.api.runs.start(project.id, long)).id, isOver);
    const { id } = await host.api.runs.start(project.id, long);
    await until(host, id, (r) => r.epoch > 3);
    const next = await host.api.runs.start(project.id, request(dataset.id));
    const { active } = host.training as unknown as { active: { process: { kill(): void } } };
    active.process.kill();
    const since = performance.now();
    const killed = await until(host, id, isOver);
    expect(performance.now() - since).toBeLessThan(2000);
    expect(killed.status).toBe('interrupted');
    expect(killed.issue!.message).toContain('SIGKILL');
    await until(host, next.id, isOver);
    await host.api.runs.resume(id);
    const done = await until(host, id, isOver);
    expect(done.losses).toEqual(whole.losses);
    expect(done.validation).toEqual(whole.validation);
  });

  test('a host that closes lets the training write a checkpoint; the next host can resume it', async () => {
    const first = freshHost();
    const { project, dataset } = await projectWithWave(first);
    const { id } = await first.api.runs.start(project.id, request(dataset.id, { epochs: 1e6, patience: 0 }));
    await until(first, id, (r) => r.epoch > 1);
    await first.close();
    const second = freshHost(first.store);
    const run = await second.api.runs.get(id);
    expect(run.status).toBe('interrupted');
    const { epoch } = run;
    await second.api.runs.resume(id);
    await until(second, id, (r) => r.epoch > epoch);
  });

  test('pause when the disk is full: told plainly, nothing claimed, and once there is room they go on without a restart', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host, ...longWave);
    const long = longRequest(dataset.id);
    const whole = await until(host, (await host.api.runs.start(project.id, long)).id, isOver);
    const { id } = await host.api.runs.start(project.id, long);
    await until(host, id, (r) => r.epoch > 3);
    const told = (async () => {
      for await (const event of host.events.watch())
        if (event.kind === 'run' && event.run.id === id && event.run.status === 'interrupted') return event.run;
      throw new Error('the host closed');
    })();
    host.db.pragma(`max_page_count = ${host.db.pragma('page_count', { simple: true }) as number}`);
    expect((await told).issue).toMatchObject({ code: 'store-refused', where: 'training' });
    expect((await issuesOf(host.api.datasets.import(project.id, 'more.csv', waveCsv(20_000), {})))[0].code).toBe('disk-full');
    host.db.pragma('max_page_count = 1000000');
    const waiting = await until(host, id, (r) => r.status === 'interrupted');
    expect(waiting.issue!.code).toBe('store-refused');
    await host.api.runs.resume(id);
    const done = await until(host, id, isOver);
    expect(done.status).toBe('finished');
    expect(done.losses).toEqual(whole.losses);
    expect(done.test).toEqual(whole.test);
  });

  test('of a host without a queue are only those that it is asked for', async () => {
    const first = freshHost();
    const { project, dataset } = await projectWithWave(first);
    const going = await first.api.runs.start(project.id, request(dataset.id, { epochs: 1e6, patience: 0 }));
    const waiting = await first.api.runs.start(project.id, request(dataset.id));
    await until(first, going.id, (r) => r.epoch > 1);
    await first.close();
    const second = openHost({ store: first.store, runtime: 'web', launch: launchChild, takesQueue: false });
    onTestFinished(() => second.close());
    const asked = await second.api.runs.start(project.id, request(dataset.id, { seed: 5 }));
    await until(second, asked.id, isOver);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await second.api.runs.get(waiting.id)).status).toBe('queued');
    expect((await second.api.runs.get(going.id)).status).toBe('interrupted');
    await second.api.runs.resume(waiting.id);
    expect((await until(second, waiting.id, isOver)).status).toBe('finished');
  });

  test('in the bin do not train, alone or with their project; taken out again they wait for their turn or can be resumed', async () => {
    const host = freshHost();
    const { api } = host;
    const { project, dataset } = await projectWithWave(host);
    const going = await api.runs.start(project.id, request(dataset.id, { epochs: 1e6, patience: 0 }));
    const waiting = await api.runs.start(project.id, request(dataset.id));
    await until(host, going.id, (r) => r.epoch > 1);
    await api.projects.remove(project.id);
    expect((await until(host, going.id, isOver)).issue!.message).toContain('deleted');
    await expect.poll(() => host.training!.isBusy, { timeout: 5000 }).toBe(false);
    expect((await api.runs.get(waiting.id)).status).toBe('queued');
    await api.projects.restore(project.id);
    await until(host, waiting.id, isOver);

    await api.runs.resume(going.id);
    const next = await api.runs.start(project.id, request(dataset.id));
    await api.runs.remove(next.id);
    await api.runs.stop(going.id);
    await expect.poll(() => host.training!.isBusy, { timeout: 5000 }).toBe(false);
    await api.runs.restore(next.id);
    expect((await until(host, next.id, isOver)).status).toBe('finished');
  });

  test('never train on two versions of the data', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const { id } = await host.api.runs.start(project.id, request(dataset.id, { epochs: 1e6, patience: 0 }));
    await until(host, id, (r) => r.epoch > 1);
    await host.api.runs.stop(id);
    await until(host, id, isOver);
    host.db.prepare("update contents set hash = 'changed' where id = (select content from datasets where id = ?)").run(dataset.id);
    expect((await issuesOf(host.api.runs.resume(id)))[0].code).toBe('dataset-changed');
  });

  test('that diverge say why', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const { id } = await host.api.runs.start(project.id, request(dataset.id, { optimizer: 'sgd', rate: 1e6, clip: 0 }));
    const run = await until(host, id, isOver);
    expect(run.issue!.code).toBe('diverged');
    expect(run.issue!.fix).toContain('learning rate');
    expect(JSON.stringify(run)).not.toContain('NaN');
  });

  test('a fine-tune starts from the very checkpoint and says what that scored', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const parent = await until(host, (await host.api.runs.start(project.id, request(dataset.id))).id, isOver);
    const tuned = await until(
      host,
      (
        await host.api.runs.start(
          project.id,
          request(
            dataset.id,
            { rate: 1e-4 },
            { architecture: parent.plan.architecture, parent: { run: parent.id, checkpoint: 'best', train: 'head' } },
          ),
        )
      ).id,
      isOver,
    );
    expect(tuned.before!.test!.scaled.mse).toBeCloseTo(parent.test!.scaled.mse!, 6);
    expect(tuned.plan.parent!.run).toBe(parent.id);
    const wrong = request(
      dataset.id,
      {},
      { architecture: templateOf('lstm')!.architecture, parent: { run: parent.id, checkpoint: 'best', train: 'all' } },
    );
    expect((await issuesOf(host.api.runs.start(project.id, wrong)))[0].code).toBe('parent-architecture');
  });

  test('a fine-tune on another dataset wants as many columns, and the targets at the same places', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const parent = await until(host, (await host.api.runs.start(project.id, request(dataset.id, { epochs: 1 }))).id, isOver);
    const { architecture, design } = parent.plan;
    const other = await host.api.datasets.import(project.id, 'other.csv', waveCsv(300), {});
    const tune = (change: Partial<typeof design>) =>
      host.api.runs.start(
        project.id,
        request(
          other.id,
          { epochs: 1 },
          { architecture, design: { ...design, ...change }, parent: { run: parent.id, checkpoint: 'best', train: 'all' } },
        ),
      );
    for (const change of [{ features: ['a'] }, { horizon: 5 }, { targets: ['b'] }, { features: ['b', 'a'] }])
      expect((await issuesOf(tune(change)))[0].code, JSON.stringify(change)).toBe('parent-shape');
    expect((await until(host, (await tune({})).id, isOver)).status).toBe('finished');
  });

  test('a dataset in the bin still serves its runs: they resume and can be exported', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const { id } = await host.api.runs.start(project.id, request(dataset.id, { epochs: 1e6, patience: 0 }));
    await until(host, id, (r) => r.epoch > 1);
    await host.api.runs.stop(id);
    const { epoch } = await until(host, id, isOver);
    await host.api.datasets.remove(dataset.id);
    expect((await host.api.exports.make(id, 'best', 'onnx')).report.verified).toBe(true);
    await host.api.runs.resume(id);
    await until(host, id, (r) => r.epoch > epoch);
  });

  test('exports are compared with the app before they are offered', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const run = await until(host, (await host.api.runs.start(project.id, request(dataset.id))).id, isOver);
    const { record, report } = await host.api.exports.make(run.id, 'best', 'onnx');
    expect(report.verified).toBe(true);
    expect(report.largest!).toBeLessThan(1e-5);
    expect(report.windows).toBe(run.test!.windows);
    expect(report.checks.every((c) => c.passed)).toBe(true);
    expect((await host.api.exports.bytes(record.id)).bytes.length).toBe(record.sizeBytes);
    expect((await issuesOf(host.api.exports.make(run.id, 'best', 'floppy')))[0].code).toBe('no-format');
  });
});

test('a second host on the same store reads and changes nothing', async () => {
  const first = freshHost();
  await projectWithWave(first);
  const second = openHost({ store: first.store, runtime: 'web', launch: launchChild });
  expect(second.readOnly).toContain(String(process.pid));
  expect(await second.api.projects.list()).toHaveLength(1);
  const [refused] = await issuesOf(second.api.projects.create('x'));
  expect(refused).toMatchObject({ code: 'read-only', message: second.readOnly });
  await second.close();
});

test('every sample opens as a project that can be trained', async () => {
  const host = freshHost();
  for (const sample of await host.api.app.samples()) {
    expect(sample.spark.length, sample.name).toBeGreaterThan(3);
    const project = await host.api.projects.openSample(sample.name);
    const [dataset] = await host.api.datasets.list(project.id);
    const summary = await host.api.datasets.summary(dataset.id, dataset.design);
    expect(summary.windows.train, sample.name).toBeGreaterThan(0);
    expect((await host.api.architectures.list(project.id)).length, sample.name).toBeGreaterThan(0);
  }
});
