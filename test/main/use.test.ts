// Trained models put to use from the command line and through the host: symbols that are written on, classes of a new file.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { freshHost, temporaryFolder } from './helpers.ts';
import type { Generated } from '#shared/api.ts';

const script = resolve(import.meta.dirname, '../../src-main/cli.ts');

function cli(...args: string[]) {
  const done = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 120_000 });
  return { code: done.status, out: done.stdout, err: done.stderr };
}
function json<T>(...args: string[]): T {
  const { code, out, err } = cli(...args, '--json');
  expect(code, err).toBe(0);
  return JSON.parse(out) as T;
}
function refusal(...args: string[]): string {
  const { code, err } = cli(...args);
  expect(code, err).toBe(2);
  return err.trim();
}

interface Trained {
  run: string;
  verdict: { outcome: string; beats: { majority: boolean }; sentence: string; next: string };
}
const small = ['--epochs', '2', '--threads', '1'];

test('a text is learned, judged, and written on: the same with the same seed, on the command line and through the host', async () => {
  const folder = temporaryFolder();
  const [file, store] = [join(folder, 'text.txt'), join(folder, 'store.db')];
  writeFileSync(file, 'the cat sat on the mat. a dog ran.\n'.repeat(120));
  const { run, verdict } = json<Trained>('train', '--data', file, '--symbols', '--store', store, ...small);
  expect(verdict.sentence).toContain('always saying the most frequent symbol');
  expect(verdict.beats.majority).toBe(verdict.outcome === 'better');
  expect(verdict.next).not.toBe('');

  const ask = ['generate', run, '--store', store, '--prompt', 'the cat', '--length', '40'];
  const first = json<{ text: string; symbols: number; perplexity: number; writing: string; testPerplexity: number }>(...ask);
  expect([...first.text]).toHaveLength(40);
  expect([first.symbols, first.writing]).toEqual([40, 'text']);
  expect(first.perplexity).toBeGreaterThan(1);
  expect(first.testPerplexity).toBeGreaterThan(1);
  expect(json<{ text: string }>(...ask).text).toBe(first.text);
  expect(json<{ text: string }>(...ask, '--seed', '2').text).not.toBe(first.text);
  const out = join(folder, 'out.txt');
  json(...ask, '--out', out);
  expect(readFileSync(out, 'utf8')).toBe(`the cat${first.text}`);

  expect(refusal('generate', run, '--store', store, '--prompt', 'Zebra')).toMatch(/^prompt: The model has never seen "Z", "b"\. /);
  expect(refusal(...ask, '--temperature', '-1')).toMatch(/^temperature: Expected a number from 0 to 10, got -1\./);
  expect(refusal('generate', '--store', store)).toMatch(/^--run: It is missing\./);
  expect(refusal('predict', '--run', run, '--data', file, '--out', out, '--store', store)).toContain('It continues symbols');

  const host = freshHost(store);
  const states: Generated[] = [];
  const request = { prompt: 'the cat', length: 40, temperature: 0.8, seed: 1 };
  for await (const state of host.api.runs.generate(run, 'best', request)) states.push(state);
  expect(states.at(-1)).toMatchObject({ text: first.text, isOver: true });
  // Leaving the stream ends the writing.
  for await (const state of host.api.runs.generate(run, 'best', { ...request, length: 100_000 })) {
    expect(state.isOver).toBe(false);
    break;
  }
  const classes = host.api.runs.tell(run, 'best', 'a.csv', new TextEncoder().encode('x\n1\n'));
  await expect(classes).rejects.toMatchObject({ issues: [{ code: 'tell-next' }] });
}, 60_000);

