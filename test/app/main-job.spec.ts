/**
 * The whole way on real data, as a person goes it: ETTh1 dropped on the page, plotted, windowed, trained with a GRU and with a network
 * whose feedback edge was drawn with the mouse, curves live, compared, exported to ONNX - and the file run by onnxruntime.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { dropFiles, expect, test } from './fixture.ts';
import { openHost } from '../../src-main/host/host.ts';
import { launchChild } from '../../src-main/trainer/launch.ts';
import { openOnnx } from '../../src-main/trainer/onnx-runner.ts';
import { columnOf } from '#engine/data/dataset.ts';
import { datasetContent } from '../../src-main/store/datasets.ts';
import { prepare } from '#engine/data/windows.ts';

const ett = resolve(import.meta.dirname, '../../resources/samples/ETTh1.csv');

/** What a page must never say on its console. */
function listen(page: Page): string[] {
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text());
  });
  return said;
}

async function number(page: Page, testid: string, value: number): Promise<void> {
  const field = page.getByTestId(testid);
  await field.fill(String(value));
  await field.press('Enter');
}

async function trainHere(page: Page, name: string, epochs: number): Promise<void> {
  await page.getByTestId('tab-train').click();
  const plan = page.getByTestId('run-new');
  await expect(plan.or(page.getByTestId('plan-name')).first()).toBeVisible();
  if (await plan.isVisible()) await plan.click();
  await page.getByTestId('plan-name').fill(name);
  await number(page, 'setting-epochs', epochs);
  await page.getByTestId('train-start').click();
}

test.skip(!existsSync(ett), 'ETTh1.csv is not in resources/samples');

test('a dropped file becomes a model that another program runs', async ({ app, store }) => {
  const { page } = app;
  const said = listen(page);
  await expect(page.getByTestId('start')).toBeVisible();
  await expect(page.getByTestId('start')).toContainText('Or open a sample');

  // Dropped, read, plotted.
  await dropFiles(page, [ett]);
  await expect(page.getByTestId('truth')).toContainText('17,420');
  await expect(page.getByTestId('overview')).toBeVisible();
  await expect(page.getByTestId('findings')).toContainText('17,420 rows and 8 columns');

  // Windowed: lookback 96, horizon 24, split by time.
  await number(page, 'lookback', 96);
  await number(page, 'horizon', 24);
  await page.getByTestId('split-unit').getByText('Rows').click();
  await number(page, 'split-train', 8640);
  await number(page, 'split-validation', 2880);
  await number(page, 'split-test', 2880);
  await expect(page.getByTestId('truth')).toContainText('8,521');
  await expect(page.getByTestId('truth')).toContainText('2,857');

  // A GRU from its template.
  await page.getByTestId('to-architecture').click();
  await page.getByTestId('template-gru').click();
  await expect(page.getByTestId('plate-gru')).toBeVisible();
  await trainHere(page, 'plain gru', 2);
  await expect(page.getByTestId('run-sentence')).toContainText(/epoch/i);
  await expect(page.getByTestId('loss-chart')).toHaveAttribute('data-epochs', /[12]/);

  // A network with a feedback edge drawn by hand, while the first one trains: from the second layer back into the first.
  await page.getByTestId('tab-architecture').click();
  await page.getByTestId('template-stacked-gru').click();
  const from = (await page.getByTestId('out-gru2').boundingBox())!;
  const to = (await page.getByTestId('plate-gru1').boundingBox())!;
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x - 60, from.y + 90, { steps: 8 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 8 });
  await page.mouse.up();
  await expect(page.getByTestId('delay-question')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('truth-feedback')).toContainText('1 feedback edge');
  await trainHere(page, 'hand-drawn loop', 2);

  // Both come to their end, the curve live, the verdict plain.
  await expect(page.getByTestId('run-verdict')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByTestId('loss-chart')).toHaveAttribute('data-epochs', '2');
  await expect(page.getByTestId('run-verdict')).toContainText(/repeating|linear/);

  // Compared.
  await page.getByTestId('tab-compare').click();
  await expect(page.getByTestId('compare-row')).toHaveCount(2);
  await expect(page.getByTestId('compare-baseline')).toHaveCount(3);
  await expect(page.getByTestId('compare-table')).toContainText('hand-drawn loop');
  await expect(page.getByTestId('compare-table')).toContainText('t-1');

  // Exported, verified, saved.
  await page.getByTestId('tab-export').click();
  await page.getByTestId('export-list').getByText('hand-drawn loop').first().click();
  await page.locator('[data-testid=export-row][data-format=onnx]').getByTestId('export-make').click();
  await expect(page.locator('[data-testid=export-row][data-format=onnx]')).toContainText('Verified', { timeout: 60_000 });
  const saving = page.waitForEvent('download');
  await page.locator('[data-testid=export-row][data-format=onnx]').getByTestId('export-save').click();
  const onnx = await (await saving).path();

  await expectParity(store, readFileSync(onnx));
  expect(said).toEqual([]);
});

