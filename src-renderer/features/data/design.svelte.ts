/**
 * The draft design of one dataset: what is shown and changed on the Data page. The engine's own check runs here at every change;
 * what a design comes to (windows, skipped ones) is asked of the host; a draft without errors is saved when it has been left
 * alone for a moment. Undo goes back by whole changes: a drag is one.
 */
import type { Api, DesignSummary } from '#shared/api.ts';
import type { DatasetRecord } from '#shared/records.ts';
import { momentOf } from '#engine/data/calendar.ts';
import { checkDesign } from '#engine/data/check-design.ts';
import type { Finding } from '#engine/data/finding.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign, TaskKind } from '#engine/data/design.ts';
import { isError, type Issue } from '#engine/issue.ts';
import type { Text } from '../../i18n/text.svelte.ts';
import { shownParts } from './shown-parts.ts';

/** Changes of one kind that follow each other this fast are one step of undo. */
const mergeMs = 900;
const saveAfterMs = 400;
const summariseAfterMs = 40;
const deepest = 200;

export class Design {
  readonly id: string;
  record = $state.raw() as DatasetRecord;
  draft = $state.raw() as DatasetDesign;
  /** Of the draft, as far as the host has answered; of an earlier one while it is being asked. */
  summary = $state.raw<DesignSummary | null>(null);
  /** The draft that the summary is of. */
  private summarised = $state.raw<DatasetDesign | null>(null);
  private past = $state.raw<DatasetDesign[]>([]);
  private future = $state.raw<DatasetDesign[]>([]);

  /** When it was changed last, also by undo, in milliseconds; 0 for never. */
  lastChange = 0;
  readonly canUndo = $derived(this.past.length > 0);
  readonly canRedo = $derived(this.future.length > 0);
  /** Names and rows are all that the check looks at, and whether rows have times. */
  private readonly shape: Dataset = $derived({
    rows: this.record.rows,
    columns: this.record.columns.map((name) => ({ name, numbers: nothing })),
    ...(this.record.inspection.time ? { time: nothing } : {}),
  });
  /** Of several series, of words, of dates and of what must not change within a series the host knows more than names, and checks. */
  private readonly isPlain = $derived(
    this.record.kind === 'series' &&
      this.record.categories.length === 0 &&
      this.draft.split.by === 'time' &&
      this.draft.statics.length === 0,
  );
  /** The host has answered for the draft as it is now. */
  readonly isSummarised = $derived(this.summarised === this.draft);
  readonly problems: Issue[] = $derived(
    this.isPlain || hasBadDate(this.draft)
      ? checkDesign(this.shape, this.draft)
      : (this.summary?.issues ?? []).filter((issue) => isError(issue)),
  );
  readonly hasErrors = $derived(this.problems.some(isError));
  /** The problems of the draft, and what the host found in its numbers. */
  readonly issues: Issue[] = $derived(this.problems.length ? this.problems : (this.summary?.issues ?? []));
  /** What the auditor found; of a draft with errors nothing is known. */
  readonly leaks: Finding[] = $derived(this.problems.length ? [] : (this.summary?.audit ?? []));
  readonly parts = $derived(shownParts(this.record, this.draft, this.summary));
  readonly windowRows = $derived(this.draft.lookback + this.draft.gap + this.draft.horizon);

  private readonly api: Api;
  private readonly onProblem: (error: unknown) => void;
  private lastKey = '';
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private summaryTimer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  private savedHash: string;
  /** Something is to be saved as soon as the host has looked at it. */
  private waits = false;

  constructor(api: Api, record: DatasetRecord, onProblem: (error: unknown) => void) {
    this.api = api;
    this.onProblem = onProblem;
    this.id = record.id;
    this.record = record;
    this.draft = record.design;
    this.savedHash = record.designHash;
    this.summarise();
  }

  /** Changes some of the design. Changes with the same `kind` in quick succession are one step of undo. */
  change(patch: Partial<DatasetDesign>, kind = ''): void {
    const next = { ...this.draft, ...patch };
    if (JSON.stringify(next) === JSON.stringify(this.draft)) return;
    const now = Date.now();
    const merges = kind !== '' && kind === this.lastKey && now - this.lastChange < mergeMs;
    if (!merges) this.past = [...this.past.slice(1 - deepest), this.draft];
    this.future = [];
    this.lastKey = kind;
    this.lastChange = now;
    this.put(next);
  }

