// The exports of the project that is open, for every part of the page.
import { createContext } from 'svelte';
import type { TableWords } from '../compare/words.svelte.ts';
import type { Exporting } from './exporting.svelte.ts';

export const [getExporting, setExporting] = createContext<() => Exporting>();
export const [getNames, setNames] = createContext<TableWords>();
