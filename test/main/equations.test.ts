// Cells of one's own from architecture files: trained, resumed by name, exported and refused on the command line.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readSafetensors } from '#engine/export/safetensors.ts';
import { examples } from '#engine/equations/examples.ts';
import { temporaryFolder, waveCsv } from './helpers.ts';

const script = resolve(import.meta.dirname, '../../src-main/cli.ts');
const cli = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 120_000 });

function prepared(text: string, units = 12) {
  const folder = temporaryFolder();
  const [data, store, file] = ['wave.csv', 'store.db', 'mine.json'].map((name) => join(folder, name));
  writeFileSync(data, waveCsv(300));
  const nodes = [
    { id: 'mine', cell: 'equations', options: { text, units } },
    { id: 'head', cell: 'dense' },
  ];
  const edges = [
    { from: 'input', to: 'mine' },
    { from: 'mine', to: 'head' },
  ];
  writeFileSync(file, JSON.stringify({ version: 1, nodes, edges, output: 'head' }));
  const train = ['train', '--data', data, '--target', 'a', '--lookback', '12', '--horizon', '4', '--epochs', '3', '--threads', '1'];
  return { folder, store, train: [...train, '--store', store, '--architecture', file, '--json'] };
}

test('the LSTM, typed, trains, keeps its names in files, and is exported', () => {
  const { folder, store, train } = prepared(examples.lstm.text);
  const typed = cli(...train);
  expect(typed.status, typed.stderr).toBe(0);
  const document = JSON.parse(typed.stdout) as { run: string; parameters: number; test: { scaled: { mse: number } } };
  // 4 gates of (2 features and 12 units) x 12 with a bias, and the head.
  expect(document.parameters).toBe(4 * (2 + 12 + 1) * 12 + (12 + 1) * 4);
  const weights = join(folder, 'weights.safetensors');
  expect(cli('export', '--run', document.run, '--format', 'safetensors', '--out', weights, '--store', store).status).toBe(0);
  const names = [...readSafetensors(readFileSync(weights)).tensors.keys()];
  expect(names).toEqual(expect.arrayContaining(['mine.Wf', 'mine.Uf', 'mine.bf', 'head.W']));
  const exported = cli(
    'export',
    '--run',
    document.run,
    '--format',
    'onnx',
    '--out',
    join(folder, 'model.onnx'),
    '--store',
    store,
    '--json',
  );
  expect(exported.status, exported.stderr).toBe(0);
  expect(JSON.parse(exported.stdout)).toMatchObject({ report: { verified: true } });
}, 180_000);

test('an oscillator that starts turning by itself trains', () => {
  const { train } = prepared(examples.oscillator.text, 6);
  const { status, stdout, stderr } = cli(...train);
  expect(status, stderr).toBe(0);
  expect((JSON.parse(stdout) as { test: { scaled: { mse: number } } }).test.scaled.mse).toBeLessThan(2);
}, 180_000);

test('a mistake in the text is told with its cell, line and character, in one line and with code 2', () => {
  const { train } = prepared("z = sigmoid(Wz x + Uz h' + bz)\nh = (1 - z) * n + z * sigmod(h')");
  const { status, stdout, stderr } = cli(...train);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  const lines = stderr.split('\n').filter((line) => line !== '');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('cell mine, line 2, character 23: There is no function "sigmod". Did you mean sigmoid?');
});
