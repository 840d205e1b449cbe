/**
 * What a person has set up once: theme, language, panel sizes, the last project. Kept by the host as text by name; the theme
 * and the language also in this browser, so that the first picture is right before the host has answered.
 */
import type { Connection } from './connection.svelte.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

const early = ['theme', 'language'];
const key = (name: string) => `loopwright.${name}`;

export class Preferences {
  private values = $state.raw<Record<string, string>>(readEarly());
  private readonly connection: Connection;
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
  private systemDark = $state(false);

  readonly themeChoice = $derived((this.values.theme as ThemeChoice | undefined) ?? 'system');
  readonly theme = $derived(this.themeChoice === 'system' ? (this.systemDark ? 'dark' : 'light') : this.themeChoice);

  constructor(connection: Connection) {
    this.connection = connection;
    this.systemDark = this.dark?.matches ?? false;
    this.dark?.addEventListener('change', (event) => (this.systemDark = event.matches));
  }

  async load(): Promise<void> {
    this.values = { ...this.values, ...(await this.connection.api.app.preferences()) };
    for (const name of early) if (this.values[name]) writeEarly(name, this.values[name]);
  }

  get(name: string): string | undefined {
    return this.values[name];
  }

  number(name: string, otherwise: number): number {
    const value = Number(this.values[name]);
    return this.values[name] !== undefined && Number.isFinite(value) ? value : otherwise;
  }

  /** Holds at once, and is stored when it has not changed for a moment (a panel that is being dragged). */
  set(name: string, value: string): void {
    if (this.values[name] === value) return;
    this.values = { ...this.values, [name]: value };
    if (early.includes(name)) writeEarly(name, value);
    clearTimeout(this.waiting.get(name));
    this.waiting.set(
      name,
      setTimeout(() => {
        this.waiting.delete(name);
        // A preference that could not be stored is not worth a message: it holds until the window is closed.
        this.connection.api.app.setPreference(name, value).catch(() => {});
      }, 250),
    );
  }
}

function readEarly(): Record<string, string> {
  const values: Record<string, string> = {};
  try {
    for (const name of early) {
      const value = localStorage.getItem(key(name));
      if (value) values[name] = value;
    }
  } catch {
    // Storage may be forbidden; the host has the values too.
  }
  return values;
}

function writeEarly(name: string, value: string): void {
  try {
    localStorage.setItem(key(name), value);
  } catch {
    // See readEarly.
  }
}
