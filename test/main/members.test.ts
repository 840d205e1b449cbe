// Ensembles and backtests in the host and on the command line: members are ordinary runs, the whole is scored behind them, and survives a SIGKILL.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { datasetContent } from '../../src-main/store/datasets.ts';
import { freshHost, isOver, projectWithWave, request, temporaryFolder, until, waveCsv } from './helpers.ts';

const isFinished = (run: { status: string }) => run.status === 'finished' || run.status === 'failed';

describe('an ensemble', () => {
  test('trains its seeds, is scored as one, forecasts with all, and goes to the bin and back with them', { timeout: 120_000 }, async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const whole = await host.api.runs.start(project.id, request(dataset.id, { epochs: 2, seed: 7 }, { ensemble: { seeds: 3, combine: 'median' } })); // prettier-ignore
    const ids = whole.plan.members!.runs;
    expect(ids).toHaveLength(3);
    const done = await until(host, whole.id, isFinished);
    expect(done.issue).toBeNull();
    const members = await Promise.all(ids.map((id) => host.api.runs.get(id)));
    expect(members.map((m) => [m.status, m.plan.settings.seed, m.name])).toEqual(
      [7, 8, 9].map((seed) => ['finished', seed, `gru (seed ${seed})`]),
    );
    // The same windows and baselines as each member, an error of its own, and everything that stands beside a run.
    expect(done.windows).toEqual(members[0].windows);
    expect(done.baselines).toEqual(members[0].baselines);
    expect(members.map((m) => m.test!.scaled.mse)).not.toContain(done.test!.scaled.mse);
    expect(done.test!.scaled.mse).toBeLessThan(Math.max(...members.map((m) => m.test!.scaled.mse!)));
    expect(done.assessment!.verdict!.part).toBe('test');
    expect(done.assessment!.intervals.length).toBeGreaterThan(0);

    const content = datasetContent(host.db, dataset.id);
    const origins = Int32Array.of(100, 200);
    const each = await Promise.all(ids.map((id) => host.forecast(id, 'best', content, origins)));
    const together = await host.forecast(whole.id, 'best', content, origins);
    expect([...together]).toEqual([...together].map((_, i) => each.map((values) => values[i]).sort((a, b) => a - b)[1]));
    const { forecasts } = await host.api.runs.curve(whole.id);
    expect(forecasts[0].values).toHaveLength(done.watched.length * 4);

    // What takes one network says so.
    await expect(host.api.exports.make(whole.id, 'best', 'onnx')).rejects.toThrow(/ensemble of 3 networks/);
    const parent = { run: whole.id, checkpoint: 'best', train: 'all' } as const;
    await expect(host.api.runs.start(project.id, request(dataset.id, {}, { parent }))).rejects.toThrow(/a fine-tune starts from one/);

    await host.api.runs.remove(whole.id);
    expect(await host.api.runs.list(project.id)).toEqual([]);
    await host.api.runs.restore(whole.id);
    expect((await host.api.runs.list(project.id)).map((r) => r.id).sort()).toEqual([...ids, whole.id].sort());
  });

  test('of classes says the mean of their probabilities', { timeout: 60_000 }, async () => {
    const host = freshHost();
    const project = await host.api.projects.create('Classes');
    const lines = Array.from({ length: 60 }, (_, i) => {
      const up = i % 2;
      return `${Array.from({ length: 8 }, (_x, t) => (up ? t : 8 - t) + Math.sin(i * t)).join(',')}:${up ? 'up' : 'down'}`;
    });
    const file = `@problemName waves\n@timeStamps false\n@univariate true\n@classLabel true up down\n@data\n${lines.join('\n')}\n`;
    const dataset = await host.api.datasets.import(project.id, 'waves.ts', new TextEncoder().encode(file), {});
    const more = { architecture: { version: 1 as const, nodes: [{ id: 'gru', cell: 'gru' as const, options: { units: 4 } }, { id: 'end', cell: 'read-out' as const, options: { way: 'last' } }, { id: 'head', cell: 'dense' as const, options: {} }], edges: [], output: 'head' }, ensemble: { seeds: 2, combine: 'mean' as const } }; // prettier-ignore
    const edges = [['input', 'gru'], ['gru', 'end'], ['end', 'head']].map(([from, to]) => ({ from, to, delay: 0, join: 'concat', settle: false, feed: 'own', into: 'input' })); // prettier-ignore
    const architecture = { ...more.architecture, edges } as never;
    const whole = await host.api.runs.start(
      project.id,
      request(dataset.id, { epochs: 3, loss: 'crossEntropy' }, { ...more, architecture }),
    );
    const done = await until(host, whole.id, isFinished);
    expect(done.issue).toBeNull();
    const members = await Promise.all(done.plan.members!.runs.map((id) => host.api.runs.get(id)));
    const entropies = members.map((m) => m.test!.classes!.crossEntropy);
    // -log is convex: the mean of probabilities is never worse than the mean of the entropies.
    expect(done.test!.classes!.crossEntropy).toBeLessThanOrEqual((entropies[0] + entropies[1]) / 2 + 1e-12);
    expect(done.test!.classes!.confusion).toHaveLength(2);
  });

  test('waits for a member that was stopped before its first epoch, and is scored when all go on', { timeout: 120_000 }, async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const whole = await host.api.runs.start(project.id, request(dataset.id, { epochs: 2 }, { ensemble: { seeds: 2, combine: 'mean' } }));
    await host.api.runs.stop(whole.id);
    const members = whole.plan.members!.runs;
    expect((await host.api.runs.get(whole.id)).status).toBe('stopped');
    for (const id of members) await until(host, id, isOver);
    await host.api.runs.resume(whole.id);
    expect((await until(host, whole.id, isFinished)).test).not.toBeNull();
    await host.api.runs.remove(members[0]);
    await expect(host.forecast(whole.id, 'best', datasetContent(host.db, dataset.id), Int32Array.of(100))).rejects.toThrow(/no run/);
  });

  test('refuses numbers that make no sense', async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const start = (more: object) => host.api.runs.start(project.id, request(dataset.id, {}, more));
    await expect(start({ ensemble: { seeds: 1, combine: 'mean' } })).rejects.toThrow(/from 2 to 50, got 1/);
    await expect(start({ backtest: { folds: 30, train: 'expanding', isRefitted: true, adapts: false } })).rejects.toThrow(
      /Take \d+ folds at most|would have/,
    );
    await expect(start({ ensemble: { seeds: 2, combine: 'mean' }, backtest: { folds: 3, train: 'expanding', isRefitted: true, adapts: true } })).rejects.toThrow(/one seed on every fold/); // prettier-ignore
    expect(await host.api.runs.list(project.id)).toEqual([]);
  });
});

