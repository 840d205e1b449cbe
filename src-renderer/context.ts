/**
 * What every component may ask for. Each pair is set once in App.svelte; a getter throws where nothing was set, so a part
 * that is shown outside of the app says so at once.
 */
import { createContext } from 'svelte';
import type { Commands } from './commands.svelte.ts';
import type { Deeds } from './deeds.svelte.ts';
import type { Designs } from './features/data/designs.svelte.ts';
import type { Importing } from './importing.svelte.ts';
import type { Text } from './i18n/text.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { Preferences } from './preferences.svelte.ts';
import type { Studio } from './studio.svelte.ts';

/** Projects, datasets, architectures and runs as the host has them; what is selected; the Api. */
export const [getStudio, setStudio] = createContext<Studio>();
/** The texts in the language chosen. */
export const [getText, setText] = createContext<Text>();
/** Everything the palette and the keyboard can do. */
export const [getCommands, setCommands] = createContext<Commands>();
/** What is said at the lower edge: undo of deletions, problems, what happened elsewhere. */
export const [getNotices, setNotices] = createContext<Notices>();
/** Renaming, duplicating, deleting: done so that it can be taken back. */
export const [getDeeds, setDeeds] = createContext<Deeds>();
/** Theme, language, panel sizes: kept by the host. */
export const [getPreferences, setPreferences] = createContext<Preferences>();
/** The draft design of every dataset that was opened, with its undo. */
export const [getDesigns, setDesigns] = createContext<Designs>();
/** Files into the project that is open. */
export const [getImporting, setImporting] = createContext<Importing>();
