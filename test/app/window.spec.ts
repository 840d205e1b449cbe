/**
 * The window by hand: what a person does beside the main way - other files, other orders, the keyboard alone, and taking things back.
 */
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { dropFiles, expect, test } from './fixture.ts';

const samples = resolve(import.meta.dirname, '../../resources/samples');
const table = (header: string, rows: number, row: (i: number) => string) =>
  `${header}\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`;

function listen(page: Page): string[] {
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text());
  });
  return said;
}

async function number(page: Page, testid: string, value: number | string): Promise<void> {
  await page.getByTestId(testid).fill(String(value));
  await page.getByTestId(testid).press('Enter');
}

test('files of any shape after one another: the page follows, and says what it found', async ({ app }) => {
  const { page } = app;
  const said = listen(page);
  await dropFiles(page, [{ name: 'one.csv', text: table('x', 300, (i) => String(i % 7)) }]);
  await expect(page.getByTestId('truth')).toContainText('300 rows');
  // More columns than before, then fewer, then many.
  await dropFiles(page, [{ name: 'three.csv', text: table('rownames,a,b', 200, (i) => `${i + 1},${i % 5},${Math.sin(i)}`) }]);
  await expect(page.getByTestId('truth')).toContainText('200 rows');
  // A column that counts the rows is no series, and the design says so.
  await expect(page.getByTestId('features')).toContainText('2 of 3 columns');
  await page.getByTestId('dataset-one').click();
  await expect(page.getByTestId('truth')).toContainText('300 rows');
  await dropFiles(page, [
    {
      name: 'wide.csv',
      text: table(Array.from({ length: 60 }, (_, c) => `column ${c}`).join(), 150, (i) =>
        Array.from({ length: 60 }, (_, c) => (i * (c + 1)) % 11).join(),
      ),
    },
  ]);
  // Of 64 training windows a run takes 16 at a time.
  await expect(page.getByTestId('truth')).toContainText('first batch 16 × ');
  await expect(page.getByTestId('features')).toContainText('60 columns');
  await dropFiles(page, [
    { name: 'komma.csv', text: table('Tag;Wert', 120, (i) => `${String((i % 28) + 1).padStart(2, '0')}.01.2020;${i},5`) },
  ]);
  await expect(page.getByTestId('findings')).toBeVisible();
  await expect(page.getByTestId('page-failure')).toHaveCount(0);
  expect(said).toEqual([]);
});

test('the training and the test file of a collection, dropped together, are one dataset whose parts stay', async ({ app }) => {
  const { page } = app;
  const said = listen(page);
  const part = (count: number) =>
    ['@problemName Waves', '@timeStamps false', '@univariate true', '@equalLength true', '@classLabel true quick slow', '@data']
      .concat(
        Array.from({ length: count }, (_, i) => {
          const step = i % 2 ? 1 : 0.4;
          return `${Array.from({ length: 24 }, (_, t) => Math.sin(t * step + i).toFixed(4)).join()}:${i % 2 ? 'quick' : 'slow'}`;
        }),
      )
      .join('\n');
  await dropFiles(page, [
    { name: 'Waves_TEST.ts', text: part(10) },
    { name: 'Waves_TRAIN.ts', text: part(40) },
  ]);
  await expect(page.getByTestId('dataset-Waves')).toBeVisible();
  await expect(page.getByTestId('truth')).toContainText('10 test');
  await expect(page.getByTestId('truth')).toContainText('40 training windows');
  expect(said).toEqual([]);
});

test('a field says what it takes, and keeps what is typed', async ({ app }) => {
  const { page } = app;
  await page.getByTestId('sample-airline-passengers').click();
  await page.getByTestId('horizon').fill('0');
  await expect(page.getByRole('alert')).toContainText('A whole number, 1 or more.');
  await page.getByTestId('horizon').press('Enter');
  await expect(page.getByTestId('horizon')).toHaveValue('0');
  await page.getByTestId('horizon').press('Escape');
  await expect(page.getByTestId('horizon')).toHaveValue('12');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('what was done to datasets, drawings and runs is taken back and done again', async ({ app }) => {
  const { page } = app;
  await page.getByTestId('sample-airline-passengers').click();
  await expect(page.getByTestId('truth')).toContainText('144');
  // A dataset, renamed by F2.
  await page.getByTestId('dataset-airline-passengers').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('flights');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('dataset-flights')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('dataset-airline-passengers')).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await expect(page.getByTestId('dataset-flights')).toBeVisible();
  // Deleted, and brought back from the palette when its notice has gone.
  await page.getByTestId('dataset-flights').focus();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('notice')).toContainText('flights');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('notice')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('undo flights');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('dataset-flights')).toBeVisible();

  // A drawing: its last change goes first, then what was done to it as a whole.
  await page.getByTestId('tab-architecture').click();
  await page.getByTestId('template-gru').click();
  await expect(page.getByTestId('plate-gru')).toBeVisible();
  await page.getByTestId('architecture-gru').first().focus();
  await page.getByTestId('architecture-name').click();
  await page.keyboard.type('mine');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('architecture-mine')).toBeVisible();
  await page.getByTestId('plate-gru').click();
  await number(page, 'field-units', 8);
  await expect(page.getByTestId('plate-gru')).toContainText('8');
  await page.getByTestId('plate-head').click();
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('field-units')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('architecture-mine')).toHaveCount(0);
});

