// Every argument that comes from a window, checked before it is used. One schema per method; a missing one is a compile error.
import * as v from 'valibot';
import { repairNames } from '#engine/data/content.ts';
import { taskKinds, type DatasetDesign } from '#engine/data/design.ts';
import { readDesign } from '#engine/data/design-file.ts';
import { sayIssue } from '#engine/issue.ts';
import { combineNames } from '#engine/train/combine.ts';
import { numberSettings, type NumberSetting } from '#engine/train/settings.ts';
import { numberTimes } from '#engine/data/time-numbers.ts';
import type { Api } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';

const id = v.pipe(v.string(), v.regex(/^[a-z][0-9a-z]{1,31}$/));
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const column = v.pipe(v.string(), v.maxLength(1000));
const bytes = v.instance(Uint8Array);

const readOptions = v.strictObject({
  encoding: v.optional(v.string()),
  delimiter: v.optional(v.string()),
  quote: v.optional(v.string()),
  escape: v.optional(v.string()),
  comment: v.optional(v.string()),
  member: v.optional(v.string()),
  decimal: v.optional(v.picklist(['.', ','])),
  thousands: v.optional(v.string()),
  skipLines: v.optional(count),
  header: v.optional(v.boolean()),
  headerRows: v.optional(v.pipe(count, v.maxValue(10))),
  timeColumn: v.optional(v.nullable(v.string())),
  timeAs: v.optional(v.picklist(numberTimes)),
  dayFirst: v.optional(v.boolean()),
  missing: v.optional(v.array(v.string())),
  layout: v.optional(v.picklist(['wide', 'long', 'rows'])),
  keys: v.optional(v.array(column)),
  symbols: v.optional(v.boolean()),
  repairs: v.optional(v.array(v.picklist(repairNames))),
  resampleTo: v.optional(v.string()),
  arrange: v.optional(v.picklist(['columns', 'sequences'])),
  label: v.optional(v.nullable(column)),
});

/** Of this version or an earlier one; whether it fits its dataset is for the engine to say. */
const design = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, DatasetDesign>(({ dataset, addIssue, NEVER }) => {
    const read = readDesign(dataset.value);
    if (read.design) return read.design;
    addIssue({ message: sayIssue(read.issues[0]) });
    return NEVER;
  }),
);

/** Only its outline: parseArchitecture and check say what is wrong inside, in a person's words. */
const architecture = v.looseObject({
  version: v.literal(1),
  nodes: v.array(v.looseObject({})),
  edges: v.array(v.looseObject({})),
  output: v.string(),
});

/** Only their kinds: the engine's checkSettings says what is wrong with a value. */
const settings = v.strictObject({
  loss: v.string(),
  optimizer: v.string(),
  schedule: v.string(),
  ...(Object.fromEntries(numberSettings.map((name) => [name, v.number()])) as Record<NumberSetting, v.NumberSchema<undefined>>),
});

const checkpoint = v.picklist(['best', 'last']);
const request = v.strictObject({
  dataset: id,
  architecture: v.union([id, architecture]),
  architectureName: v.optional(v.pipe(v.string(), v.maxLength(200))),
  design: v.optional(design),
  name: v.pipe(v.string(), v.maxLength(200)),
  settings,
  backend: v.picklist(['auto', 'wasm', 'reference', 'tfjs']),
  threads: v.pipe(count, v.maxValue(256)),
  ensemble: v.optional(v.strictObject({ seeds: v.number(), combine: v.picklist(combineNames) })),
  backtest: v.optional(
    v.strictObject({ folds: v.number(), train: v.picklist(['expanding', 'sliding']), isRefitted: v.boolean(), adapts: v.boolean() }),
  ),
  parent: v.optional(v.strictObject({ run: id, checkpoint, train: v.union([v.picklist(['all', 'head']), v.array(v.string())]) })),
});

