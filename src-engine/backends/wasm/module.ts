/**
 * Program and memory plan -> one WebAssembly module, and for each thread what it calls in it.
 *
 *   block0, block1 ...        all steps of a block for the rows of one thread
 *   gradient0-0, gradient0-1  weight gradients of linears with one left side, for a range of panels and the rows of a group;
 *                             the first number is the pattern in which its rows lie
 *   sum                       those of all groups added up, for a range of weights
 *   derive0, derive1 ...      copies of one block of trained weights, for a range of panels
 *   update-<optimizer>        one optimizer step over a range of weights
 *   adjust-<adjustment>       gradients of a range of weights gathered, clipped, joined by penalties
 *   zero, squares
 */
import { addressOf, type MemoryPlan } from '../../compile/6-memory.ts';
import type { Program, ProgramBlock } from '../../compile/program.ts';
import { adjustmentNames, adjustments, type AdjustmentName } from '../../train/adjustments.ts';
import type { OptimizerName } from '../../train/optimizers.ts';
import { Func, I32, ModuleWriter } from './assembler.ts';
import { writeDerive, writeSquares } from './derive.ts';
import { gradientJobs } from './gradient-jobs.ts';
import { ROW, type Shape } from './matmul.ts';
import { adjustmentKernel, updateKernel, type RuleKernel } from './optimizer-kernel.ts';
import { Shared, writeStage } from './stage.ts';
import { writeSum, writeWeightGradient } from './weight-gradient.ts';
import { workOf, type Call, type Work } from './work.ts';

export interface GeneratedModule {
  bytes: Uint8Array;
  work: Work[];
  /** Optimizers and adjustments that this session can run. */
  rules: Map<OptimizerName | AdjustmentName, RuleKernel>;
  /** Names of their functions, in the same order. */
  ruleNames: string[];
  /** All copies, once the weights have been written from outside. */
  deriveAll: Call[];
}

export function generate(program: Program, plan: MemoryPlan, shape: Shape, optimizers: OptimizerName[]): GeneratedModule {
  const writer = new ModuleWriter({ pages: plan.bytes / 65536, shared: plan.threads > 1 });
  const shared = new Shared(writer, shape);
  program.blocks.forEach((block, b) => writeBlock(writer, shared, program, plan, block, b));

  const jobs = plan.patterns.map((spans) => gradientJobs(program, plan, spans));
  jobs.forEach((list, pattern) =>
    list.forEach((job, i) => {
      const f = new Func([I32, I32, I32, I32]);
      writeWeightGradient(f, shape, job.shape);
      writer.add(`gradient${pattern}-${i}`, f);
    }),
  );
  if (plan.groups.length > 1) writer.add('sum', writeSum(plan, shape));
  const derived = new Set<number>();
  plan.weights.blocks.forEach((_, block) => {
    const f = writeDerive(plan, block);
    if (!f) return;
    writer.add(`derive${block}`, f);
    derived.add(block);
  });
  const possible = program.loss ? adjustmentNames.filter((name) => adjustments[name].slots.every((slot) => slot in plan.slots)) : [];
  const rules = new Map<OptimizerName | AdjustmentName, RuleKernel>([
    ...optimizers.map((name) => [name, updateKernel(name, plan, shape)] as const),
    ...possible.map((name) => [name, adjustmentKernel(name, plan, shape)] as const),
  ]);
  const ruleNames = [...optimizers.map((name) => `update-${name}`), ...possible.map((name) => `adjust-${name}`)];
  [...rules.values()].forEach(({ func }, i) => writer.add(ruleNames[i], func));
  writer.add('squares', writeSquares());
  const zero = new Func([I32, I32]);
  writer.add('zero', zero.get(0).int(0).get(1).fill());

  return {
    bytes: writer.bytes(),
    work: workOf(program, plan, jobs, derived),
    rules,
    ruleNames,
    deriveAll: [...derived].map((block) => ({ name: `derive${block}`, args: [0, plan.weights.blocks[block].panels] })),
  };
}

function writeBlock(writer: ModuleWriter, shared: Shared, program: Program, plan: MemoryPlan, block: ProgramBlock, index: number): void {
  const stages = block.stages.map((stage) => writer.add(undefined, writeStage(shared, program, plan, block.line, stage)));
  const f = new Func([I32]);
  const arena = 0;
  const time = f.local(I32);
  for (const id of plan.values.carried[index]) {
    const place = plan.values.places[id]!;
    for (let p = 0; p < place.panels; p++)
      f.get(arena)
        .int(addressOf(plan, place) + p * plan.slotBytes)
        .plus()
        .int(0)
        .int(plan.rowsPerThread * ROW)
        .fill();
  }
  const { steps } = plan.lines[block.line];
  const [from, to, step] = block.order === 'ascending' ? [0, steps, 1] : [steps - 1, -1, -1];
  const { slotBytes } = plan;
  f.loop(time, from * slotBytes, to * slotBytes, step * slotBytes, () => {
    for (const stage of stages) f.get(time).get(arena).call(stage);
  });
  writer.add(`block${index}`, f);
}
