/** Small curves of whole columns, asked for when they come into sight and kept. */
import { SvelteMap } from 'svelte/reactivity';
import { untrack } from 'svelte';
import type { Api } from '#shared/api.ts';
import type { DatasetRecord } from '#shared/records.ts';

const points = 156;
const atOnce = 40;

export class Sparks {
  private readonly api: Api;
  private readonly known = new SvelteMap<string, Float64Array>();
  private readonly asked = new Set<string>();

  constructor(api: Api) {
    this.api = api;
  }

  of(dataset: DatasetRecord, column: string): Float64Array | undefined {
    return this.known.get(keyOf(dataset, column));
  }

  want(dataset: DatasetRecord, columns: string[]): void {
    const missing = columns.filter((name) => !this.asked.has(keyOf(dataset, name)));
    for (let i = 0; i < missing.length; i += atOnce) untrack(() => void this.ask(dataset, missing.slice(i, i + atOnce)));
  }

  private async ask(dataset: DatasetRecord, columns: string[]): Promise<void> {
    for (const name of columns) this.asked.add(keyOf(dataset, name));
    try {
      const slice = await this.api.datasets.series(dataset.id, columns, 0, dataset.rows, points);
      columns.forEach((name, i) => this.known.set(keyOf(dataset, name), slice.values[i]));
    } catch {
      for (const name of columns) this.asked.delete(keyOf(dataset, name));
    }
  }
}

const keyOf = (dataset: DatasetRecord, column: string): string => `${dataset.id} ${dataset.hash} ${column}`;