const layout = v.record(v.string(), v.strictObject({ x: v.number(), y: v.number() }));
const named = { rename: v.tuple([id, name]), duplicate: v.tuple([id]), remove: v.tuple([id]), restore: v.tuple([id]) };

type Schemas = { [group in keyof Api]: { [method in keyof Api[group]]: v.GenericSchema<unknown, unknown[]> } };

const schemas: Schemas = {
  app: {
    info: v.tuple([]),
    samples: v.tuple([]),
    preferences: v.tuple([]),
    setPreference: v.tuple([v.pipe(v.string(), v.regex(/^[\w./-]{1,100}$/)), v.pipe(v.string(), v.maxLength(10_000))]),
    watch: v.tuple([]),
  },
  projects: { ...named, list: v.tuple([]), create: v.tuple([name]), openSample: v.tuple([v.string()]) },
  datasets: {
    ...named,
    list: v.tuple([id]),
    get: v.tuple([id]),
    import: v.tuple([id, v.pipe(v.string(), v.maxLength(1000)), bytes, readOptions]),
    inspect: v.tuple([id, readOptions]),
    reread: v.tuple([id, readOptions]),
    series: v.tuple([id, v.array(column), count, count, v.pipe(count, v.minValue(1), v.maxValue(100_000))]),
    summary: v.tuple([id, design]),
    saveDesign: v.tuple([id, design]),
    suggest: v.tuple([id, v.picklist(taskKinds)]),
    batch: v.tuple([id, design]),
    profile: v.tuple([id, column, count, count]),
    oneSeries: v.tuple([id, design, count]),
    words: v.tuple([id, column]),
    locate: v.tuple([id, v.pipe(v.array(count), v.maxLength(1000))]),
  },
  imports: {
    begin: v.tuple([id, v.pipe(v.string(), v.maxLength(1000)), count]),
    append: v.tuple([id, bytes]),
    finish: v.tuple([id, readOptions]),
    cancel: v.tuple([id]),
  },
  architectures: { ...named, list: v.tuple([id]), create: v.tuple([id, name, architecture]), save: v.tuple([id, architecture, layout]) },
  runs: {
    ...named,
    list: v.tuple([id]),
    get: v.tuple([id]),
    curve: v.tuple([id]),
    start: v.tuple([id, request]),
    findRate: v.tuple([request, v.strictObject({ from: v.number(), to: v.number(), steps: v.number() })]),
    tell: v.tuple([id, checkpoint, v.pipe(v.string(), v.maxLength(1000)), bytes]),
    // What a sampling may be, the engine says in a person's words.
    generate: v.tuple([
      id,
      checkpoint,
      v.strictObject({ prompt: v.pipe(v.string(), v.maxLength(100_000)), length: v.number(), temperature: v.number(), seed: v.number() }),
    ]),
    pause: v.tuple([id]),
    resume: v.tuple([id]),
    stop: v.tuple([id]),
    setNote: v.tuple([id, v.pipe(v.string(), v.maxLength(10_000))]),
  },
  exports: { formats: v.tuple([]), list: v.tuple([id]), make: v.tuple([id, checkpoint, v.string()]), bytes: v.tuple([id]) },
};

/** The arguments, or an IssueError that names the one that does not fit. */
export function validate(method: string, args: unknown[]): unknown[] {
  const [group, verb] = method.split('.');
  const schema =
    Object.hasOwn(schemas, group) && Object.hasOwn(schemas[group as keyof Schemas], verb)
      ? (schemas[group as keyof Schemas] as Record<string, v.GenericSchema<unknown, unknown[]>>)[verb]
      : undefined;
  if (!schema) throw new Error(`there is no method ${method}`);
  const result = v.safeParse(schema, args);
  if (result.success) return result.output;
  const [first] = result.issues;
  throw new IssueError([
    issue(
      'bad-argument',
      `${method} ${v.getDotPath(first) ?? ''}`.trim(),
      first.message,
      'This is our fault unless you wrote the call yourself.',
    ),
  ]);
}
