// The command line as a person or a script uses it: documents on stdout, progress on stderr, exit codes, bad input, SIGKILL.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Issue } from '#engine/issue.ts';
import { temporaryFolder, waveCsv } from './helpers.ts';

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

function folderWithData() {
  const folder = temporaryFolder();
  const data = join(folder, 'wave.csv');
  writeFileSync(data, waveCsv(300));
  return { folder, data, store: join(folder, 'store.db') };
}

const trainArgs = (data: string, store: string, ...more: string[]) => [
  ...[
    'train',
    '--data',
    data,
    '--architecture',
    'gru',
    '--target',
    'a',
    '--lookback',
    '12',
    '--horizon',
    '4',
    '--epochs',
    '2',
    '--batch',
    '32',
    '--threads',
    '1',
    '--store',
    store,
  ],
  ...more,
];

interface Scores {
  scaled: { mse: number; mae: number };
  units: { mse: number; mae: number; rmse: number; perTarget: Record<string, { mae: number }> };
}
interface TrainDocument {
  run: string;
  parameters: number;
  epochs: number;
  bestEpoch: number;
  seconds: number;
  backend: { name: string; simd: boolean; fma: boolean; width: number; threads: number };
  validation: Scores;
  test: Scores;
  baselines: Record<'naive' | 'seasonalNaive' | 'linear', Scores>;
  before?: Scores;
  parent?: { run: string };
}

/** Fails with code 2 and exactly one line on stderr; returns it. */
function refusal(...args: string[]): string {
  const { code, out, err } = cli(...args);
  expect(code, err).toBe(2);
  expect(out).toBe('');
  const lines = err.split('\n').filter((line) => line !== '');
  expect(lines, err).toHaveLength(1);
  return lines[0];
}

test('help, and help of every verb', () => {
  expect(cli('help').out).toContain('finetune');
  for (const verb of ['inspect', 'train', 'lr-find', 'finetune', 'runs', 'resume', 'compare', 'predict', 'export', 'architectures'])
    expect(cli('help', verb).out, verb).toContain(verb);
});

test('inspect says how a file is read', () => {
  const { data } = folderWithData();
  const found = json<{
    encoding: string;
    delimiter: string;
    rows: number;
    columns: { name: string; type: string; missing: number }[];
    time: { frequency: string; gaps: number };
  }>('inspect', data);
  expect(found).toMatchObject({ encoding: 'utf-8', delimiter: ',', rows: 300, time: { frequency: 'PT1H', gaps: 0 } });
  expect(found.columns.map((c) => c.type)).toEqual(['time', 'number', 'number']);
});

test('architectures are those that train accepts, by name and as a file', () => {
  const { folder, data, store } = folderWithData();
  const { architectures } = json<{ architectures: { name: string; architecture: unknown }[] }>('architectures');
  expect(architectures.map((a) => a.name)).toEqual(expect.arrayContaining(['elman', 'jordan', 'lstm', 'gru', 'drawn-feedback']));
  const file = join(folder, 'mine.json');
  writeFileSync(file, JSON.stringify(architectures.find((a) => a.name === 'drawn-feedback')!.architecture));
  const { run } = json<TrainDocument>(...trainArgs(data, store, '--architecture', file, '--name', 'mine', '--epochs', '1'));
  expect(json<{ runs: { run: string; name: string; status: string }[] }>('runs', '--store', store).runs).toMatchObject([
    { run, name: 'mine', status: 'finished' },
  ]);
});

