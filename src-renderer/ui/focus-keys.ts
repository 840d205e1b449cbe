/** Keys that are heard by what has the focus, page by page, for the sheet of shortcuts: a name of the catalogue, then the keys. */
import type { en } from '../i18n/en/index.ts';
import type { PageName } from '../studio.svelte.ts';

type KeyName = keyof (typeof en)['shell']['keys'];
type Line = [name: KeyName, ...keys: string[]];

const list: Line[] = [
  ['list', 'ArrowUp', 'ArrowDown'],
  ['rename', 'F2'],
  ['remove', 'Delete'],
];

export const keysOf: Record<PageName, Line[]> = {
  data: [
    ['moveWindow', 'ArrowLeft', 'ArrowRight'],
    ['moveSeason', 'Shift+ArrowLeft', 'Shift+ArrowRight'],
    ['moveLength', 'PageUp', 'PageDown'],
    ['moveHandle', 'ArrowLeft', 'ArrowRight'],
    ...list,
  ],
  architecture: [
    ['nextCell', 'Tab'],
    ['moveCell', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    ['letGo', 'Escape'],
    ['list', 'ArrowUp', 'ArrowDown'],
  ],
  train: [...list, ['crosshair', 'ArrowLeft', 'ArrowRight']],
  compare: [
    ['table', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    ['tick', 'Space'],
    ['pin', 'P'],
    ['copyTable', 'Mod+C'],
    ['rename', 'F2'],
    ['remove', 'Delete'],
  ],
  export: [['list', 'ArrowUp', 'ArrowDown']],
};
