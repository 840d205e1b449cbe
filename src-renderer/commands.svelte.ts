/**
 * Everything that can be done, under one roof: the palette lists it, the keyboard reaches it. A component registers what it
 * offers while it is there:
 *   useCommands(() => [{ id: 'design.undo', title: t.undo, group: 'page', shortcut: 'Mod+Z', run: () => design.undo() }]);
 * Shortcuts are written with Mod for Ctrl (Cmd on a Mac): `Mod+K`, `Mod+Shift+Z`, `?`, `Alt+1`.
 */
export type CommandGroup = 'pages' | 'projects' | 'datasets' | 'page' | 'app';

export interface Command {
  /** Stable, for tests: `page.train`, `design.undo`. */
  id: string;
  title: string;
  group: CommandGroup;
  shortcut?: string;
  /** More words by which it is found. */
  also?: string;
  /** A grey remark at the right. */
  hint?: string;
  /** It is listed but cannot be done now. */
  disabled?: boolean;
  /** Only in the palette when something was typed: the many datasets and runs. */
  quiet?: boolean;
  run(): void;
}

export class Commands {
  private sources = $state.raw<(() => Command[])[]>([]);
  /** All commands; of two with one shortcut the later one, which belongs to the page that is open, has it. */
  readonly all = $derived(this.sources.flatMap((source) => source()));
  isPaletteOpen = $state(false);
  isSheetOpen = $state(false);

  /** Returns what takes them away again. */
  register(source: () => Command[]): () => void {
    this.sources = [...this.sources, source];
    return () => (this.sources = this.sources.filter((s) => s !== source));
  }

  /** Runs what the key stands for. True when there was something. */
  press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing) return false;
    const inField = isTyping(event.target);
    const pressed = shortcutOf(event);
    // Plain keys belong to the field that is being typed into; so do the editing keys of a text field.
    if (inField && (!/^(Mod|Alt)\+/.test(pressed) || /^Mod\+(Shift\+)?[ZYAXCV]$/.test(pressed))) return false;
    const command = this.all.findLast((c) => c.shortcut === pressed && !c.disabled);
    if (!command) return false;
    event.preventDefault();
    command.run();
    return true;
  }
}

export const isMac = (): boolean => typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && !isButtonLike(target)
  );
}

const isButtonLike = (target: HTMLElement): boolean =>
  target instanceof HTMLInputElement && ['button', 'checkbox', 'radio', 'range'].includes(target.type);

/** `Mod+Shift+Z` for what was pressed. */
export function shortcutOf(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  mac = isMac(),
): string {
  const parts: string[] = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push('Mod');
  if (event.altKey) parts.push('Alt');
  const isLetter = /^[a-z]$/i.test(event.key);
  // The shift of `?` is part of the sign; the shift of a letter or of an arrow is a key of its own.
  if (event.shiftKey && (isLetter || event.key.length > 1)) parts.push('Shift');
  // On a Mac Alt makes other signs out of digits.
  const digit = event.altKey ? /^Digit(\d)$/.exec(event.code)?.[1] : undefined;
  parts.push(digit ?? (isLetter ? event.key.toUpperCase() : event.key === ' ' ? 'Space' : event.key));
  return parts.join('+');
}

/** As it stands on the keyboard: `⇧⌘Z`, `Ctrl Shift Z`. */
export function sayShortcut(shortcut: string, mac = isMac()): string {
  const signs: Record<string, string> = mac
    ? {
        Mod: '⌘',
        Shift: '⇧',
        Alt: '⌥',
        Delete: '⌦',
        Backspace: '⌫',
        ArrowLeft: '←',
        ArrowRight: '→',
        ArrowUp: '↑',
        ArrowDown: '↓',
        Enter: '↵',
        Escape: 'esc',
      }
    : {
        Mod: 'Ctrl',
        Delete: 'Del',
        ArrowLeft: '←',
        ArrowRight: '→',
        ArrowUp: '↑',
        ArrowDown: '↓',
        Enter: '↵',
        Escape: 'Esc',
        PageUp: 'PgUp',
        PageDown: 'PgDn',
      };
  return shortcut
    .split(/\+(?!$)/)
    .map((part) => signs[part] ?? part)
    .join(mac ? '' : ' ');
}

/** How well a command fits what was typed; 0 for not at all. Words may be given in any order and by their beginnings. */
export function fit(command: Pick<Command, 'title' | 'also'>, query: string): number {
  const title = command.title.toLowerCase();
  const also = (command.also ?? '').toLowerCase();
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  let total = 1;
  for (const word of words) {
    const at = title.indexOf(word);
    if (at === 0) total += 4;
    else if (at > 0) total += /[\s\-_.]/.test(title[at - 1]) ? 3 : 2;
    else if (also.includes(word)) total += 1;
    else if (isSubsequence(word, title)) total += 0.5;
    else return 0;
  }
  return total;
}

function isSubsequence(word: string, text: string): boolean {
  let i = 0;
  for (const letter of text) if (letter === word[i]) i++;
  return word.length > 1 && i === word.length;
}
