/**
 * The texts of the window in the language that is chosen, and what depends on the language: dates, durations, Issues.
 *   const text = getText();              // in a component
 *   const t = $derived(text.t.data);     // the catalogue of its page
 */
import type { Issue } from '#engine/issue.ts';
import { en } from './en/index.ts';
import { axis, bytes, count, exact, fixed, percent, quantity, rate } from './format.ts';
import { sayIssueIn, type SaidIssue } from './issue-text.ts';
import { dayText, isoText, momentText, tickText, type Language, type TimeLevel } from './time.ts';
import { zhCN } from './zh-CN/index.ts';

export type LanguageChoice = 'system' | Language;

const catalogues = { en, 'zh-CN': zhCN };

export class Text {
  private readonly choice: () => string | undefined;
  readonly chosen: LanguageChoice = $derived.by(() => {
    const choice = this.choice();
    return choice === 'en' || choice === 'zh-CN' ? choice : 'system';
  });
  readonly language: Language = $derived(this.chosen === 'system' ? systemLanguage() : this.chosen);
  /** The catalogues of all pages. */
  readonly t = $derived(catalogues[this.language]);

  // Numbers are the same in every language; they are here so that a component needs one import.
  readonly count = count;
  readonly quantity = quantity;
  readonly axis = axis;
  readonly fixed = fixed;
  readonly exact = exact;
  readonly percent = percent;
  readonly bytes = bytes;
  readonly rate = rate;

  /** `choice`: the language that was chosen, if one was. */
  constructor(choice: () => string | undefined) {
    this.choice = choice;
  }

  issue(issue: Issue): SaidIssue {
    return sayIssueIn(this.t.issues, issue);
  }
  day(ms: number): string {
    return dayText(ms, this.language);
  }
  moment(ms: number, level: TimeLevel): string {
    return momentText(ms, level, this.language);
  }
  iso(ms: number, level?: TimeLevel): string {
    return isoText(ms, level);
  }
  tick(ms: number, level: TimeLevel, full: boolean): string {
    return tickText(ms, level, full, this.language);
  }
  /** When something of ours was made, by the clock of this machine. */
  ago(ms: number, now = Date.now()): string {
    const seconds = Math.max(0, (now - ms) / 1000);
    if (seconds < 45) return this.t.units.justNow;
    if (seconds < 3600 * 12) return this.t.units.ago(seconds);
    const made = new Date(ms);
    const local = ms - made.getTimezoneOffset() * 60_000;
    return new Date(now).toDateString() === made.toDateString()
      ? momentText(local, 'minute', this.language).slice(-5)
      : dayText(local, this.language);
  }
}

const systemLanguage = (): Language =>
  typeof navigator !== 'undefined' && /^zh\b/i.test(navigator.languages?.[0] ?? navigator.language ?? '') ? 'zh-CN' : 'en';
