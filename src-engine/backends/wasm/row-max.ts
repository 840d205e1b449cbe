// The one op along a row that is not a matmul.
import { PANEL } from '../../compile/6-memory-layout.ts';
import { I32, V128, type Func } from './assembler.ts';
import { ROW } from './matmul.ts';

/** The largest of the first `width` columns of each row. Parameters: the panels, and the panel for the result (column 0). */
export function writeRowMax(f: Func, rows: number, width: number, stride: number): void {
  const [from, to] = [0, 1];
  const counter = f.local(I32);
  const panel = f.local(I32);
  const p = f.local(I32);
  const most = f.local(V128);
  const full = Math.floor(width / PANEL);
  const max = (load: () => void) => {
    f.get(most);
    load();
    f.op('maximum').set(most);
  };
  f.loop(counter, 0, rows, 1, () => {
    f.get(from).loadSplat(0).set(most).get(from).set(p);
    if (full)
      f.loop(panel, 0, full, 1, () => {
        for (let j = 0; j < 4; j++) max(() => f.get(p).load(16 * j));
        f.advance(p, stride);
      });
    for (let column = full * PANEL; column < width; column++) max(() => f.get(p).loadSplat((column % PANEL) * 4));
    max(() => f.get(most).get(most).shuffle([2, 3, 0, 1]));
    max(() => f.get(most).get(most).shuffle([1, 0, 3, 2]));
    f.get(to).get(most).store(0);
    f.advance(from, ROW).advance(to, ROW);
  });
}
