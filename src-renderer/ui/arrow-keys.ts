// Up and down move through a list: the focus goes to the element of the next row that fits the selector.
import type { Attachment } from 'svelte/attachments';

export const arrowKeys =
  (selector: string): Attachment<HTMLElement> =>
  (list) => {
    const move = (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey || !(event.target as HTMLElement).matches(selector)) return;
      const all = [...list.querySelectorAll<HTMLElement>(selector)];
      const next = all[all.indexOf(event.target as HTMLElement) + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    };
    list.addEventListener('keydown', move);
    return () => list.removeEventListener('keydown', move);
  };
