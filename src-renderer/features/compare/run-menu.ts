// What the menu of a row offers.
import type { Text } from '../../i18n/text.svelte.ts';
import type { MenuEntry } from '../../ui/Menu.svelte';

export interface RunMenuDoes {
  pin: { isOn: boolean; run: () => void };
  rename: () => void;
  note: () => void;
  duplicate: () => void;
  train: () => void;
  exportIt: () => void;
  remove: () => void;
}

export function runMenu(text: Text, does: RunMenuDoes): MenuEntry[] {
  const t = text.t.compare;
  const s = text.t.shell;
  return [
    { label: does.pin.isOn ? t.unpin : t.pinThis, icon: 'pin', shortcut: 'P', run: does.pin.run, testid: 'run-pin' },
    { label: s.rename, icon: 'pencil', shortcut: 'F2', run: does.rename },
    { label: t.noteOf, icon: 'tag', run: does.note },
    { label: s.duplicate, icon: 'copy', run: does.duplicate },
    'line',
    { label: t.openTraining, icon: 'series', run: does.train },
    { label: t.exportIt, icon: 'download', run: does.exportIt },
    'line',
    { label: s.remove, icon: 'trash', shortcut: 'Delete', danger: true, run: does.remove, testid: 'run-remove' },
  ];
}