  /** What is wrong in a step of the design, in a person's words. */
  problemsOf(step: number, text: Pick<Text, 'issue'>): string[] {
    return [...this.issues, ...this.leaks]
      .filter((issue) => stepOf(issue.where) === step)
      .map((issue) => {
        const { where, message } = text.issue(issue);
        return `${where}: ${message}`;
      });
  }

  /** The design to start from for another task: one change. */
  async chooseTask(task: TaskKind): Promise<void> {
    if (task === this.draft.task) return;
    try {
      this.change(await this.api.datasets.suggest(this.id, task));
    } catch (error) {
      this.onProblem(error);
    }
  }

  undo(): void {
    const before = this.past.at(-1);
    if (!before) return;
    this.past = this.past.slice(0, -1);
    this.future = [...this.future, this.draft];
    this.lastKey = '';
    this.lastChange = Date.now();
    this.put(before);
  }

  redo(): void {
    const next = this.future.at(-1);
    if (!next) return;
    this.future = this.future.slice(0, -1);
    this.past = [...this.past, this.draft];
    this.lastKey = '';
    this.lastChange = Date.now();
    this.put(next);
  }

  /** The host has a newer record: it was read again, renamed, or its design was changed elsewhere. */
  adopt(record: DatasetRecord): void {
    const before = this.record;
    if (record === before) return;
    this.record = record;
    if (record.hash !== before.hash) {
      clearTimeout(this.saveTimer);
      this.saveTimer = undefined;
      this.past = [];
      this.future = [];
      this.draft = record.design;
      this.savedHash = record.designHash;
      this.summarise();
    } else if (record.designHash !== this.savedHash && !this.saveTimer && !this.hasErrors) {
      this.savedHash = record.designHash;
      if (JSON.stringify(record.design) === JSON.stringify(this.draft)) return;
      this.past = [...this.past, this.draft];
      this.draft = record.design;
      this.summarise();
    }
  }

  /** Saves what waits to be saved, now. */
  flush(): void {
    if (this.saveTimer) void this.save();
  }

  private put(next: DatasetDesign): void {
    this.draft = next;
    this.summarise();
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => void this.save(), saveAfterMs);
  }

  private async save(): Promise<void> {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    // Without the host's word on this draft it is not known to be sound: it is saved when that comes.
    if (!this.isPlain && !this.isSummarised && !hasBadDate(this.draft)) {
      this.waits = true;
      return;
    }
    this.waits = false;
    if (this.hasErrors) return;
    const sent = this.draft;
    try {
      const record = await this.api.datasets.saveDesign(this.id, sent);
      this.savedHash = record.designHash;
      if (this.draft === sent && record.hash === this.record.hash) this.record = record;
    } catch (error) {
      this.onProblem(error);
    }
  }

  private summarise(): void {
    clearTimeout(this.summaryTimer);
    this.summaryTimer = setTimeout(() => void this.askSummary(), summariseAfterMs);
  }

  private async askSummary(): Promise<void> {
    if ((this.isPlain && this.hasErrors) || hasBadDate(this.draft)) return;
    const question = ++this.asked;
    const { draft } = this;
    try {
      const summary = await this.api.datasets.summary(this.id, draft);
      if (question !== this.asked) return;
      this.summary = summary;
      this.summarised = draft;
      if (this.waits) await this.save();
    } catch {
      // The connection has ended or the dataset is gone; either says so elsewhere.
    }
  }
}

const nothing = new Float64Array(0);

/** A date that is being typed is none yet: the host would not take such a design, so the window says it. */
const hasBadDate = ({ split }: DatasetDesign): boolean =>
  split.by === 'date' &&
  [split.validation, split.test, ...(split.end === undefined ? [] : [split.end])].some((text) => Number.isNaN(momentOf(text)));

/** Which numbered step a place of the design is in; 0 for none. */
function stepOf(where: string): number {
  const [word] = where.split(' ');
  const steps: Record<string, number> = { target: 1, targets: 1, split: 4, missing: 6, missingMask: 6, augmentation: 7 };
  for (const name of ['feature', 'features', 'known', 'static', 'lag', 'calendar', 'column']) steps[name] = 2;
  for (const name of ['lookback', 'horizon', 'stride', 'gap', 'least', 'season', 'carries']) steps[name] = 3;
  for (const name of ['scaler', 'scalers', 'scaleBy']) steps[name] = 5;
  return Object.hasOwn(steps, word) ? steps[word] : 0;
}