test('the main job: train, compare, fine-tune, predict, export', () => {
  const { folder, data, store } = folderWithData();
  const first = json<TrainDocument>(...trainArgs(data, store));
  expect(first).toMatchObject({ epochs: 2, backend: { name: 'wasm', simd: true, threads: 1 } });
  expect(first.parameters).toBeGreaterThan(1000);
  for (const scores of [first.validation, first.test, first.baselines.naive, first.baselines.seasonalNaive, first.baselines.linear]) {
    expect(scores.scaled.mse).toBeGreaterThan(0);
    expect(scores.units.perTarget.a.mae).toBeCloseTo(scores.units.mae, 12);
    expect(scores.units.rmse).toBeCloseTo(Math.sqrt(scores.units.mse), 12);
  }
  const second = json<TrainDocument>(...trainArgs(data, store, '--architecture', 'elman', '--seed', '3'));
  const compared = json<{ sameWindows: boolean; runs: { run: string }[]; differs: Record<string, unknown[]> }>(
    'compare',
    first.run,
    second.run,
    '--store',
    store,
  );
  expect(compared.sameWindows).toBe(true);
  expect(compared.differs['settings.seed']).toEqual([1, 3]);

  const tuned = json<TrainDocument>('finetune', '--run', first.run, '--train', 'head', '--epochs', '1', '--store', store);
  expect(tuned.before!.scaled.mse).toBeCloseTo(first.test.scaled.mse, 6);
  expect(tuned.parent!.run).toBe(first.run);

  // Another horizon than the dataset's design has now: the run's own design counts.
  json<TrainDocument>(...trainArgs(data, store, '--horizon', '6', '--epochs', '1'));
  expect(json<TrainDocument>('finetune', '--run', first.run, '--epochs', '1', '--store', store).before!.scaled.mse).toBeCloseTo(
    first.test.scaled.mse,
    6,
  );

  const out = join(folder, 'forecast.csv');
  cli('predict', '--run', first.run, '--data', data, '--out', out, '--store', store);
  const lines = readFileSync(out, 'utf8').trim().split('\n');
  expect(lines[0]).toBe('origin,step,time,a');
  expect(lines).toHaveLength(1 + 4);
  expect(lines[1]).toMatch(/^300,1,2024-01-13T12:00:00.000Z,\d/);
  json('predict', '--run', first.run, '--data', data, '--out', out, '--origins', 'all', '--store', store);
  expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(1 + (300 - 11) * 4);

  const onnx = join(folder, 'model.onnx');
  const { report } = json<{ report: { verified: boolean; largest: number } }>(
    'export',
    '--run',
    first.run,
    '--format',
    'onnx',
    '--out',
    onnx,
    '--store',
    store,
  );
  expect(report.verified).toBe(true);
  expect(report.largest).toBeLessThan(1e-5);
  expect(existsSync(onnx)).toBe(true);
}, 180_000);

test('the same seed gives the same bytes of weights, in another store and with more threads', () => {
  const files = ['1', '1', '2'].map((threads) => {
    const { folder, data, store } = folderWithData();
    const { run } = json<TrainDocument>(...trainArgs(data, store, '--threads', threads));
    const out = join(folder, 'weights.safetensors');
    json('export', '--run', run, '--format', 'safetensors', '--out', out, '--store', store);
    return readFileSync(out);
  });
  expect(files[1].equals(files[0])).toBe(true);
  expect(files[2].equals(files[0])).toBe(true);
}, 180_000);

test('files in other lists and orders: names with commas, negative numbers, long tables, a file that is read as the run’s own was', () => {
  const { folder, store } = folderWithData();
  const commas = join(folder, 'commas.csv');
  writeFileSync(commas, ['"load, MW",y', ...Array.from({ length: 120 }, (_, i) => `${Math.sin(i / 5)},${i % 7}`)].join('\n'));
  const base = ['--lookback', '6', '--horizon', '1', '--epochs', '1', '--threads', '1', '--store', store];
  const first = json<TrainDocument>('train', '--data', commas, '--target', '"load, MW"', '--features', 'y', '--gap', '-1', ...base);
  expect(Object.keys(first.test.units.perTarget)).toEqual(['load, MW']);

  const rows = (from: number, order: (hours: number[]) => number[]) =>
    order(Array.from({ length: 120 }, (_, i) => from + i))
      .map((h) => `${new Date(Date.UTC(2024, 0, 1, h)).toISOString()},${Math.sin(h / 4)}`)
      .join('\n');
  const [newestFirst, later] = [join(folder, 'a.csv'), join(folder, 'b.csv')];
  writeFileSync(newestFirst, `time,x\n${rows(0, (h) => h.toReversed())}\n`);
  writeFileSync(later, `time,x\n${rows(120, (h) => h.toReversed())}\n`);
  const { run } = json<TrainDocument>('train', '--data', newestFirst, '--target', 'x', '--repair', 'sort', ...base);
  const out = join(folder, 'forecast.csv');
  json('predict', '--run', run, '--data', later, '--out', out, '--store', store);
  expect(readFileSync(out, 'utf8').split('\n')[1]).toContain(new Date(Date.UTC(2024, 0, 1, 240)).toISOString());
  const tuned = json<TrainDocument>('finetune', '--run', run, '--data', later, '--epochs', '1', '--store', store);
  expect(tuned.baselines.naive.scaled.mse).toBeLessThan(1);
});

