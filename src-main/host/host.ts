/**
 * The host: answers the Api over one store. The same object serves Electron's window, the browser and the command line.
 * It holds the store's lock while it lives; a second host reads only.
 */
import { availableParallelism, totalmem } from 'node:os';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api, AppInfo } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { CheckpointName, RunRecord } from '#shared/records.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { ToldFile } from '#engine/use/tell.ts';
import { stepsPerEpoch } from '#engine/train/settings.ts';
import { appRoot } from '../paths.ts';
import * as architectures from '../store/architectures.ts';
import * as datasets from '../store/datasets.ts';
import { notOpened, openDatabase, type Database } from '../store/database.ts';
import { takeLock } from '../store/lock.ts';
import * as named from '../store/named.ts';
import { preferences, setPreference } from '../store/preferences.ts';
import * as projects from '../store/projects.ts';
import * as runs from '../store/runs.ts';
import { removeSource } from '../store/sources.ts';
import type { Launch } from '../trainer/launch.ts';
import { datasetApi, importApi } from './datasets.ts';
import { Events } from './events.ts';
import { generateFrom } from './generating.ts';
import { Imports } from './imports.ts';
import { combinedCurve, goesWith } from './members.ts';
import { exportApi, forecastOf, makeExport, perform } from './models.ts';
import { listSamples, openSample } from './samples.ts';
import { withPlainStoreErrors } from './store-errors.ts';
import { tellBytes, tellFile } from './telling.ts';
import { Training } from './training.ts';

export interface HostOptions {
  store: string;
  runtime: AppInfo['runtime'];
  launch: Launch;
  /** Whether it trains the runs that wait in the store; true when left out. */
  takesQueue?: boolean;
}

export interface Host {
  api: Api;
  db: Database;
  events: Events;
  training: Training | undefined;
  imports: Imports | undefined;
  /** Set when another process has the store. */
  readOnly: string | null;
  /** Forecasts in units, [origins][H][C], of a run's model on any numbers. */
  forecast(run: string, checkpoint: CheckpointName, dataset: Dataset, origins: Int32Array): Promise<Float64Array>;
  /** A classifier on any file: see telling.ts. */
  tell(run: string, checkpoint: CheckpointName, file: string, dataset: Dataset, which: 'last' | 'all'): Promise<ToldFile>;
  /** A file of a model, compared but not kept. */
  makeExport(run: string, checkpoint: CheckpointName, format: string): ReturnType<typeof makeExport>;
  close(): Promise<void>;
}

export const version = (JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { version: string }).version;

export function openHost({ store, runtime, launch, takesQueue = true }: HostOptions): Host {
  const lock = store === ':memory:' ? { release: () => {} } : takeLockOf(store);
  const readOnly = 'owner' in lock ? `Another Loopwright (process ${lock.owner.pid}, since ${lock.owner.since}) has this store.` : null;
  let db: Database;
  try {
    db = openDatabase(store, { readOnly: readOnly !== null });
  } catch (error) {
    if ('release' in lock) lock.release();
    throw error;
  }
  if (!readOnly) {
    named.purge(db, Date.now());
    datasets.sweep(db);
  }
  const events = new Events();
  const training = readOnly ? undefined : new Training(db, events, launch, { takesQueue });
  const trainer = (): Training => {
    if (!training)
      throw new IssueError([issue('read-only', `store ${store}`, readOnly!, 'Close the other one, or start with another store.')]);
    return training;
  };
  // A store in memory has no second connection.
  const imports = readOnly || store === ':memory:' ? undefined : new Imports(store, (id) => removeSource(db, id));
  const importer = (): Imports => {
    if (!imports)
      throw new IssueError([issue('read-only', `store ${store}`, readOnly ?? 'It is kept in memory.', 'Start with another store.')]);
    return imports;
  };
  let probe: Promise<AppInfo['engine']> | undefined;

  const api: Api = {
    app: {
      info: async () => {
        probe ??= perform(launch, { kind: 'probe' }, 'probed').then(({ backend, gflops }) => ({ ...backend, gflops }));
        return { version, runtime, cores: availableParallelism(), memoryBytes: totalmem(), engine: await probe, store, readOnly };
      },
      samples: async () => listSamples(),
      preferences: async () => preferences(db),
      setPreference: async (name, value) => {
        if (!readOnly) setPreference(db, name, value);
      },
      watch: () => events.watch(),
    },
    projects: {
      list: async () => projects.listProjects(db),
      create: async (name) => told(events, projects.insertProject(db, name, '', Date.now())),
      openSample: async (name) => told(events, openSample(db, name)),
      rename: async (id, name) => {
        named.rename(db, 'projects', id, name, Date.now());
        events.tell({ kind: 'projects' });
      },
      duplicate: async (id) => told(events, duplicateProject(db, id)),
      remove: async (id) => {
        for (const { id: run } of runs.listRuns(db, id)) trainer().abandon(run);
        named.remove(db, 'projects', id, Date.now());
        events.tell({ kind: 'projects' });
      },
      restore: async (id) => {
        named.restore(db, 'projects', id);
        events.tell({ kind: 'projects' });
        trainer().wake();
      },
    },
    datasets: datasetApi(db, events, imports),
    imports: importApi(db, events, importer),
    architectures: architectureApi(db, events),
    runs: runApi(db, events, launch, trainer),
    exports: exportApi(db, events, launch),
  };
  return {
    api: withPlainStoreErrors(api, store, readOnly),
    db,
    events,
    training,
    imports,
    readOnly,
    forecast: (run, checkpoint, dataset, origins) => forecastOf(db, launch, run, checkpoint, dataset, origins),
    tell: (run, checkpoint, file, dataset, which) => tellFile(db, launch, run, checkpoint, file, dataset, which),
    makeExport: (run, checkpoint, format) => makeExport(db, launch, run, checkpoint, format),
    close: async () => {
      await imports?.close();
      await training?.close();
      db.close();
      if ('release' in lock) lock.release();
    },
  };
}