/** The saved file, by onnxruntime, on every test window: equal to the app's own forecasts within 1e-5 in scaled space. */
async function expectParity(store: string, bytes: Uint8Array): Promise<void> {
  // The window's host has the store; this one reads beside it.
  const host = openHost({ store, runtime: 'web', launch: launchChild });
  const projects = await host.api.projects.list();
  const run = (await host.api.runs.list(projects[0].id)).find((r) => r.name === 'hand-drawn loop')!;
  const dataset = datasetContent(host.db, run.plan.dataset);
  const { design } = run.plan;
  const { prepared } = prepare(dataset, design, { scaling: run.scaling! });
  const origins = prepared!.windows.test;
  expect(origins).toHaveLength(2857);
  const own = await host.forecast(run.id, 'best', dataset, origins);
  const runner = await openOnnx(bytes);
  const [L, F, each] = [design.lookback, design.features.length, design.horizon * design.targets.length];
  const columns = design.features.map((name) => columnOf(dataset, name)!);
  let largest = 0;
  for (let from = 0; from < origins.length; from += 200) {
    const some = origins.subarray(from, from + 200);
    const x = new Float32Array(some.length * L * F);
    some.forEach((o, b) =>
      columns.forEach((column, f) => column.subarray(o - L + 1, o + 1).forEach((v, t) => (x[(b * L + t) * F + f] = v))),
    );
    const { y } = await runner.run({ x: { shape: [some.length, L, F], numbers: Float64Array.from(x) } });
    y.numbers.forEach((v, i) => {
      const { scale } = run.scaling!.targets[i % design.targets.length];
      largest = Math.max(largest, Math.abs(v - own[from * each + i]) / scale);
    });
  }
  await runner.dispose();
  await host.close();
  expect(largest).toBeLessThan(1e-5);
}

test('closing the window loses nothing: reopened, the curve is whole and goes on', async ({ app }) => {
  await app.page.getByTestId('sample-mackey-glass').click();
  await expect(app.page.getByTestId('truth')).toContainText('5,000');
  await app.page.getByTestId('tab-train').click();
  await number(app.page, 'setting-epochs', 60);
  await number(app.page, 'setting-patience', 0);
  await app.page.getByTestId('train-start').click();
  await expect(app.page.getByTestId('loss-chart')).toHaveAttribute('data-epochs', /[2-9]|\d\d/, { timeout: 60_000 });
  const before = Number(await app.page.getByTestId('loss-chart').getAttribute('data-epochs'));
  const page = await app.reopen();
  await page.getByTestId('tab-train').click();
  await page.getByTestId('run-item').first().click();
  await expect
    .poll(async () => Number(await page.getByTestId('loss-chart').getAttribute('data-epochs')), { timeout: 30_000 })
    .toBeGreaterThan(before);
  await page.getByTestId('run-pause').click();
  await expect(page.getByTestId('run-resume')).toBeVisible();
  await page.getByTestId('run-resume').click();
  await page.getByTestId('run-stop').click();
  await expect(page.getByTestId('run-verdict')).toBeVisible({ timeout: 30_000 });
});

test('the textbook example: a thousand iterations, the whole curve stored and drawn', async ({ app }) => {
  const { page } = app;
  await page.getByTestId('sample-textbook').click();
  await expect(page.getByTestId('truth')).toContainText('training window');
  await page.getByTestId('tab-architecture').click();
  await page.getByTestId('architecture-textbook-relu').click();
  await page.getByTestId('tab-train').click();
  await expect(page.getByTestId('setting-epochs')).toHaveValue('1000');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('loss-chart')).toHaveAttribute('data-epochs', '1000', { timeout: 60_000 });
});

test('bad files give a plain Issue and lose nothing', async ({ app }) => {
  const { page } = app;
  await page.getByTestId('sample-airline-passengers').click();
  await expect(page.getByTestId('truth')).toContainText('144');
  for (const [name, text] of [
    ['empty.csv', ''],
    ['letter.txt', 'Dear Sir or Madam,\nthis is not a table.\n'],
    ['words.csv', 'colour\nred\ngreen\nblue\n'],
    ['picture.csv', '\u0089PNG\r\n\u001a\n\u0000\u0000'],
  ]) {
    await dropFiles(page, [{ name, text }]);
    await expect(page.getByTestId('issue').first(), name).toBeVisible();
    await expect(page.getByTestId('issue').first()).toContainText(/\./);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('truth')).toContainText('144');
  }
  // A horizon longer than the data.
  await number(page, 'horizon', 500);
  await expect(page.locator('[data-testid=finding][data-code=too-few-rows]').first()).toBeVisible();
  await page.getByTestId('design-undo').click();
  await expect(page.locator('[data-testid=finding][data-code=too-few-rows]')).toHaveCount(0);
});

test('Chinese and dark are whole: no page falls back to English or breaks', async ({ app }) => {
  const { page } = app;
  const said = listen(page);
  await page.getByTestId('sample-airline-passengers').click();
  await page.getByTestId('settings-button').click();
  await page.getByTestId('language').getByText('中文').click();
  await page.getByTestId('theme').getByText('深色').click();
  await page.keyboard.press('Escape');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('lang', /zh/);
  for (const tab of ['data', 'architecture', 'train', 'compare', 'export']) {
    await page.getByTestId(`tab-${tab}`).click();
    await expect(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-current', 'page');
    const words = await page.locator('main').innerText();
    expect(words, tab).toMatch(/[\u4e00-\u9fff]/);
  }
  expect(said).toEqual([]);
});