test.each([
  ['with the defaults', ['--epochs', '800']],
  [
    'with batches gathered and the rate cut on plateaus',
    [
      '--epochs',
      '400',
      '--accumulate',
      '3',
      '--schedule',
      'plateau',
      '--plateau-patience',
      '5',
      '--plateau-factor',
      '0.9',
      '--optimizer',
      'nadam',
    ],
  ],
  [
    'in one cycle after a warm-up, clipped and penalised',
    [
      '--epochs',
      '400',
      '--schedule',
      'one-cycle',
      '--warmup',
      '2.5',
      '--optimizer',
      'nesterov',
      '--clip-value',
      '0.05',
      '--l1',
      '1e-5',
      '--l2',
      '1e-4',
    ],
  ],
])(
  'killed with SIGKILL in the middle, resumed: same id, same bytes as a run that was never killed, %s',
  async (_, more) => {
    const { folder, data, store } = folderWithData();
    const long = ['--patience', '0', '--architecture', 'drawn-feedback', ...more];
    const whole = json<TrainDocument>(...trainArgs(data, join(folder, 'whole.db'), ...long));
    const child = spawn(process.execPath, [script, ...trainArgs(data, store, ...long)], { stdio: ['ignore', 'ignore', 'pipe'] });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    await new Promise<void>((resolve, reject) => {
      let text = '';
      child.stderr.on('data', (part: Buffer) => {
        text += part.toString();
        if (/epoch \d\d+ of/.test(text)) resolve();
      });
      void exited.then(() => reject(new Error(`it ended by itself: ${text}`)));
    });
    const trainers = childrenOf(child.pid!);
    child.kill('SIGKILL');
    await exited;
    // The trainer has no owner any more and must end by itself.
    await expect.poll(() => trainers.filter(isAlive), { timeout: 5000 }).toEqual([]);
    const [{ run, status }] = json<{ runs: { run: string; status: string }[] }>('runs', '--store', store).runs;
    expect(['running', 'interrupted']).toContain(status);
    const resumed = json<TrainDocument>('resume', '--run', run, '--store', store);
    expect(resumed.run).toBe(run);
    expect(resumed.test).toEqual(whole.test);
    for (const checkpoint of ['best', 'last']) {
      const [a, b] = [join(folder, 'a'), join(folder, 'b')];
      json(
        'export',
        '--run',
        whole.run,
        '--format',
        'safetensors',
        '--checkpoint',
        checkpoint,
        '--out',
        a,
        '--store',
        join(folder, 'whole.db'),
      );
      json('export', '--run', run, '--format', 'safetensors', '--checkpoint', checkpoint, '--out', b, '--store', store);
      expect(readFileSync(b).equals(readFileSync(a)), checkpoint).toBe(true);
    }
  },
  180_000,
);