function takeLockOf(store: string): ReturnType<typeof takeLock> {
  try {
    return takeLock(store);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw notOpened(store, error);
    // The folder of a new store is made when it is opened first; then the lock can be taken.
    openDatabase(store).close();
    return takeLock(store);
  }
}

const told = <T>(events: Events, made: T): T => {
  events.tell({ kind: 'projects' });
  return made;
};

/** Datasets and architectures; runs stay with the project that trained them. */
function duplicateProject(db: Database, id: string) {
  const old = projects.getProject(db, id);
  return db.transaction(() => {
    const copy = projects.insertProject(db, old.name, old.sample, Date.now());
    for (const d of datasets.listDatasets(db, id)) datasets.duplicateDataset(db, d.id, Date.now(), copy.id);
    for (const a of architectures.listArchitectures(db, id)) architectures.duplicateArchitecture(db, a.id, Date.now(), copy.id);
    return copy;
  })();
}

function architectureApi(db: Database, events: Events): Api['architectures'] {
  const changed = <T extends { project: string }>(record: T): T => {
    projects.touchProject(db, record.project, Date.now());
    events.tell({ kind: 'architectures', project: record.project });
    return record;
  };
  return {
    list: async (project) => architectures.listArchitectures(db, project),
    create: async (project, name, architecture) =>
      changed(architectures.insertArchitecture(db, projects.getProject(db, project).id, name, architecture, {}, Date.now())),
    save: async (id, architecture, layout) => changed(architectures.saveArchitecture(db, id, architecture, layout, Date.now())),
    rename: async (id, name) => {
      named.rename(db, 'architectures', id, name, Date.now());
      changed(architectures.getArchitecture(db, id));
    },
    duplicate: async (id) => changed(architectures.duplicateArchitecture(db, id, Date.now())),
    remove: async (id) => {
      const { project } = architectures.getArchitecture(db, id);
      named.remove(db, 'architectures', id, Date.now());
      events.tell({ kind: 'architectures', project });
    },
    restore: async (id) => {
      named.restore(db, 'architectures', id);
      changed(architectures.getArchitecture(db, id));
    },
  };
}

function runApi(db: Database, events: Events, launch: Launch, training: () => Training): Api['runs'] {
  const changed = (run: RunRecord): RunRecord => {
    events.tell({ kind: 'run', run });
    return run;
  };
  return {
    list: async (project) => runs.listRuns(db, project),
    get: async (id) => runs.getRun(db, id),
    curve: async (id) => {
      const run = runs.getRun(db, id);
      if (run.plan.members) return combinedCurve(db, run);
      return runs.runCurve(db, id, run.windows ? stepsPerEpoch(run.windows.train, run.plan.settings) : 1);
    },
    start: async (project, request) => training().start(projects.getProject(db, project).id, request),
    findRate: (request, sweep) => training().findRate(request, sweep),
    tell: async (id, checkpoint, fileName, bytes) => tellBytes(db, launch, id, checkpoint, fileName, bytes),
    generate: (id, checkpoint, request) => generateFrom(db, launch, id, checkpoint, request),
    pause: async (id) => training().pause(id),
    resume: async (id) => training().resume(id),
    stop: async (id) => training().stop(id),
    setNote: async (id, note) => {
      runs.setNote(db, id, note, Date.now());
      changed(runs.getRun(db, id));
    },
    rename: async (id, name) => {
      named.rename(db, 'runs', id, name, Date.now());
      changed(runs.getRun(db, id));
    },
    duplicate: async (id) => changed(runs.duplicateRun(db, id, Date.now())),
    remove: async (id) => {
      const run = runs.getRun(db, id);
      const all = [id, ...goesWith(db, run)];
      const now = Date.now();
      for (const one of all) {
        training().abandon(one);
        named.remove(db, 'runs', one, now);
      }
      for (const one of all) events.tell({ kind: 'run-removed', project: run.project, id: one });
    },
    restore: async (id) => {
      for (const one of runs.removedWith(db, id)) named.restore(db, 'runs', one);
      for (const one of [...(runs.getRun(db, id).plan.members?.runs ?? []), id]) {
        const run = runs.findRun(db, one);
        if (run) changed(run);
      }
      training().wake();
    },
  };
}
