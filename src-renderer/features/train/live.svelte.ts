/**
 * The curve of one run, whole and live: what the host has stored is asked for when it is opened, and what happens from then on
 * is taken in once per frame. Where something is missing in between (the host was gone for a moment) it is asked for again.
 */
import type { HostEvent } from '#shared/api.ts';
import type { Studio } from '../../studio.svelte.ts';
import { curveOf, noCurve, withEvents, type Curve, type EpochEvent, type StepsEvent } from './model/curve.ts';

/** While the page is hidden no frame comes: then this many events are taken in without one. */
const mostWaiting = 500;

export class LiveRun {
  readonly id: string;
  curve = $state.raw<Curve>(noCurve);
  /** The stored curve has come. */
  isLoaded = $state(false);
  /** The latest word from the trainer; stays when it pauses. */
  latest = $state.raw<StepsEvent | null>(null);

  private readonly studio: Studio;
  private waiting: (StepsEvent | EpochEvent)[] = [];
  private frame = 0;
  private asked = 0;
  private isAsking = false;

  constructor(studio: Studio, id: string) {
    this.studio = studio;
    this.id = id;
    this.latest = studio.steps.get(id) ?? null;
  }

  /** Begins to follow; returns what ends it. */
  follow(): () => void {
    const leave = this.studio.listen((event) => this.hear(event));
    void this.reload();
    return () => {
      leave();
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.waiting = [];
    };
  }

  /** Asks for the stored curve; what happens meanwhile is kept and taken in after it. */
  async reload(): Promise<void> {
    const question = ++this.asked;
    this.isAsking = true;
    try {
      const stored = await this.studio.api.runs.curve(this.id);
      if (question !== this.asked) return;
      this.curve = curveOf(stored);
      this.isLoaded = true;
    } catch {
      // The run or the connection is gone; either says so elsewhere.
    }
    if (question !== this.asked) return;
    this.isAsking = false;
    this.takeIn();
  }

  private hear(event: HostEvent): void {
    if ((event.kind !== 'steps' && event.kind !== 'epoch') || event.run !== this.id) return;
    this.waiting.push(event);
    if (this.waiting.length > mostWaiting) this.takeIn();
    else this.frame ||= requestAnimationFrame(() => this.takeIn());
  }

  private takeIn(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.isAsking || !this.waiting.length) return;
    const events = this.waiting;
    this.waiting = [];
    this.latest = events.findLast((event) => event.kind === 'steps') ?? this.latest;
    const next = withEvents(this.curve, events);
    if (next) this.curve = next;
    else void this.reload();
  }
}