test('Ctrl+C in a terminal reaches every process once or twice: a checkpoint is written, and it goes on to the same bytes', async () => {
  const { folder, data, store } = folderWithData();
  // Long enough that a signal meets it while it trains, even where this process gets to read late.
  const long = ['--epochs', '2000', '--patience', '0'];
  const whole = json<TrainDocument>(...trainArgs(data, join(folder, 'whole.db'), ...long));
  const start = resolve(import.meta.dirname, '../../scripts/cli.mjs');
  const child = spawn(process.execPath, [start, ...trainArgs(data, store, ...long)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // A process group of its own, as a terminal gives it.
  });
  let text = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (part: Buffer) => {
      text += part.toString();
      if (/epoch \d\d+ of/.test(text)) resolve();
    });
    void exited.then(() => reject(new Error(`it ended by itself: ${text}`)));
  });
  process.kill(-child.pid!, 'SIGINT');
  expect(await exited).toBe(130);
  expect(text).toContain('Writing a checkpoint');
  const [{ run, status, issue }] = json<{ runs: { run: string; status: string; issue: Issue }[] }>('runs', '--store', store).runs;
  expect(status).toBe('interrupted');
  // Not "it ended while it was training": the trainer heard of it and wrote its checkpoint.
  expect(issue.message).toContain('the app was closed');
  expect(json<TrainDocument>('resume', '--run', run, '--store', store).test).toEqual(whole.test);
}, 180_000);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

