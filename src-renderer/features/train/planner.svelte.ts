/**
 * The run that is being planned: on which dataset, with which network and settings - new, a copy of an earlier run, or a
 * fine-tune of one. Datasets and architectures are those that are selected in the whole window.
 */
import type { Architecture } from '#engine/architecture.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { isError, type Issue } from '#engine/issue.ts';
import { templateOf } from '#engine/templates.ts';
import { foldsOf, type FoldPlan } from '#engine/data/folds.ts';
import type { Combine } from '#engine/train/combine.ts';
import { optimizerOf } from '#engine/train/optimizers.ts';
import { startingSettings } from '#engine/train/plan.ts';
import { settingsFor, defaultSettings, fitSchedule, forOptimizer, type TrainSettings } from '#engine/train/settings.ts';
import type { DesignSummary, RunRequest } from '#shared/api.ts';
import type { ArchitectureRecord, BackendName, CheckpointName, DatasetRecord, Parent, RunRecord } from '#shared/records.ts';
import type { Studio } from '../../studio.svelte.ts';
import { parameterCount } from '#engine/compile/program.ts';
import { trainingCost, type Cost } from '../architecture/model/cost.ts';
import type { Recipe } from '#engine/recipes/recipe.ts';
import type { Desk } from './desk.svelte.ts';
import { checkPlan, type Checked } from './model/plan-check.ts';
import { misfit, movableCells, type MovableCell } from './model/tuning.ts';
import { RateFinder } from './rate-finder.svelte.ts';

/** In the place of the id of an architecture. */
export const RECIPE = 'recipe';

export type PlanKind = 'new' | 'copy' | 'tune';
/** Where a value comes from that a person has not changed. */
export type Origin = 'default' | 'sample' | 'run';

export class RunPlanner {
  private readonly studio: Studio;
  private readonly desk: Desk;

  kind = $state<PlanKind>('new');
  /** The run that is copied or tuned. */
  from = $state.raw<RunRecord | null>(null);
  /** A copy keeps the drawing of its run until another one is chosen. */
  keepsDrawing = $state(false);
  /** A new run takes the network of the recipe, though others are drawn. */
  wantsRecipe = $state(false);
  changes = $state.raw<Partial<TrainSettings>>({});
  backend = $state<BackendName>('auto');
  /** 0: all cores. */
  threads = $state(0);
  /** So many runs that differ in the seed; 1 is an ordinary run. */
  seeds = $state(1);
  combine = $state<Combine>('mean');
  wantsBacktest = $state(false);
  folds = $state(5);
  /** Each fold is trained anew. */
  refits = $state(true);
  /** What was typed; empty for the usual name. */
  typedName = $state('');
  isAdvancedOpen = $state(false);
  isStarting = $state(false);
  /** What the host said when it was to be started. */
  refused = $state.raw<Issue[]>([]);

  checkpoint = $state<CheckpointName>('best');
  moves = $state<'all' | 'head' | 'cells'>('all');
  /** With `cells`: which. */
  chosen = $state.raw<readonly string[]>([]);

  readonly dataset: DatasetRecord | null = $derived.by(() => this.studio.dataset);
  readonly design: DatasetDesign | undefined = $derived(this.dataset?.design);
  readonly summary: DesignSummary | undefined = $derived.by(
    () => this.dataset && this.desk.summaryOf(this.dataset, this.dataset.design, this.dataset.designHash),
  ) as DesignSummary | undefined;

