/**
 * The runs that are ticked, each with the colour it keeps as long as it is. The first colour that is free is given out; after the
 * seventh run colours come again and lines are broken.
 */
const colours = ['--s1', '--s2', '--s3', '--s4', '--s6', '--s5', '--s7'];

export interface PickedColour {
  colour: string;
  dash: number[] | undefined;
}

export const colourOfSlot = (slot: number): PickedColour => ({
  colour: `var(${colours[slot % colours.length]})`,
  dash: slot < colours.length ? undefined : [6, 2 + Math.floor(slot / colours.length)],
});

export class Picked {
  private slots = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** Somebody has ticked something: nothing is ticked by itself any more. */
  isTouched = $state(false);

  get ids(): string[] {
    return [...this.slots.keys()];
  }

  has(id: string): boolean {
    return this.slots.has(id);
  }

  colourOf(id: string): PickedColour | undefined {
    const slot = this.slots.get(id);
    return slot === undefined ? undefined : colourOfSlot(slot);
  }

  toggle(id: string): void {
    this.set(id, !this.slots.has(id));
  }

  set(id: string, isPicked: boolean): void {
    this.isTouched = true;
    const next = new Map(this.slots);
    if (!isPicked) next.delete(id);
    else if (!next.has(id)) next.set(id, freeSlot(next));
    this.slots = next;
  }

  /** Exactly these. */
  only(ids: readonly string[]): void {
    const next = new Map([...this.slots].filter(([id]) => ids.includes(id)));
    for (const id of ids) if (!next.has(id)) next.set(id, freeSlot(next));
    this.slots = next;
  }

  clear(): void {
    this.isTouched = true;
    this.slots = new Map();
  }
}

function freeSlot(slots: ReadonlyMap<string, number>): number {
  const taken = new Set(slots.values());
  let slot = 0;
  while (taken.has(slot)) slot++;
  return slot;
}
