/**
 * Loading TensorFlow.js. tfjs-node-gpu cannot be installed here, so a package of its name stands in: tfjs-core with its
 * gradients and its plain JavaScript backend, bundled into a folder as npm would leave it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reference } from '#engine/backends/reference.ts';
import { compile } from '#engine/compile/compile.ts';
import { IssueError } from '#shared/errors.ts';
import { openTfjs } from '../../src-main/trainer/tfjs.ts';
import { cellSamples, task } from '../engine/architectures.ts';
import { randomFeed } from '../engine/gradient-check.ts';
import { ask, distances, tameWeights } from '../engine/wasm-support.ts';
import { waveCsv } from './helpers.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'loopwright-tfjs-'));
const bundle = join(folder, 'tf.cjs');
const advice = /Run "npm install --no-save @tensorflow\/tfjs-node-gpu@4\.22\.0", which needs CUDA 11 on Linux or Windows/;

beforeAll(async () => {
  const installed = (path: string) => JSON.stringify(join(root, 'node_modules/@tensorflow', path));
  const entry = join(folder, 'entry.js');
  writeFileSync(
    entry,
    `export * from ${installed('tfjs-core/dist/index.js')};
    import ${installed('tfjs-core/dist/register_all_gradients.js')};
    import ${installed('tfjs-backend-cpu/dist/index.js')};`,
  );
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'tf.cjs' } },
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder whose node_modules holds a package; returns the folder. */
function folderWith(name: string, packageName: string, code: string): string {
  const at = join(folder, name, 'node_modules', packageName);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'package.json'), JSON.stringify({ name: packageName, version: '4.22.0', main: 'index.js' }));
  writeFileSync(join(at, 'index.js'), code);
  return join(folder, name);
}

/** What tfjs-node does while it loads, and asks of Node. */
const standIn = `
  const util = require('util');
  for (const name of ['isNullOrUndefined', 'isArray'])
    if (typeof util[name] !== 'function') throw new TypeError('util.' + name + ' is not a function');
  if (!util.isNullOrUndefined(null) || util.isNullOrUndefined(0) || !util.isArray([]) || util.isArray({})) throw new Error('util');
  module.exports = require(${JSON.stringify(bundle)});
  module.exports.enableProdMode();
  module.exports.setBackend('cpu');
`;

const requireFrom = (at: string) => createRequire(join(at, 'package.json'));

async function issueOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(IssueError);
  const { issues } = error as IssueError;
  expect(issues).toHaveLength(1);
  return issues[0];
}

describe('openTfjs', () => {
  test('without a package: an Issue with the command that adds one', async () => {
    const { code, where, message, fix } = await issueOf(openTfjs(requireFrom(join(folder, 'empty'))));
    expect({ code, where, message }).toEqual({
      code: 'no-tfjs',
      where: 'backend tfjs',
      message: 'No TensorFlow.js package is installed.',
    });
    expect(fix).toMatch(advice);
  });

  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'])
    test(`${name}: is given what Node has removed, and calculates`, async () => {
      const backend = await openTfjs(requireFrom(folderWith(`with ${name.slice(12)}`, name, standIn)));
      const { program } = compile(cellSamples.lstm, task, { loss: 'mse' });
      const sizes = { batch: 5, steps: 6 };
      const [feed, weights] = [randomFeed(program!, sizes), tameWeights(program!)];
      const session = await backend.open(program!, sizes, []);
      expect(session.report).toEqual({ name: 'tfjs', simd: false, fma: false, width: 0, threads: availableParallelism() });
      const right = await ask(await reference.open(program!, sizes, []), program!, feed, weights);
      const found = distances(await ask(session, program!, feed, weights), right);
      for (const [what, error] of Object.entries(found)) expect(error, what).toBeLessThanOrEqual(1e-5);
    });

  test('the GPU package goes first, and the GPU decides how many threads are reported', async () => {
    const at = folderWith('both', '@tensorflow/tfjs-node', `throw new Error('The other one was wanted.');`);
    const onGpu = 'module.exports = { ...module.exports, backend: () => ({ isUsingGpuDevice: true }) };';
    folderWith('both', '@tensorflow/tfjs-node-gpu', standIn + onGpu);
    const { program } = compile(cellSamples.dense, task);
    const session = await (await openTfjs(requireFrom(at))).open(program!, { batch: 1, steps: 1 }, []);
    expect(session.report.threads).toBe(1);
  });

  test('a package that does not load: one line that says why', async () => {
    const code = `throw new Error('libcudart.so.11.0: cannot open shared object file\\n  at somewhere');`;
    const at = folderWith('broken', '@tensorflow/tfjs-node-gpu', code);
    const { code: kind, message, fix } = await issueOf(openTfjs(requireFrom(at)));
    expect(kind).toBe('tfjs-does-not-load');
    expect(message).toBe('@tensorflow/tfjs-node-gpu is installed and does not load: libcudart.so.11.0: cannot open shared object file');
    expect(fix).toMatch(advice);
  });
});

describe('--backend tfjs', () => {
  const data = join(folder, 'wave.csv');
  const train = (backend: string, env: NodeJS.ProcessEnv = {}) => {
    writeFileSync(data, waveCsv(200));
    const options = { data, target: 'a', lookback: '12', horizon: '4', epochs: '2', batch: '32', threads: '1' };
    const args = Object.entries({ ...options, backend, store: join(folder, `${backend}.db`) }).flatMap(([name, value]) => [
      `--${name}`,
      value,
    ]);
    const done = spawnSync(process.execPath, [join(root, 'src-main/cli.ts'), 'train', ...args, '--json'], {
      encoding: 'utf8',
      timeout: 120_000,
      env: { ...process.env, ...env },
    });
    return { code: done.status, out: done.stdout, err: done.stderr };
  };

  test('without the package: exit code 2 and one line with the fix', () => {
    const { code, out, err } = train('tfjs');
    expect(code, err).toBe(2);
    expect(out).toBe('');
    // The id of the run is progress, not complaint.
    const [line, ...more] = err.split('\n').filter((text) => text !== '' && !/^run \w+: /.test(text));
    expect(more).toEqual([]);
    expect(line).toMatch(/^backend tfjs: No TensorFlow\.js package is installed\./);
    expect(line).toMatch(advice);
  });

  test('with it: the run that wasm makes, to the rounding of 32 bits', () => {
    const at = folderWith('cli', '@tensorflow/tfjs-node-gpu', standIn);
    const { code, out, err } = train('tfjs', { NODE_PATH: join(at, 'node_modules') });
    expect(code, err).toBe(0);
    const document = JSON.parse(out) as { backend: unknown; epochs: number; test: { scaled: { mse: number } } };
    expect(document).toMatchObject({ epochs: 2, backend: { name: 'tfjs', simd: false } });
    const right = JSON.parse(train('wasm').out) as typeof document;
    expect(document.test.scaled.mse / right.test.scaled.mse).toBeCloseTo(1, 3);
  });
});
