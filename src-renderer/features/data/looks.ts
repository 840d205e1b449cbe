/** What was being looked at in each dataset, for coming back to it. Lost with the window, and nothing is the worse for it. */
import type { DatasetRecord } from '#shared/records.ts';
import type { Design } from './design.svelte.ts';
import { Look } from './look.svelte.ts';

export class Looks {
  private readonly all = new Map<string, Look>();

  of(design: Design, record: DatasetRecord): Look {
    const key = `${record.id} ${record.hash}`;
    let look = this.all.get(key);
    if (!look) this.all.set(key, (look = new Look(design, record)));
    return look;
  }
}