const childrenOf = (pid: number): number[] =>
  existsSync('/proc')
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((candidate) => {
          try {
            return Number(readFileSync(`/proc/${candidate}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1]) === pid;
          } catch {
            return false;
          }
        })
    : [];

test('lr-find suggests a rate with its reason, and stores nothing', () => {
  const { data, store } = folderWithData();
  const options = ['--data', data, '--target', 'a', '--lookback', '12', '--horizon', '4', '--threads', '1', '--store', store];
  const found = json<{
    rate: number;
    said: string;
    optimizer: string;
    points: { rate: number; loss: number; smoothed: number }[];
  }>('lr-find', ...options, '--optimizer', 'adamw', '--steps', '100');
  expect(found.optimizer).toBe('adamw');
  expect(found.said).toContain('loss');
  expect(found.rate).toBeGreaterThan(found.points[0].rate);
  expect(found.rate).toBeLessThan(1);
  expect(found.points.length).toBeLessThanOrEqual(100);
  expect(existsSync(store)).toBe(false);
  // For people: the curve, the reason, and what to type.
  const { out, code } = cli('lr-find', ...options, '--optimizer', 'adamw', '--steps', '100');
  expect(code).toBe(0);
  expect(out).toContain(`Train with: --rate ${found.rate}`);
  expect(refusal('lr-find', ...options, '--from', '1', '--to', '0.1')).toMatch(/rates: It cannot go from 1 to 0\.1/);
  expect(refusal('lr-find', ...options, '--steps', '5')).toMatch(/steps.*20 to 10000/);
  expect(refusal('lr-find', ...options, '--horizon', '5000')).toMatch(/horizon/i);
}, 60_000);

test('every setting is an option, is kept with the run, and goes on into a fine-tune', () => {
  const { data, store } = folderWithData();
  const given = {
    accumulate: 2,
    'clip-value': 0.5,
    l1: 1e-6,
    l2: 1e-5,
    'weight-decay': 0.02,
    beta1: 0.88,
    beta2: 0.99,
    epsilon: 1e-7,
    warmup: 0.5,
    'minimum-rate': 1e-5,
    'cycle-peak': 0.4,
    'cycle-start': 0.1,
    'cycle-momentum': 0.8,
  };
  const options = Object.entries(given).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { run } = json<TrainDocument>(
    ...trainArgs(data, store, '--optimizer', 'nadam', '--schedule', 'one-cycle', '--clip', '0.7', ...options),
  );
  const tuned = json<TrainDocument>('finetune', '--run', run, '--epochs', '2', '--patience', '3', '--store', store);
  const { differs } = json<{ differs: Record<string, [unknown, unknown]> }>('compare', run, tuned.run, '--store', store);
  // A tenth of NAdam's own first rate, and of the minimum with it.
  expect(differs['settings.rate'][0]).toBe(2e-3);
  expect(differs['settings.rate'][1]).toBeCloseTo(2e-4, 12);
  expect(differs['settings.minimumRate'][1]).toBeCloseTo(1e-6, 12);
  expect(Object.keys(differs)).not.toEqual(expect.arrayContaining(['settings.cyclePeak']));
  const plain = json<TrainDocument>(...trainArgs(data, store, '--schedule', 'step'));
  const compared = json<{ differs: Record<string, [unknown, unknown]> }>('compare', run, plain.run, '--store', store).differs;
  for (const [name, value] of Object.entries(given)) {
    const setting = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect(compared[`settings.${setting}`]?.[0], name).toBe(value);
  }
  // Two epochs: a cut after each.
  expect(compared['settings.stepEvery']).toEqual([null, 1]);
}, 60_000);

describe('bad input: code 2 and one line that says what is wrong and what to do', () => {
  const bad = (text: string) => {
    const { folder, store } = folderWithData();
    const file = join(folder, 'bad.csv');
    writeFileSync(file, text);
    return { file, store };
  };

  test.each([
    ['an empty file', '', /empty/i],
    ['a letter', 'Dear Sir or Madam,\nplease find enclosed nothing.\n', /./],
    ['a column of words', 'a\nred\ngreen\nblue\nred\n', /./],
  ])('%s', (_, text, expected) => {
    const { file, store } = bad(text);
    expect(refusal('train', '--data', file, '--target', 'a', '--lookback', '2', '--horizon', '1', '--store', store)).toMatch(expected);
  });

  test('a horizon longer than the data', () => {
    const { data, store } = folderWithData();
    expect(refusal(...trainArgs(data, store), '--horizon', '5000')).toMatch(/horizon/i);
  });

  test('a target, a template, a run, a verb, an option that does not exist', () => {
    const { data, store } = folderWithData();
    expect(refusal(...trainArgs(data, store), '--target', 'temperature')).toMatch(/no numeric column "temperature"/);
    expect(refusal(...trainArgs(data, store), '--architecture', 'transformer')).toMatch(/Templates are/);
    expect(refusal('resume', '--run', 'r23456789', '--store', store)).toMatch(/no run/);
    expect(refusal('fly')).toMatch(/no verb "fly"/);
    expect(refusal('train', '--wings', '2')).toMatch(/--wings/);
    expect(refusal(...trainArgs(data, store), '--epochs', 'many')).toMatch(/--epochs/);
    expect(refusal(...trainArgs(data, store), '--loss', 'hope')).toMatch(/loss/);
    expect(refusal(...trainArgs(data, store), '--optimizer', 'lion')).toMatch(
      /--optimizer: There is no optimizer "lion"\. Choose one of sgd, /,
    );
    expect(refusal(...trainArgs(data, store), '--schedule', 'warm-up')).toMatch(/--schedule: .*plateau, one-cycle; a warm-up goes with/);
    expect(refusal(...trainArgs(data, store), '--minimum-rate=-1')).toMatch(/--minimum-rate: Expected a number from 0/);
    expect(refusal(...trainArgs(data, store), '--accumulate', '1.5')).toMatch(/--accumulate: Expected a whole number from 1/);
    expect(refusal(...trainArgs(data, store), '--warmup', '2')).toMatch(/--warmup: A warm-up of 2 epochs leaves nothing of 2/);
    expect(refusal(...trainArgs(data, store), '--split', '0.9,0.9,0.1')).toMatch(/add up/);
    expect(refusal('train', '--data', join(store, 'nowhere.csv'), '--target', 'a', '--store', store)).toMatch(/nowhere.csv/);
  });

  test('an architecture file as editors write it, and one that nobody wrote', () => {
    const { folder, data, store } = folderWithData();
    const file = join(folder, 'mine.json');
    const refused = (text: string | Buffer) => {
      writeFileSync(file, text);
      return refusal(...trainArgs(data, store), '--architecture', file);
    };
    const unknown = '{"version":1,"nodes":[{"id":"y","cell":"Dense"}],"edges":[],"output":"y"}';
    const said = /mine\.json, nodes\[0\]\.cell: There is no cell "Dense"\. Did you mean "dense"\?$/;
    expect(refused(`\ufeff${unknown}`).trim()).toMatch(said);
    expect(refused(Buffer.from(`\ufeff${unknown}`, 'utf16le')).trim()).toMatch(said);
    expect(refused(' \n')).toMatch(/There is no text in it/);
    expect(refused(unknown.replace('"y"', `${'['.repeat(50_000)}${']'.repeat(50_000)}`))).toMatch(
      /nodes\[0\]\.id: Expected a name, got \[\[\[\[…/,
    );
    expect(refusal(...trainArgs(data, store), '--architecture', 'GRUU')).toMatch(/Did you mean gru\?/);
  });

  test('what is no option, a word too many, a file that cannot be written', () => {
    const { folder, data, store } = folderWithData();
    expect(refusal(...trainArgs(data, store), 'extra')).toMatch(/^extra: .*help train/);
    expect(refusal('inspect', data, data)).toMatch(/takes 1 word/);
    expect(refusal('help', 'flying')).toMatch(/no verb "flying"/);
    expect(refusal(...trainArgs(data, store), '--epochs', '-2')).toMatch(/epochs: .*got -2/);
    expect(refusal(...trainArgs(data, store), '--epochs', '2.5')).toMatch(/whole number/);
    expect(refusal(...trainArgs(data, store), '--split', '200,0.1,0.2')).toMatch(/whole numbers/);
    const { run } = json<TrainDocument>(...trainArgs(data, store, '--epochs', '1'));
    expect(refusal('finetune', '--run', run, '--architecture', 'lstm', '--store', store)).toMatch(/--architecture/);
    expect(refusal('finetune', '--run', run, '--train', 'nothing', '--store', store)).toMatch(/Cells are/);
    const nowhere = join(folder, 'nowhere', 'file');
    for (const args of [
      ['export', '--format', 'safetensors'],
      ['predict', '--data', data],
    ])
      expect(refusal(...args, '--run', run, '--out', nowhere, '--store', store)).toMatch(/nowhere.*folder does not exist/);
    expect(refusal('predict', '--run', run, '--data', data, '--out', folder, '--origins', '3', '--store', store)).toMatch(/--origins/);
  });

  test('stores nothing: no dataset, no run, and where there was no store, none', () => {
    const { data, store } = folderWithData();
    refusal(...trainArgs(data, store), '--horizon', '5000');
    refusal(...trainArgs(data, store), '--epochs', '0');
    refusal(...trainArgs(data, store), '--loss', 'hope');
    expect(existsSync(store)).toBe(false);
  });

  test('an architecture with an undelayed cycle, an unknown key, text that is not JSON', () => {
    const { folder, data, store } = folderWithData();
    const file = join(folder, 'arch.json');
    const nodes = [
      { id: 'a', cell: 'elman' },
      { id: 'b', cell: 'gru' },
      { id: 'y', cell: 'dense' },
    ];
    const edges = [
      { from: 'input', to: 'a' },
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
      { from: 'b', to: 'y' },
    ];
    writeFileSync(file, JSON.stringify({ version: 1, nodes, edges, output: 'y' }));
    expect(refusal(...trainArgs(data, store, '--architecture', file))).toMatch(/cells a, b.*delay/);
    writeFileSync(file, JSON.stringify({ version: 1, nodes: [{ id: 'a', cell: 'gru', options: { unitz: 4 } }], edges: [], output: 'a' }));
    expect(refusal(...trainArgs(data, store, '--architecture', file))).toMatch(/nodes\[0\].options.unitz/);
    writeFileSync(file, '{ "version": 1, ');
    expect(refusal(...trainArgs(data, store, '--architecture', file))).toMatch(/not JSON/);
  });
});