  readonly recipe: Recipe | null = $derived(this.summary?.recipe ?? null);
  readonly usesRecipe: boolean = $derived.by(
    () => this.kind === 'new' && this.recipe !== null && (this.wantsRecipe || this.studio.architecture === null),
  );
  readonly architectureRecord: ArchitectureRecord | null = $derived.by(() =>
    this.kind === 'tune' || this.keepsDrawing || this.usesRecipe ? null : this.studio.architecture,
  );
  readonly architecture: Architecture | undefined = $derived.by(() => {
    if (this.usesRecipe) return this.recipe!.architecture;
    return this.architectureRecord?.architecture ?? (this.kind === 'tune' || this.keepsDrawing ? this.from?.plan.architecture : undefined);
  });
  readonly architectureName: string = $derived.by(
    () =>
      (this.usesRecipe ? templateOf(this.recipe!.template)!.label : this.architectureRecord?.name) ??
      this.from?.plan.architectureName ??
      '',
  );

  readonly origin: Origin = $derived.by(() => (this.from ? 'run' : this.sampleSettings ? 'sample' : 'default'));
  /** What the settings are before a person changes any. */
  private readonly start: TrainSettings = $derived.by(() => {
    if (this.kind === 'tune' && this.from) return withTenth(this.from.plan.settings);
    if (this.from) return this.from.plan.settings;
    if (this.usesRecipe) return this.recipe!.settings;
    const windows = this.summary?.windows.train;
    const usual = windows ? startingSettings(this.architecture, windows) : defaultSettings;
    const suggested = this.design ? settingsFor(this.design, usual) : usual;
    const { sampleSettings } = this;
    return sampleSettings
      ? fitSchedule({ ...forOptimizer(suggested, sampleSettings.optimizer ?? suggested.optimizer), ...sampleSettings })
      : suggested;
  });
  /** What each one is that a person has not changed: another optimizer brings its own, and schedules fit epochs and patience. */
  readonly base: TrainSettings = $derived.by(() => {
    const { start, changes } = this;
    let base = forOptimizer(start, changes.optimizer ?? start.optimizer);
    const { epochs, patience } = base;
    if (base !== start && this.kind === 'tune') base = { ...base, rate: tenth(base.rate) };
    if (changes.epochs !== undefined || changes.patience !== undefined)
      base = fitSchedule({ ...base, epochs: changes.epochs ?? epochs, patience: changes.patience ?? patience });
    return { ...base, optimizer: start.optimizer, epochs, patience };
  });
  readonly settings: TrainSettings = $derived({ ...this.base, ...this.changes });
  readonly train: Parent['train'] = $derived(
    this.kind !== 'tune' || this.moves === 'all' ? 'all' : this.moves === 'head' ? 'head' : [...this.chosen],
  );
  readonly cells: MovableCell[] = $derived.by(() =>
    this.kind === 'tune' && this.from ? movableCells(this.from.plan.architecture, this.from.plan.design) : [],
  );
  readonly movingParameters: number = $derived.by(() => {
    const { train } = this;
    if (train === 'all') return this.cells.reduce((sum, c) => sum + c.parameters, 0);
    return this.cells.filter((c) => (train === 'head' ? c.isHead : train.includes(c.id))).reduce((sum, c) => sum + c.parameters, 0);
  });

