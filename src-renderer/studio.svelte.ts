/**
 * Projects, datasets, architectures and runs as the window sees them, and what is selected. Everything here is a copy of what
 * the host has stored: calls change it there, and `api.app.watch()` tells what has changed. The window holds no truth.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { Api, AppInfo, HostEvent, SampleInfo } from '#shared/api.ts';
import type { ArchitectureRecord, DatasetRecord, ProjectRecord, RunRecord } from '#shared/records.ts';
import type { Connection } from './connection.svelte.ts';

export type PageName = 'data' | 'architecture' | 'train' | 'compare' | 'export';
export const pageNames: readonly PageName[] = ['data', 'architecture', 'train', 'compare', 'export'];

/** The latest steps of a run that is going on. */
export type Steps = Extract<HostEvent, { kind: 'steps' }>;
type ImportEvent = Extract<HostEvent, { kind: 'import' }>;

export class Studio {
  readonly api: Api;
  info = $state.raw<AppInfo | null>(null);
  samples = $state.raw<SampleInfo[]>([]);
  projects = $state.raw<ProjectRecord[]>([]);
  datasets = $state.raw<DatasetRecord[]>([]);
  architectures = $state.raw<ArchitectureRecord[]>([]);
  /** Of the current project, oldest first. */
  runs = $state.raw<RunRecord[]>([]);
  /** By run; only while it is going on. */
  readonly steps = new SvelteMap<string, Steps>();
  /** By import, or by dataset that is read again; only while it is going on. */
  readonly imports = new SvelteMap<string, ImportEvent>();
  /** The first answers have come. */
  isReady = $state(false);

  page = $state<PageName>('data');
  projectId = $state<string | null>(null);
  /** Names of what is being done right now, for the bar: files that are read. */
  busy = $state.raw<string[]>([]);
  /** The inspector floats over the page where the window is narrow. */
  isInspectorOpen = $state(false);
  /** The Train page shows the run that is being planned; selecting a run ends it. */
  isPlanning = $state(false);

  readonly project = $derived(this.projects.find((p) => p.id === this.projectId) ?? null);
  readonly dataset = $derived(this.chosen(this.datasets, 'dataset'));
  readonly architecture = $derived(this.chosen(this.architectures, 'architecture'));
  readonly run = $derived(this.chosen(this.runs, 'run'));
  /** Going on, or waiting for its turn, in the order they will be done. */
  readonly activeRuns = $derived(this.runs.filter((r) => r.status === 'running' || r.status === 'queued'));

  /** How often a project was opened: an answer for one that was asked for earlier comes too late. */
  private openings = 0;
  /** What was selected last, by project and kind. */
  private readonly selected = new SvelteMap<string, string>();
  private readonly listeners = new Set<(event: HostEvent) => void>();

  constructor(connection: Connection) {
    this.api = connection.api;
  }

  /** Asks for everything; called again whenever the host was gone. */
  async load(lastProject?: string): Promise<void> {
    // Measuring the engine takes a moment, and nothing has to wait for it.
    void this.api.app.info().then((info) => (this.info = info), ignored);
    void this.api.app.samples().then((samples) => (this.samples = samples), ignored);
    const turn = this.openings;
    const projects = await this.api.projects.list();
    this.projects = projects;
    // Somebody was quicker and has opened another one, or the start page.
    if (turn !== this.openings) return void (this.isReady = true);
    const wanted = this.projectId ?? lastProject;
    const known = projects.find((p) => p.id === wanted) ?? latest(projects);
    await this.openProject(known?.id ?? null);
    this.isReady = true;
  }

  /** Follows the host until the connection ends. */
  async watch(): Promise<void> {
    for await (const event of this.api.app.watch()) {
      this.apply(event);
      for (const listener of this.listeners) listener(event);
    }
  }

