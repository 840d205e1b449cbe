/**
 * What the Data page says about a dataset and its design: the reader's findings, the check's problems, and two things that are
 * good to know when they are so. One button each, where something can be done at once. Plain decisions; the cards only show them.
 */
import type { ImportOptions, RepairName } from '#engine/data/content.ts';
import { MISSING_WORDS } from '#engine/data/words.ts';
import { newDesign } from '#engine/data/design-file.ts';
import type { DatasetDesign, PartName } from '#engine/data/design.ts';
import type { Finding as Leak } from '#engine/data/finding.ts';
import type { Issue } from '#engine/issue.ts';
import type { DatasetRecord } from '#shared/records.ts';
import { extendTest, isBarSplit, lengthsOf } from './split-shares.ts';

export type Fix =
  | { kind: 'design'; label: FixLabel; patch: Partial<DatasetDesign> }
  /** patch: what of the design is changed before. */
  | { kind: 'reread'; label: FixLabel; options: ImportOptions; patch?: Partial<DatasetDesign> }
  | { kind: 'reading'; label: FixLabel }
  | { kind: 'row'; label: FixLabel; row: number };

/** Which sentence of the catalogue, with what. */
export type FixLabel =
  | ['lookback' | 'horizon' | 'showRow' | 'apart', number]
  | ['predict' | 'asMissing', string]
  | [
      | 'useAll'
      | 'takeOut'
      | 'takeOutAll'
      | 'split'
      | 'carry'
      | 'extend'
      | 'reading'
      | 'otherOrder'
      | 'makePast'
      | 'holdTogether'
      | 'scaleTogether'
      | 'seeSymbol'
      | 'unfill'
      | 'asText'
      | RepairName,
    ];

export type Finding =
  /** What the auditor found. */
  | { kind: 'leak'; tone: 'problem'; issue: Leak; fix?: Fix }
  | { kind: 'issue'; tone: 'problem' | 'question' | 'note'; issue: Issue; fix?: Fix }
  /** Windows left out in several parts: one card for them all. */
  | { kind: 'skipped'; tone: 'problem'; parts: { part: PartName; left: number; all: number }[]; fix?: Fix }
  | { kind: 'idle'; tone: 'note'; from: number; rows: number; could: number; fix: Fix }
  | { kind: 'clean'; tone: 'good'; rows: number; columns: number }
  | { kind: 'apart'; tone: 'good'; lastTrain: number; firstJudged: number };

export function findingsOf(record: DatasetRecord, draft: DatasetDesign, issues: readonly Issue[], leaks: readonly Leak[] = []): Finding[] {
  const found = leaks.map((issue): Finding => ({ kind: 'leak', tone: 'problem', issue, ...withFix(fixOfLeak(issue, record)) }));
  // The parts do not keep apart where something leaks from one into another.
  const others = othersOf(record, draft, issues).filter((finding) => !(finding.kind === 'apart' && leaks.length));
  const isFirst = (finding: Finding): boolean => finding.kind === 'issue' && finding.issue.severity === 'error';
  return [...others.filter(isFirst), ...found, ...others.filter((finding) => !isFirst(finding))];
}

const leakLabels: Record<string, FixLabel> = {
  'target-shifted': ['takeOut'],
  'centred-filter': ['takeOut'],
  'tells-the-future': ['takeOut'],
  'feature-is-class': ['takeOut'],
  'not-known-ahead': ['makePast'],
  'group-in-parts': ['holdTogether'],
  'scaled-by-later-rows': ['scaleTogether'],
};

function fixOfLeak(issue: Leak, record: DatasetRecord): Fix | undefined {
  const { change: patch } = issue;
  if (!patch) return undefined;
  if (issue.code === 'filled-before-split') {
    const { repairs = [], ...rest } = record.readOptions;
    return { kind: 'reread', label: ['unfill'], options: { ...rest, repairs: repairs.filter((name) => name !== 'interpolate') }, patch };
  }
  const apart = patch.split && 'apart' in patch.split ? patch.split.apart : undefined;
  return { kind: 'design', label: apart === undefined ? (leakLabels[issue.code] ?? ['takeOut']) : ['apart', apart], patch };
}