describe('a backtest', () => {
  test('trains every fold, or the first one alone', { timeout: 120_000 }, async () => {
    const host = freshHost();
    const { project, dataset } = await projectWithWave(host);
    const run = async (isRefitted: boolean) => {
      const backtest = { folds: 3, train: 'expanding' as const, isRefitted, adapts: true };
      const whole = await host.api.runs.start(project.id, request(dataset.id, { epochs: 2 }, { backtest }));
      return until(host, whole.id, isFinished);
    };
    const [anew, once] = [await run(true), await run(false)];
    expect([anew.issue, once.issue]).toEqual([null, null]);
    expect(new Set(anew.folds!.map((f) => f.run)).size).toBe(3);
    expect(new Set(once.folds!.map((f) => f.run)).size).toBe(1);
    // The first fold is the same in both; later ones are tested on the same rows with other weights.
    expect(once.folds![0].test!.scaled).toEqual(anew.folds![0].test!.scaled);
    expect(once.folds![0].baselines.linear!.scaled).toEqual(anew.folds![0].baselines.linear!.scaled);
    expect(once.folds!.map((f) => f.rows.test)).toEqual(anew.folds!.map((f) => f.rows.test));
    expect(once.folds!.map((f) => f.rows.train)).toEqual([once.folds![0].rows.train, once.folds![0].rows.train, once.folds![0].rows.train]);
    expect(once.folds![2].test!.scaled.mse).not.toBe(anew.folds![2].test!.scaled.mse);
    for (const fold of [...anew.folds!, ...once.folds!]) expect(fold.test!.windows).toBeGreaterThan(0);
  });
});

const script = resolve(import.meta.dirname, '../../src-main/cli.ts');
const cli = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 120_000 });