test('a classifier of series and one of rows tell a new file, with probabilities, and say how many are right where the file does', async () => {
  const folder = temporaryFolder();
  const store = join(folder, 'store.db');
  const out = join(folder, 'out.csv');
  const lines = Array.from({ length: 60 }, (_, s) => {
    const pace = s % 2 ? 9 : 2;
    return `${Array.from({ length: 20 }, (__, i) => Math.sin(i / pace + s).toFixed(3)).join(',')}:${s % 2 ? 'slow' : 'quick'}`;
  });
  const head = '@problemName w\n@timeStamps false\n@univariate true\n@equalLength true\n@seriesLength 20\n';
  const ts = (name: string, classes: string, data: string[]) => {
    const path = join(folder, name);
    writeFileSync(path, `${head}@classLabel ${classes}\n@data\n${data.join('\n')}\n`);
    return path;
  };
  const known = ts('waves.ts', 'true quick slow', lines);
  const { run } = json<Trained>('train', '--data', known, '--store', store, ...small);

  interface Told {
    told: number;
    known: number;
    accuracy: number | null;
    classes: Record<string, number>;
  }
  const predict = (file: string, ...more: string[]) => ['predict', '--run', run, '--data', file, '--out', out, '--store', store, ...more];
  const told = json<Told>(...predict(known));
  const rows = readFileSync(out, 'utf8').trim().split('\n');
  expect(rows[0]).toBe('series,row,class,true class,P(quick),P(slow)');
  expect(rows).toHaveLength(61);
  let right = 0;
  for (const [, row, called, truth, quick, slow] of rows.slice(1).map((line) => line.split(','))) {
    expect(row).toBe('20');
    expect(Number(quick) + Number(slow)).toBeCloseTo(1, 5);
    expect(called).toBe(Number(quick) >= Number(slow) ? 'quick' : 'slow');
    if (called === truth) right++;
  }
  expect(told).toMatchObject({ told: 60, known: 60, accuracy: right / 60 });
  expect(told.classes.quick + told.classes.slow).toBe(60);

  const bare = ts('bare.ts', 'false', lines.slice(0, 5).map((line) => line.split(':')[0])); // prettier-ignore
  expect(json<Told>(...predict(bare))).toMatchObject({ told: 5, known: 0, accuracy: null });
  expect(readFileSync(out, 'utf8').split('\n')[0]).toBe('series,row,class,P(quick),P(slow)');
  const other = join(folder, 'other.csv');
  writeFileSync(other, `temperature\n${Array.from({ length: 30 }, (_, i) => i).join('\n')}\n`);
  expect(refusal(...predict(other))).toContain('which the file does not have');
  expect(refusal(...predict(known, '--origins', '4'))).toContain('--origins: Expected last or all');
  expect(refusal('generate', run, '--store', store)).toContain('It tells classes and cannot continue anything');

  const states = join(folder, 'states.csv');
  const stretch = (i: number) => Math.floor(i / 25) % 2;
  writeFileSync(
    states,
    `x,state\n${Array.from({ length: 400 }, (_, i) => `${Math.sin(i / (stretch(i) ? 2 : 6)).toFixed(3)},${stretch(i) ? 'fast' : 'slow'}`).join('\n')}\n`,
  );
  const ofRows = json<Trained>(
    'train',
    '--data',
    states,
    '--task',
    'classify',
    '--target',
    'state',
    '--lookback',
    '8',
    '--store',
    store,
    ...small,
  );
  expect(ofRows.verdict.sentence).toContain('always saying the most frequent class');
  const every = json<Told>('predict', '--run', ofRows.run, '--data', states, '--out', out, '--store', store);
  expect([every.told, every.known]).toEqual([393, 393]);

  const host = freshHost(store);
  const file = await host.api.runs.tell(run, 'best', 'bare.ts', new Uint8Array(readFileSync(bare)));
  expect(file.windows).toHaveLength(5);
  expect([...file.probabilities.subarray(0, 2)].reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  await expect(host.api.runs.tell(run, 'best', 'x.csv', new Uint8Array(readFileSync(other)))).rejects.toMatchObject({
    issues: [{ code: 'absent-columns', values: { names: '"value"' } }],
  });
}, 90_000);

test('a global model that knows its series is tuned on one of them from the very score that it has there, and it is said whether that helped', () => {
  const folder = temporaryFolder();
  const store = join(folder, 'store.db');
  const noise = (i: number) => Math.sin(i * i) / 3;
  const series = Array.from({ length: 12 }, (_, s) => {
    const values = Array.from({ length: 90 }, (__, i) => (10 * s + 5 * Math.sin((2 * Math.PI * i) / 12 + s) + noise(i + s)).toFixed(3));
    return `S${s}:${values.join(',')}`;
  });
  const tsf = (name: string, lines: string[]) => {
    const path = join(folder, name);
    writeFileSync(path, `@relation t\n@attribute series_name string\n@frequency monthly\n@missing false\n@data\n${lines.join('\n')}\n`);
    return path;
  };
  const edges = [
    ['input', 'memory'],
    ['memory', 'head'],
    ['who', 'head'],
  ].map(([from, to]) => ({ from, to }));
  const nodes = [
    { id: 'memory', cell: 'gru', options: { units: 6 } },
    { id: 'who', cell: 'series', options: { units: 3 } },
    { id: 'head', cell: 'dense' },
  ];
  const drawing = join(folder, 'known.json');
  writeFileSync(drawing, JSON.stringify({ version: 1, nodes, edges, output: 'head' }));
  interface Tuned {
    run: string;
    test: { units: { mse: number }; windows: number; series: { each: { series: number; values: { mse: number } }[] } };
    before: { test: { units: { mse: number } } };
    tuning: { outcome: string; skill: number; sentence: string };
    baselines: { naive: { units: { mse: number }; windows: number } };
  }
  const sizes = ['--lookback', '12', '--horizon', '6', '--split', 'last,12,36', '--store', store, '--threads', '1'];
  const whole = json<Tuned>(
    ...['train', '--data', tsf('all.tsf', series), '--arrange', 'sequences', '--scale-by', 'series', ...sizes],
    ...['--architecture', drawing, '--epochs', '3'],
  );
  const known = whole.test.series.each.find((each) => each.series === 7)!.values.mse;
  const tuned = json<Tuned>('finetune', '--run', whole.run, '--data', tsf('one.tsf', [series[7]]), '--store', store, '--epochs', '3');
  expect(tuned.before.test.units.mse).toBeCloseTo(known, 9);
  expect(tuned.baselines.naive.windows).toBe(tuned.test.windows);
  expect(tuned.tuning.skill).toBeCloseTo(1 - tuned.test.units.mse / tuned.before.test.units.mse, 6);
  expect(tuned.tuning.sentence).toContain('on the same test windows');
}, 60_000);
