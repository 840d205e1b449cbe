/** The drafts of all datasets that were opened: they and their undo outlive the page. */
import type { Api } from '#shared/api.ts';
import type { DatasetRecord } from '#shared/records.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import type { Notices } from '../../notices.svelte.ts';
import { Design } from './design.svelte.ts';
import { Looks } from './looks.ts';

export class Designs {
  /** What was being looked at. */
  readonly looks = new Looks();
  private readonly all = new Map<string, Design>();
  private readonly api: Api;
  private readonly notices: Notices;

  constructor(api: Api, notices: Notices) {
    this.api = api;
    this.notices = notices;
  }

  of(record: DatasetRecord): Design {
    let design = this.all.get(record.id);
    if (!design) {
      // What it derives must outlive the page that asks first: a derived value dies with the effect it was made in.
      $effect.root(() => {
        design = new Design(this.api, record, (error) => this.notices.problem(record.name, error));
      });
      this.all.set(record.id, design!);
    }
    return design!;
  }

  /** The draft where there is one, else what is stored. */
  draftOf(record: DatasetRecord): DatasetDesign {
    return this.all.get(record.id)?.draft ?? record.design;
  }

  flush(): void {
    for (const design of this.all.values()) design.flush();
  }
}