test('a loop by the keyboard alone, and why it needs a delay', async ({ app }) => {
  const { page } = app;
  await page.getByTestId('sample-airline-passengers').click();
  await expect(page.getByTestId('truth')).toContainText('144');
  await page.keyboard.press('Alt+2');
  await page.getByTestId('template-stacked-gru').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('plate-gru2')).toBeVisible();
  await page.locator('.svelte-flow__node[data-id=gru2]').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('f');
  // It is aimed at the cell before; Enter leads it there, and asks for the delay only.
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('delay-question')).toBeVisible();
  await page.keyboard.type('0');
  await expect(page.getByRole('alert')).toContainText('Without a delay it would be a cycle');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('delay-question')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('12');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('truth-feedback')).toContainText('longest delay 12');
  await expect(page.getByTestId('edge-delay')).toHaveValue('12');
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('truth-feedback')).toContainText('no feedback');
});

test('an architecture file is dropped anywhere; what is wrong with it is shown where it is, with one repair', async ({ app }) => {
  const { page } = app;
  const cycle = {
    version: 1,
    nodes: [
      { id: 'a', cell: 'gru' },
      { id: 'b', cell: 'lstm' },
      { id: 'head', cell: 'dense' },
    ],
    edges: [
      { from: 'input', to: 'a' },
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
      { from: 'b', to: 'head' },
    ],
    output: 'head',
  };
  // Before there is a dataset, or even a project.
  await dropFiles(page, [{ name: 'round.json', text: JSON.stringify(cycle) }]);
  await expect(page.getByTestId('architecture-round')).toBeVisible();
  await expect(page.getByTestId('problem')).toContainText('A cycle without delay');
  await page.getByTestId('repair').first().click();
  await expect(page.getByTestId('truth-feedback')).toContainText('1 feedback edge');
  await expect(page.getByTestId('problem')).toHaveCount(0);
  // One that cannot be read says where, and changes nothing.
  await dropFiles(page, [{ name: 'bad.json', text: JSON.stringify({ ...cycle, nodes: [{ id: 'a', cell: 'gruu' }] }) }]);
  await expect(page.getByTestId('issue').first()).toContainText('nodes[0].cell');
  await expect(page.getByTestId('architecture-round')).toBeVisible();
});

test('a run that diverges says so; one that is tuned says whether it helped, and from where it came', async ({ app }) => {
  const { page } = app;
  await page.getByTestId('sample-airline-passengers').click();
  await expect(page.getByTestId('truth')).toContainText('144');
  await page.getByTestId('tab-train').click();
  await number(page, 'setting-rate', '1e6');
  await page.getByTestId('plan-name').fill('too fast');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('run-sentence')).toContainText('diverged', { timeout: 60_000 });
  await expect(page.getByTestId('issue').first()).toContainText('smaller learning rate');
  // In a copy, with a rate that works; the drawing keeps its name.
  await page.getByTestId('run-copy-settings').click();
  await number(page, 'setting-rate', '0.003');
  await number(page, 'setting-epochs', 4);
  await page.getByTestId('plan-name').fill('steady');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('run-verdict')).toBeVisible({ timeout: 60_000 });
  await page.getByTestId('finetune-open').click();
  await page.getByText('the head only').click();
  await number(page, 'setting-epochs', 3);
  await page.getByTestId('finetune-start').click();
  await expect(page.getByTestId('run-verdict')).toContainText('Too few test windows to tell whether tuning helped', { timeout: 60_000 });
  await expect(page.getByTestId('lineage')).toContainText('steady');
  await expect(page.getByTestId('lineage')).toContainText('the head only');
  // A deleted run comes back with its curve.
  const name = 'steady, tuned';
  await expect(page.getByTestId('run-item').filter({ hasText: name })).toHaveCount(1);
  await page.getByTestId('run-item').filter({ hasText: name }).locator('.open').focus();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('run-item').filter({ hasText: name })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('run-item').filter({ hasText: name })).toHaveCount(1);
  await expect(page.getByTestId('loss-chart')).toHaveAttribute('data-epochs', '3');
});

test('a window that is opened on narrow screens keeps everything within reach', async ({ app }) => {
  const { page } = app;
  await page.setViewportSize({ width: 1024, height: 700 });
  await dropFiles(page, [resolve(samples, 'airline-passengers.csv')]);
  await expect(page.getByTestId('truth')).toContainText('144');
  for (const tab of ['data', 'architecture', 'train', 'compare', 'export']) {
    await page.getByTestId(`tab-${tab}`).click();
    await expect(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-current', 'page');
    // Nothing makes the window itself scroll, and its bar stays whole.
    const beyond = await page.evaluate(() => [
      document.documentElement.scrollWidth - innerWidth,
      document.documentElement.scrollHeight - innerHeight,
    ]);
    expect(beyond, tab).toEqual([0, 0]);
    await expect(page.getByTestId('palette-button')).toBeInViewport({ ratio: 1 });
  }
  await page.getByTestId('tab-data').click();
  await page.getByTestId('inspector-button').click();
  await expect(page.getByTestId('to-architecture')).toBeInViewport({ ratio: 1 });
});
