// Sample projects: files with their licences under resources/samples, each with a design and architectures.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArchitecture } from '#engine/architecture.ts';
import { templateOf } from '#engine/templates.ts';
import { columnOf } from '#engine/data/dataset.ts';
import { storedDesign } from '#engine/data/design-file.ts';
import type { SampleInfo } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { ProjectRecord } from '#shared/records.ts';
import { appRoot } from '../paths.ts';
import { insertArchitecture } from '../store/architectures.ts';
import type { Database } from '../store/database.ts';
import { insertProject } from '../store/projects.ts';
import { importDataset, readDataset } from './datasets.ts';

interface Sample extends Omit<SampleInfo, 'spark' | 'settings'> {
  settings?: SampleInfo['settings'];
  file: string;
  /** Column of the sparkline, and the rows of it that show best what it is like; all when left out. */
  column: string;
  sparkRows?: [from: number, to: number];
  /** Of any version. */
  design: unknown;
  /** Names of templates, or files of architectures beside the data. */
  architectures: string[];
}

const folder = join(appRoot, 'resources', 'samples');
const readSamples = (): Sample[] => JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')) as Sample[];
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(join(folder, file)));

let known: SampleInfo[] | undefined;

export function listSamples(): SampleInfo[] {
  known ??= readSamples().map(({ name, label, about, hint, licence, settings = {}, file, column, sparkRows = [0, Infinity] }) => {
    const { content } = readDataset(file, bytesOf(file), {});
    const numbers = columnOf(content, column)!.subarray(...sparkRows);
    const every = Math.max(1, Math.floor(numbers.length / 240));
    return {
      name,
      label,
      about,
      hint,
      licence,
      settings,
      spark: Array.from({ length: Math.floor(numbers.length / every) }, (_, i) => numbers[i * every]),
    };
  });
  return known;
}

export function openSample(db: Database, name: string): ProjectRecord {
  const sample = readSamples().find((s) => s.name === name);
  if (!sample) throw new IssueError([issue('no-sample', `sample ${name}`, 'There is no such sample.', 'Choose one from the list.')]);
  return db.transaction(() => {
    const project = insertProject(db, sample.label, name, Date.now());
    importDataset(db, project.id, sample.file, bytesOf(sample.file), {}, storedDesign(sample.design));
    for (const entry of sample.architectures) {
      const drawn =
        templateOf(entry)?.architecture ?? parseArchitecture(JSON.parse(readFileSync(join(folder, entry), 'utf8'))).architecture;
      if (!drawn) throw new Error(`sample ${name}: ${entry} is not an architecture`);
      insertArchitecture(db, project.id, entry.replace(/\.json$/, ''), drawn, {}, Date.now());
    }
    return project;
  })();
}