  /** Called for every event, after the copies here have been renewed as far as that needs no question. */
  listen(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async openProject(id: string | null): Promise<void> {
    const turn = ++this.openings;
    if (id !== this.projectId) this.isPlanning = false;
    if (!id) {
      this.projectId = null;
      this.datasets = [];
      this.architectures = [];
      this.runs = [];
      return;
    }
    const [datasets, architectures, runs] = await Promise.all([
      this.api.datasets.list(id),
      this.api.architectures.list(id),
      this.api.runs.list(id),
    ]);
    if (turn !== this.openings) return;
    this.projectId = id;
    this.datasets = datasets;
    this.architectures = architectures;
    this.runs = runs;
  }

  /** The current project, or a new one where there is none. */
  async ensureProject(name: string): Promise<string> {
    if (this.projectId) return this.projectId;
    const project = await this.api.projects.create(name);
    this.projects = await this.api.projects.list();
    await this.openProject(project.id);
    return project.id;
  }

  select(kind: 'dataset' | 'architecture' | 'run', id: string): void {
    if (kind === 'run') this.isPlanning = false;
    this.selected.set(`${this.projectId}/${kind}`, id);
  }

  /** Something new is here before the host has said so: an import, a duplicate. */
  put(kind: 'dataset', record: DatasetRecord): void;
  put(kind: 'architecture', record: ArchitectureRecord): void;
  put(kind: 'run', record: RunRecord): void;
  put(kind: 'dataset' | 'architecture' | 'run', record: DatasetRecord | ArchitectureRecord | RunRecord): void {
    if (record.project !== this.projectId) return;
    if (kind === 'dataset') this.datasets = withRecord(this.datasets, record as DatasetRecord);
    else if (kind === 'architecture') this.architectures = withRecord(this.architectures, record as ArchitectureRecord);
    else this.runs = withRecord(this.runs, record as RunRecord);
  }

  async refreshDatasets(): Promise<void> {
    if (this.projectId) this.datasets = await this.api.datasets.list(this.projectId);
  }
  async refreshArchitectures(): Promise<void> {
    if (this.projectId) this.architectures = await this.api.architectures.list(this.projectId);
  }
  async refreshRuns(): Promise<void> {
    if (this.projectId) this.runs = await this.api.runs.list(this.projectId);
  }

  /** Share of a run that is done, by the latest that is known of it. */
  progressOf(run: RunRecord): number {
    const steps = this.steps.get(run.id);
    const epochs = run.plan.settings.epochs;
    const done = steps && steps.epoch >= run.epoch ? steps.epoch - 1 + steps.step / steps.stepsPerEpoch : run.epoch;
    return Math.min(1, Math.max(0, done / epochs));
  }

  /** Share of the files being read that is done; null before the first word of it. Storing is taken to be two fifths of the work. */
  get importShare(): number | null {
    const shares = [...this.imports.values()].map(({ progress }) => {
      if (!progress || progress.of === 0) return 0;
      const share = progress.done / progress.of;
      return progress.phase === 'storing' ? 0.4 * share : 0.4 + 0.6 * share;
    });
    return shares.length ? shares.reduce((sum, share) => sum + share, 0) / shares.length : null;
  }

  private chosen<T extends { id: string; createdAt: number }>(all: T[], kind: string): T | null {
    const id = this.selected.get(`${this.projectId}/${kind}`);
    return all.find((record) => record.id === id) ?? newest(all) ?? null;
  }

  private apply(event: HostEvent): void {
    switch (event.kind) {
      case 'projects':
        void this.api.projects.list().then(async (projects) => {
          this.projects = projects;
          if (this.projectId && !projects.some((p) => p.id === this.projectId)) await this.openProject(latest(projects)?.id ?? null);
        }, ignored);
        return;
      case 'datasets':
        if (event.project === this.projectId) void this.refreshDatasets().catch(ignored);
        return;
      case 'import':
        if (event.progress) this.imports.set(event.id, event);
        else this.imports.delete(event.id);
        return;
      case 'architectures':
        if (event.project === this.projectId) void this.refreshArchitectures().catch(ignored);
        return;
      case 'run':
        this.put('run', event.run);
        if (event.run.status !== 'running') this.steps.delete(event.run.id);
        return;
      case 'run-removed':
        this.runs = this.runs.filter((r) => r.id !== event.id);
        this.steps.delete(event.id);
        return;
      case 'steps':
        this.steps.set(event.run, event);
        return;
      case 'epoch':
      case 'exports':
      case 'import':
        return;
      default:
        event satisfies never;
    }
  }
}

/** A connection that breaks is noticed by the connection itself. */
const ignored = (): void => {};

const latest = <T extends { updatedAt: number }>(all: T[]): T | undefined =>
  all.reduce<T | undefined>((best, record) => (!best || record.updatedAt > best.updatedAt ? record : best), undefined);

const withRecord = <T extends { id: string }>(all: T[], record: T): T[] =>
  all.some((r) => r.id === record.id) ? all.map((r) => (r.id === record.id ? record : r)) : [...all, record];

const newest = <T extends { createdAt: number }>(all: T[]): T | undefined =>
  all.reduce<T | undefined>((best, record) => (!best || record.createdAt > best.createdAt ? record : best), undefined);