  readonly checked: Checked | undefined = $derived.by(() =>
    this.design && this.architecture ? checkPlan(this.design, this.architecture, this.settings, this.train, this.summary?.task) : undefined,
  );
  readonly parameters: number | undefined = $derived(this.checked?.program && parameterCount(this.checked.program));
  /** Where a fine-tune cannot use the dataset that is selected. */
  readonly misfit = $derived.by(() =>
    this.kind === 'tune' && this.from && this.design ? misfit(this.from.plan.design, this.design) : undefined,
  );
  /** The folds of a backtest; undefined without one. */
  readonly foldPlan: FoldPlan | undefined = $derived.by(() => {
    const { dataset, design } = this;
    if (!dataset || !design || !this.wantsBacktest || this.kind === 'tune') return undefined;
    const rows = dataset.sequences?.longest ?? dataset.rows;
    return foldsOf(rows, design, { count: this.folds, train: foldTrainOf(design), adapts: true });
  });
  /** Runs that will be trained. */
  readonly runCount: number = $derived.by(() => {
    if (this.kind === 'tune') return 1;
    return this.wantsBacktest ? (this.refits ? this.folds : 1) : this.seeds;
  });
  /** Everything that is wrong or worth knowing before it starts. */
  readonly issues: Issue[] = $derived.by(() => {
    // What leaks does not stop a run: it is said here, on the Data page, and with the run.
    const leaks = (this.summary?.audit ?? []).map((leak): Issue => ({ ...leak, severity: 'warning' }));
    const found = [
      ...(this.summary?.issues ?? []),
      ...(this.checked?.issues ?? []),
      ...leaks,
      ...(this.foldPlan?.issues ?? []),
      ...this.clashes,
      ...this.refused,
    ];
    return found.filter((issue, i) => found.findIndex((other) => sameIssue(issue, other)) === i);
  });
  private get clashes(): Issue[] {
    if (!this.foldPlan || this.seeds < 2) return [];
    const fix = 'Set the seeds to 1, or do without the backtest.';
    return [{ severity: 'error', code: 'seeds-and-folds', where: 'seeds', message: 'A backtest trains one seed on every fold.', fix }];
  }
  readonly canStart: boolean = $derived.by(
    () =>
      !this.isStarting &&
      !this.studio.info?.readOnly &&
      this.dataset !== null &&
      this.architecture !== undefined &&
      !this.misfit &&
      !this.issues.some((issue) => isError(issue) && !this.refused.includes(issue)),
  );
  readonly cost: Cost | undefined = $derived.by(() => {
    const { info } = this.studio;
    const program = this.checked?.program;
    if (!info || !program || !this.design) return undefined;
    const threads = this.threads || info.engine.threads;
    return trainingCost(program, this.design, this.settings, { ...info.engine, threads }, this.summary?.windows);
  });

  readonly finder: RateFinder;
  /** What a search for a rate depends on: all that decides the losses of its steps. */
  readonly searchKey: string = $derived.by(() => {
    const { loss, optimizer, momentum, beta1, beta2, epsilon, batch, accumulate, clip, clipValue, l1, l2, weightDecay, seed } =
      this.settings;
    const how = { loss, optimizer, momentum, beta1, beta2, epsilon, batch, accumulate, clip, clipValue, l1, l2, weightDecay, seed };
    const what = [this.dataset?.id, this.dataset?.hash, this.dataset?.designHash, this.architecture];
    return JSON.stringify([how, ...what, this.kind === 'tune' ? [this.from?.id, this.checkpoint, this.train] : null]);
  });
  readonly canSearch: boolean = $derived.by(
    () => this.canStart && !optimizerOf(this.settings.optimizer).isClosed && this.finder.status !== 'searching',
  );
  /** The rate that was found for what is planned now. */
  readonly foundRate: number | undefined = $derived.by(() =>
    this.finder.key === this.searchKey ? (this.finder.progress?.advice?.rate ?? undefined) : undefined,
  );

  constructor(studio: Studio, desk: Desk) {
    this.studio = studio;
    this.desk = desk;
    this.finder = new RateFinder(studio);
  }

  private get sampleSettings(): Partial<TrainSettings> | undefined {
    const name = this.studio.project?.sample;
    const settings = name ? this.studio.samples.find((sample) => sample.name === name)?.settings : undefined;
    return settings && Object.keys(settings).length ? settings : undefined;
  }

  planNew(): void {
    if (this.kind !== 'new') this.begin('new', null);
    this.studio.isPlanning = true;
  }

  planCopy(run: RunRecord): void {
    this.begin('copy', run);
    this.keepsDrawing = true;
    this.repeatLike(run);
    this.selectDatasetOf(run);
    this.studio.isPlanning = true;
  }

  planTune(run: RunRecord): void {
    this.begin('tune', run);
    this.checkpoint = run.bestEpoch ? 'best' : 'last';
    this.moves = 'all';
    this.chosen = movableCells(run.plan.architecture, run.plan.design)
      .filter((c) => c.isHead)
      .map((c) => c.id);
    this.selectDatasetOf(run);
    this.studio.isPlanning = true;
  }

