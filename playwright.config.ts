import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/app',
  testMatch: '**/*.spec.ts',
  timeout: 180_000,
  expect: { timeout: 15_000 },
  workers: 1,
  outputDir: 'out/test-results/e2e',
  reporter: [['list'], ['json', { outputFile: 'out/test-results/e2e.json' }]],
  use: { screenshot: 'only-on-failure', trace: 'off' },
});