function othersOf(record: DatasetRecord, draft: DatasetDesign, issues: readonly Issue[]): Finding[] {
  const used = [...draft.targets, ...draft.features];
  const fromReader = record.inspection.issues.filter((issue) => !isSettled(issue, used));
  const skipped = issues.filter((issue) => issue.code === 'windows-skipped');
  const constant = issues.filter((issue) => issue.code === 'constant-column').map((issue) => issue.column);
  // What the reader says of several columns at once is one card instead of many.
  const flat = constant.length > 1 ? fromReader.find((issue) => issue.code === 'constant-columns') : undefined;
  const inFlat = flat ? columnsOf(flat) : [];
  const noneLeft = issues.some((issue) => issue.code === 'no-windows');
  const isSaidOtherwise = (issue: Issue) =>
    ((noneLeft || skipped.length > 1) && skipped.includes(issue)) ||
    (issue.code === 'constant-column' && inFlat.includes(issue.column ?? '')) ||
    (issue.code === 'constant-columns' && issue !== flat && columnsOf(issue).every((name) => constant.includes(name)));
  const all = [...issues, ...fromReader]
    .filter((issue) => !isSaidOtherwise(issue))
    .map((issue): Finding => ({
      kind: 'issue',
      tone: toneOf(issue),
      issue,
      ...withFix(fixOf(issue, record, draft)),
    }));
  if (skipped.length > 1 && !noneLeft)
    all.unshift({
      kind: 'skipped',
      tone: 'problem',
      parts: skipped.map(({ values }) => ({ part: values!.part as PartName, left: Number(values!.left), all: Number(values!.all) })),
      ...withFix(fixOf(skipped[0], record, draft)),
    });
  const isWrong = issues.some((issue) => issue.severity === 'error');
  if (isWrong) return all;
  const { split } = draft;
  if (!isBarSplit(split) || record.kind !== 'series') return all;
  const lengths = lengthsOf(split, record.rows);
  // A few rows left over by rounding are not worth a card.
  if (lengths.rest > Math.max(draft.horizon, record.rows * 0.005))
    all.push({
      kind: 'idle',
      tone: 'note',
      from: record.rows - lengths.rest,
      rows: lengths.rest,
      could: lengths.test + lengths.rest,
      fix: { kind: 'design', label: ['extend'], patch: { split: extendTest(split, record.rows) } },
    });
  const judged = lengths.validation || lengths.test;
  if (judged) all.push({ kind: 'apart', tone: 'good', lastTrain: lengths.train - 1, firstJudged: lengths.train });
  const { inspection } = record;
  if (inspection.issues.length === 0 && inspection.columns.every((c) => c.missing === 0))
    all.push({ kind: 'clean', tone: 'good', rows: record.rows, columns: inspection.columns.length });
  return all;
}

/** What the reader did and nobody needs to do anything about. */
const mereNotes = new Set([
  'row-numbers',
  'kept-as-sequences',
  'long-to-wide',
  'comments-left-out',
  'preamble-left-out',
  'footer-left-out',
  'header-repeated',
  'blank-lines',
  'intervals-by-start',
  'letters-as-magnitudes',
  'unit-left-out',
  'weekdays-only',
  'parts-joined',
]);

function toneOf({ severity, code }: Issue): 'problem' | 'question' | 'note' {
  if (severity === 'question') return 'question';
  return severity === 'warning' && mereNotes.has(code) ? 'note' : 'problem';
}

const withFix = (fix: Fix | undefined): { fix?: Fix } => (fix ? { fix } : {});

const columnsOf = (issue: Issue): string[] =>
  issue.column !== undefined ? [issue.column] : typeof issue.values?.names === 'string' ? issue.values.names.split(', ') : [];

/** About columns that the design does not use any more. */
const isSettled = (issue: Issue, used: readonly string[]): boolean =>
  (issue.code === 'empty-columns' || issue.code === 'constant-columns') && !columnsOf(issue).some((name) => used.includes(name));