describe('on the command line', () => {
  const folder = temporaryFolder;
  const of = (verb: string, data: string, store: string, ...more: string[]) => [verb, '--data', data, '--target', 'a', '--lookback', '12', '--horizon', '4', '--batch', '32', '--threads', '1', '--architecture', 'gru', '--store', store, ...more]; // prettier-ignore

  test('seeds give a document of the ensemble with its members, and go on after a SIGKILL', { timeout: 180_000 }, async () => {
    const at = folder();
    const [data, store] = [join(at, 'wave.csv'), join(at, 'store.db')];
    writeFileSync(data, waveCsv(300));
    const child = spawn(process.execPath, [script, ...of('train', data, store, '--seeds', '3', '--epochs', '3', '--combine', 'median')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const id = await new Promise<string>((found) => {
      let said = '';
      child.stderr.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        // In the middle of the second member.
        if (/run 2 of 3[^]*epoch 1 of 3/.test(said)) found(/^run (r\w+): gru$/m.exec(said)![1]);
      });
    });
    child.kill('SIGKILL');
    await new Promise((gone) => child.once('exit', gone));
    const resumed = cli('resume', '--run', id, '--store', store, '--json');
    expect(resumed.status, resumed.stderr).toBe(0);
    const document = JSON.parse(resumed.stdout) as {
      run: string;
      test: { scaled: { mse: number } };
      verdict: { sentence: string };
      ensemble: { combine: string; seeds: number[]; single: { mean: number; spread: number } };
      members: { test: { scaled: { mse: number } }; epochs: number }[];
    };
    expect(document).toMatchObject({ run: id, ensemble: { combine: 'median', seeds: [1, 2, 3] } });
    expect(document.members.map((m) => m.epochs)).toEqual([3, 3, 3]);
    expect(document.ensemble.single.mean).toBeCloseTo(document.members.reduce((sum, m) => sum + m.test.scaled.mse, 0) / 3, 12);
    expect(document.verdict.sentence).not.toBe('');

    // The bits are those of a call that was left alone.
    const whole = cli(...of('train', data, join(at, 'other.db'), '--seeds', '3', '--epochs', '3', '--combine', 'median', '--json'));
    expect((JSON.parse(whole.stdout) as typeof document).test).toEqual(document.test);

    const out = join(at, 'forecast.csv');
    expect(cli('predict', '--run', id, '--data', data, '--out', out, '--store', store).status).toBe(0);
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(5);
  });

  test('a backtest gives its folds, mean and spread', { timeout: 120_000 }, () => {
    const at = folder();
    const [data, store] = [join(at, 'wave.csv'), join(at, 'store.db')];
    writeFileSync(data, waveCsv(300));
    const done = cli(...of('backtest', data, store, '--folds', '3', '--epochs', '2', '--json'));
    expect(done.status, done.stderr).toBe(0);
    const document = JSON.parse(done.stdout) as {
      folds: { fold: number; metrics: { scaled: { mse: number } }; baselines: { naive: object }; verdict: { sentence: string } }[];
      mean: { scaled: { mse: number } };
      spread: { scaled: { mse: number } };
    };
    const errors = document.folds.map((f) => f.metrics.scaled.mse);
    expect(document.folds.map((f) => f.fold)).toEqual([1, 2, 3]);
    expect(document.mean.scaled.mse).toBeCloseTo(errors.reduce((a, b) => a + b) / 3, 12);
    expect(document.spread.scaled.mse).toBeGreaterThan(0);
    for (const fold of document.folds) expect(fold.verdict.sentence).not.toBe('');
  });

  test.each([
    [['train', '--seeds', '0'], '--seeds: Expected a whole number from 1 to 50, got 0.'],
    [['train', '--combine', 'mean'], '--combine: One seed has nothing to combine.'],
    [['train', '--seeds', '2', '--combine', 'max'], '--combine: There is no "max".'],
    [['backtest', '--folds', '1'], '--folds: Expected a whole number of folds from 2 to 50, got 1.'],
    [['backtest', '--folds', '9', '--split', '0.7,0.1,0.2'], '--folds: Fold 1 of 9 would have 0 rows to train on'],
  ])('%j is refused', ([verb, ...more], said) => {
    const at = folder();
    const data = join(at, 'wave.csv');
    writeFileSync(data, waveCsv(300));
    const { status, stderr } = cli(...of(verb, data, join(at, 'store.db'), ...more));
    expect(status).toBe(2);
    expect(stderr).toContain(said);
  });
});
