// Attributes of ARIA 1.3 that Svelte's types do not know yet.
import 'svelte/elements';

declare module 'svelte/elements' {
  interface AriaAttributes {
    'aria-description'?: string | undefined | null;
  }
}
