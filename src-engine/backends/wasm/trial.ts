/**
 * Whether several threads are worth their company. A step of a small network takes tens of microseconds, and what one
 * core has written costs the other half a microsecond a line where the two are far apart - which a virtual machine may
 * be at one hour and not at the next. So short steps are tried both ways, now and then. Both give the same bits: alone,
 * the first thread does the share of each one after the other.
 */

/** Steps that only the optimising compiler needs, before the first trial. */
const warmUp = 100;
/** Steps of a trial each way; the first, which wakes the others or lets them go, does not count. */
const tries = 8;
/** Steps until the next trial; longer each time that one changed nothing. */
const [shortestRest, longestRest] = [500, 16_000];
/** Milliseconds: nothing longer can be quicker alone. */
const longest = 2;
/** What is no better than this is no reason to change. */
const margin = 0.97;

export class Trial {
  private isAlone = false;
  private rest = shortestRest;
  /** Steps until the next trial; below zero in one. */
  private left = warmUp;
  /** Least milliseconds of a step since the last trial, and in this one together and alone. */
  private least = Infinity;
  private together = Infinity;
  private alone = Infinity;

  /** Says how the step that begins now is done. `previous`: milliseconds of the one before. */
  next(previous: number): boolean {
    if (this.left >= 0) this.least = Math.min(this.least, previous);
    else this.note(-this.left - 1, previous);
    this.left--;
    if (this.left >= 0) return this.isAlone;
    if (this.left === -1 && !this.isAlone && this.least > longest) {
      this.wait();
      return false;
    }
    const step = -this.left - 1;
    if (step < 2 * tries) return step >= tries;
    this.decide();
    return this.isAlone;
  }

  private note(step: number, ms: number): void {
    if (step % tries === 0) return;
    if (step < tries) this.together = Math.min(this.together, ms);
    else this.alone = Math.min(this.alone, ms);
  }

  private decide(): void {
    const was = this.isAlone;
    this.isAlone = was ? this.alone * margin <= this.together : this.alone < this.together * margin;
    this.rest = was === this.isAlone ? Math.min(longestRest, 2 * this.rest) : shortestRest;
    this.wait();
  }

  private wait(): void {
    this.left = this.rest;
    this.least = this.together = this.alone = Infinity;
  }
}