  private begin(kind: PlanKind, from: RunRecord | null): void {
    this.kind = kind;
    this.from = from;
    this.keepsDrawing = false;
    this.wantsRecipe = false;
    this.changes = {};
    this.typedName = '';
    this.refused = [];
    this.seeds = 1;
    this.wantsBacktest = false;
    this.finder.close();
    this.backend = from?.plan.backend ?? 'auto';
    this.threads = from?.plan.threads ?? 0;
  }

  private selectDatasetOf(run: RunRecord): void {
    if (this.studio.datasets.some((d) => d.id === run.plan.dataset)) this.studio.select('dataset', run.plan.dataset);
  }

  chooseDataset(id: string): void {
    this.studio.select('dataset', id);
    this.refused = [];
  }

  /** The empty id stands for the drawing of the run that is copied, `recipe` for what is recommended. */
  chooseArchitecture(id: string): void {
    this.keepsDrawing = id === '';
    this.wantsRecipe = id === RECIPE;
    if (id && id !== RECIPE) this.studio.select('architecture', id);
    this.refused = [];
  }

  change(patch: Partial<TrainSettings>): void {
    const next = { ...this.changes, ...patch };
    for (const name of Object.keys(next) as (keyof TrainSettings)[]) if (next[name] === this.base[name]) delete next[name];
    this.changes = next;
    this.refused = [];
  }

  toggleCell(id: string): void {
    this.chosen = this.chosen.includes(id) ? this.chosen.filter((other) => other !== id) : [...this.chosen, id];
  }

  reset(): void {
    this.changes = {};
    this.backend = this.from?.plan.backend ?? 'auto';
    this.threads = this.from?.plan.threads ?? 0;
  }

  /** As many seeds or folds as the run that is copied. */
  private repeatLike({ plan: { members } }: RunRecord): void {
    if (members?.kind === 'ensemble') {
      this.seeds = members.runs.length;
      this.combine = members.combine;
    } else if (members) {
      this.wantsBacktest = true;
      this.folds = members.designs.length;
      this.refits = members.isRefitted;
    }
  }

  /** What makes it more than one run. */
  private get repeats(): Pick<RunRequest, 'ensemble' | 'backtest'> {
    if (this.kind === 'tune' || !this.design) return {};
    const { folds, refits, seeds, combine } = this;
    if (this.wantsBacktest) return { backtest: { folds, train: foldTrainOf(this.design), isRefitted: refits, adapts: true } };
    return seeds > 1 ? { ensemble: { seeds, combine } } : {};
  }

  request(name: string): RunRequest {
    const parent: Parent | undefined =
      this.kind === 'tune' && this.from ? { run: this.from.id, checkpoint: this.checkpoint, train: this.train } : undefined;
    return {
      dataset: this.dataset!.id,
      architecture: this.architectureRecord?.id ?? $state.snapshot(this.architecture!),
      ...(this.architectureRecord ? {} : { architectureName: this.architectureName }),
      name,
      settings: this.settings,
      backend: this.backend,
      threads: this.threads,
      ...(parent ? { parent } : {}),
      ...this.repeats,
    };
  }
}

/** 1e-3 -> 1e-4, without the dust of binary fractions. */
const tenth = (rate: number): number => Number((rate / 10).toPrecision(6));
const withTenth = (settings: TrainSettings): TrainSettings => ({
  ...settings,
  rate: tenth(settings.rate),
  minimumRate: tenth(settings.minimumRate),
});

const foldTrainOf = ({ split }: DatasetDesign) => (split.by === 'time' ? split.folds?.train : undefined) ?? 'expanding';

const sameIssue = (a: Issue, b: Issue): boolean => a.code === b.code && a.where === b.where && a.message === b.message;
