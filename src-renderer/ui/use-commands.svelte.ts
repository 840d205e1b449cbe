import { untrack } from 'svelte';
import type { Command } from '../commands.svelte.ts';
import { getCommands } from '../context.ts';

/** Registers commands for as long as the component lives. The function is asked again when what it reads has changed. */
export function useCommands(source: () => Command[]): void {
  const commands = getCommands();
  $effect(() => untrack(() => commands.register(source)));
}
