// The one arrow: engine <- shared <- main, renderer. Import lines are read as text.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const mayImport: Record<string, string[]> = {
  'src-engine': ['src-engine'],
  'src-shared': ['src-engine', 'src-shared'],
  'src-main': ['src-engine', 'src-shared', 'src-main'],
  'src-renderer': ['src-engine', 'src-shared', 'src-renderer'],
};
const electronFiles = ['src-main/electron.ts', 'src-main/preload.ts'];

const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.(ts|svelte)$/.test(f))
    .map((f) => join(root, folder, f));
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
    ),
  ].map((m) => m[1] ?? m[2] ?? m[3]);

test.each(Object.keys(mayImport))('%s imports only up the arrow', (room) => {
  const wrong = filesOf(room).flatMap((file) =>
    importsOf(file)
      .map((name) => {
        if (name.startsWith('#engine/')) return 'src-engine';
        if (name.startsWith('#shared/')) return 'src-shared';
        return name.startsWith('.') ? relative(root, resolve(file, '..', name)).split(sep)[0] : '';
      })
      .filter((target) => target.startsWith('src-') && !mayImport[room].includes(target))
      .map((target) => `${relative(root, file)} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('the engine imports no package', () => {
  const packages = filesOf('src-engine').flatMap((file) =>
    importsOf(file)
      .filter((name) => !name.startsWith('.') && !name.startsWith('#engine/'))
      .map((name) => `${relative(root, file)}: ${name}`),
  );
  expect(packages).toEqual([]);
});

test('electron is imported by two files, the driver of the store by one', () => {
  const users = (name: string) =>
    filesOf('src-main')
      .filter((file) => new RegExp(`^import (?!type)[^;]*from '${name}'`, 'm').test(readFileSync(file, 'utf8')))
      .map((file) => relative(root, file).split(sep).join('/'))
      .sort();
  expect(users('electron')).toEqual(electronFiles);
  expect(users('better-sqlite3')).toEqual(['src-main/store/database.ts']);
});