function fixOf(issue: Issue, record: DatasetRecord, draft: DatasetDesign): Fix | undefined {
  const { columns, rows, inspection } = record;
  const change = (label: FixLabel, patch: Partial<DatasetDesign>): Fix => ({ kind: 'design', label, patch });
  const repair = (name: RepairName): Fix => ({
    kind: 'reread',
    label: [name],
    options: { ...record.readOptions, repairs: [...(record.readOptions.repairs ?? []), name] },
  });
  const without = (names: readonly string[]) => ({
    features: draft.features.filter((name) => !names.includes(name)),
    targets: draft.targets.filter((name) => !names.includes(name)),
  });
  switch (issue.code) {
    case 'no-target': {
      const likely = draft.features.at(-1) ?? columns.at(-1);
      return likely === undefined ? undefined : change(['predict', likely], { targets: [likely] });
    }
    case 'no-feature':
      return change(['useAll'], { features: [...columns] });
    case 'unknown-column':
      return issue.column === undefined ? undefined : change(['takeOut'], without([issue.column]));
    case 'repeated-column':
      return change(['takeOut'], { features: [...new Set(draft.features)], targets: [...new Set(draft.targets)] });
    case 'target-is-feature':
      return change(['takeOut'], { features: draft.features.filter((name) => !draft.targets.includes(name)) });
    case 'present-horizon':
      return change(['horizon', 1], { horizon: 1 });
    case 'bad-split':
    case 'split-not-whole':
      return change(['split'], { split: newDesign.split });
    case 'too-few-rows':
      return shorter(issue, draft, rows);
    case 'empty-column':
    case 'constant-column':
    case 'values-too-large':
      return issue.column === undefined ? undefined : change(['takeOut'], without([issue.column]));
    case 'empty-columns':
    case 'constant-columns': {
      const names = columnsOf(issue).filter((name) => draft.features.includes(name) || draft.targets.includes(name));
      const kept = without(names);
      return kept.features.length && kept.targets.length ? change(['takeOutAll'], kept) : undefined;
    }
    case 'no-time':
      return draft.calendar.length ? change(['takeOut'], { calendar: [] }) : undefined;
    case 'not-static':
      return change(['takeOut'], { statics: draft.statics.filter((name) => name !== issue.column) });
    case 'augment-task':
      return change(['takeOut'], { augment: draft.augment.filter(({ name }) => name !== issue.values?.name) });
    case 'scale-of-unseen':
      return change(['scaleTogether'], { scaleBy: 'all' });
    case 'folded-scalers':
      return change(['takeOut'], { scalers: {} });
    case 'symbol-not-seen':
      return change(['seeSymbol'], { features: [...draft.features, ...draft.targets] });
    case 'no-windows':
    case 'windows-skipped':
      return draft.missing === 'skip' ? change(['carry'], { missing: 'previous' }) : undefined;
    case 'day-or-month-first':
      return { kind: 'reread', label: ['otherOrder'], options: { ...record.readOptions, dayFirst: issue.values?.order !== 'DMY' } };
    case 'newest-first':
    case 'times-not-sorted':
    case 'rows-without-time':
      return repair('sort');
    case 'duplicate-times':
      return repair('merge');
    case 'gaps':
      return inspection.time?.frequency ? repair('fill') : undefined;
    case 'no-numbers':
      return { kind: 'reread', label: ['asText'], options: { ...record.readOptions, symbols: true } };
    case 'encoding-guessed':
      return { kind: 'reading', label: ['reading'] };
    case 'value-may-mean-missing': {
      const value = issue.values?.value;
      if (value === undefined) return undefined;
      const missing = [...(record.readOptions.missing ?? MISSING_WORDS), String(value)];
      return { kind: 'reread', label: ['asMissing', String(value)], options: { ...record.readOptions, missing } };
    }
    default: {
      if (issue.severity === 'question') return { kind: 'reading', label: ['reading'] };
      if (issue.line === undefined || !inspection.issues.includes(issue)) return undefined;
      const row = issue.line - 1 - inspection.headerRows - inspection.preamble.length;
      return row >= 0 && row < rows ? { kind: 'row', label: ['showRow', row + 1], row } : undefined;
    }
  }
}

/** Shorter windows that fit, half of the room at most: a design with a single window teaches nothing. */
function shorter(issue: Issue, draft: DatasetDesign, rows: number): Fix | undefined {
  const room = Math.floor(Number(issue.values?.rows ?? rows) / 2);
  if (room < 1) return undefined;
  if (issue.where === 'training part') {
    const lookback = room - Math.max(0, draft.gap) - draft.horizon;
    if (lookback >= 1) return { kind: 'design', label: ['lookback', lookback], patch: { lookback } };
    const horizon = Math.max(1, Math.floor(room / 4));
    const left = Math.max(1, room - Math.max(0, draft.gap) - horizon);
    return { kind: 'design', label: ['horizon', horizon], patch: { horizon, lookback: Math.min(draft.lookback, left) } };
  }
  return { kind: 'design', label: ['horizon', room], patch: { horizon: room } };
}
