/**
 * The accuracy table: every row trained with the defaults of the recipe, best-validation checkpoint, mean over seeds.
 * npm run accuracy [-- ROW ...] [--seeds N] [--json] [--quiet]
 */
import { parseArgs } from 'node:util';
import { factsOf } from '#engine/recipes/facts.ts';
import { isThere, rows, type Row } from './rows.ts';
import { medianOf, trainOnce, type Trained } from './run.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string' }, json: { type: 'boolean', default: false }, quiet: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length) {
  console.error(`There is no row "${unknown[0]}". Rows are ${rows.map((row) => row.name).join(', ')}.`);
  process.exit(2);
}
const chosen = positionals.length ? rows.filter((row) => positionals.includes(row.name)) : rows;
const results = [];
const against = (reach: Row['reach'], found: Record<string, number>) =>
  reach.map(({ of, most, least }) => ({
    of,
    goal: most !== undefined ? `<= ${most}` : `>= ${least}`,
    isReached: most !== undefined ? found[of] <= most : found[of] >= least!,
  }));
const said = (reached: ReturnType<typeof against>) => reached.map((r) => `${r.of} ${r.goal}: ${r.isReached ? 'yes' : 'NO'}`).join(', ');
const short = (x: number) => (Math.abs(x) >= 1e-3 ? x.toFixed(4) : x.toPrecision(2));
for (const row of chosen) {
  if (!isThere(row.needs)) {
    console.error(`${row.name}: left out, ${row.needs} is not there`);
    continue;
  }
  const { dataset, design } = row.load();
  const count = Number(options.seeds ?? row.seeds ?? 3);
  const measured: Record<string, number>[] = [];
  const all: Trained[] = [];
  let seconds = 0;
  let about = '';
  for (let seed = 1; seed <= count; seed++) {
    const trained = await trainOnce(dataset, design, seed, (line) => !options.quiet && console.error(line));
    measured.push(row.measure(trained));
    if (row.ofMedian) all.push(trained);
    seconds += trained.seconds / count;
    about = `${trained.template}, season ${trained.prepared.period} (${short(factsOf(trained.prepared).seasonError)}), ${trained.parameters} parameters, lookback ${design.lookback}, horizon ${design.horizon}, batch ${trained.settings.batch}, best epoch ${trained.bestEpoch} of ${trained.epochs}`;
  }
  const names = Object.keys(measured[0]);
  const mean = Object.fromEntries(names.map((name) => [name, measured.reduce((sum, m) => sum + m[name], 0) / count]));
  const spread = Object.fromEntries(
    names.map((name) => [name, Math.max(...measured.map((m) => m[name])) - Math.min(...measured.map((m) => m[name]))]),
  );
  const reached = against(row.reach, mean);
  const median = row.ofMedian && all.length > 1 ? row.measure(await medianOf(all)) : undefined;
  const medianReached = median && against(row.ofMedian!, median);
  results.push({ row: row.name, seeds: count, mean, spread, reached, seconds, about, ...(median && { median, medianReached }) });
  console.error(
    `${row.name.padEnd(14)} ${names.map((name) => `${name} ${short(mean[name])} (+-${short(spread[name] / 2)})`).join(', ')}; ${said(reached)}; ${seconds.toFixed(1)} s a seed; ${about}`,
  );
  if (median && medianReached)
    console.error(
      `${''.padEnd(14)} median of ${count}: ${names.map((name) => `${name} ${short(median[name])}`).join(', ')}; ${said(medianReached)}`,
    );
}
if (options.json) console.log(JSON.stringify(results));
