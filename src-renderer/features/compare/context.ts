// The comparison of the project that is open, for every part of the page.
import { createContext } from 'svelte';
import type { Comparison } from './comparison.svelte.ts';
import type { TableWords } from './words.svelte.ts';

export const [getComparison, setComparison] = createContext<() => Comparison>();
export const [getWords, setWords] = createContext<TableWords>();
