/**
 * The most multiply-adds per second that a core does from registers: what a kernel can be measured against.
 * peak.ts [128 | 256]: 128 without V8's flag, which pairs vectors wherever it can, 256 with it.
 */
import { Func, I32, ModuleWriter } from '#engine/backends/wasm/assembler.ts';
import { shapeOf, Tile, tileRows, type Shape } from '#engine/backends/wasm/matmul.ts';

/** GFLOP/s of one core, a fused multiply-add counting as two. Takes a quarter of a second. */
function measurePeak(shape: Shape): number {
  const turns = 20000;
  const writer = new ModuleWriter({ pages: 1, shared: false });
  const f = new Func([I32]);
  const counter = f.local(I32);
  const tile = new Tile(f, shape);
  tile.loadWeights(0, 0);
  f.loop(counter, 0, turns, 1, () => {
    tile.weights.forEach((weight, j) => {
      for (let i = 0; i < tileRows; i++) f.get(weight).get(weight).get(tile.sums[i][j]).op('multiplyAdd').set(tile.sums[i][j]);
    });
  });
  tile.each(tileRows, (sum, i, offset) =>
    f
      .get(0)
      .get(sum)
      .store(i * 64 + offset),
  );
  writer.add('f', f);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const run = new WebAssembly.Instance(new WebAssembly.Module(writer.bytes() as BufferSource), { env: { memory } }).exports.f as (
    at: number,
  ) => void;
  let least = Infinity;
  for (const end = performance.now() + 250; performance.now() < end;) {
    const start = performance.now();
    run(0);
    least = Math.min(least, performance.now() - start);
  }
  return (2 * 4 * shape.vectors * tileRows * turns) / least / 1e6;
}

console.log(measurePeak(shapeOf(process.argv[2] === '256' ? 256 : 128, true)));
