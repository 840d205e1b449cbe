/** What is known of columns beside their curves; asked for when one is looked at, and kept. */
import { SvelteMap } from 'svelte/reactivity';
import { untrack } from 'svelte';
import type { Rows } from '#engine/data/dataset.ts';
import type { ColumnProfile } from '#engine/data/profile.ts';
import type { Api } from '#shared/api.ts';
import type { DatasetRecord } from '#shared/records.ts';

const keyOf = (dataset: DatasetRecord, column: string, { from, to }: Rows): string =>
  `${dataset.id} ${dataset.hash} ${from} ${to} ${column}`;

export class Profiles {
  private readonly api: Api;
  private readonly known = new SvelteMap<string, ColumnProfile>();
  private readonly asked = new Set<string>();

  constructor(api: Api) {
    this.api = api;
  }

  of(dataset: DatasetRecord, column: string, rows: Rows): ColumnProfile | undefined {
    return this.known.get(keyOf(dataset, column, rows));
  }

  want(dataset: DatasetRecord, column: string, rows: Rows): void {
    const key = keyOf(dataset, column, rows);
    if (this.asked.has(key)) return;
    this.asked.add(key);
    untrack(
      () =>
        void this.api.datasets.profile(dataset.id, column, rows.from, rows.to).then(
          (profile) => this.known.set(key, profile),
          () => this.asked.delete(key),
        ),
    );
  }
}
