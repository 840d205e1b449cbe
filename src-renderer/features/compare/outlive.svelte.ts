/**
 * Makes state that outlives the page it is made on. A `$derived` belongs to the component that is being set up when it is made, and
 * goes stale with it; under a root of its own it stays alive as long as the window.
 */
export function outliving<T>(make: () => T): T {
  let made: T | undefined;
  $effect.root(() => {
    made = make();
  });
  return made as T;
}
