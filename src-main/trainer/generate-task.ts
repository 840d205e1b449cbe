// Writes on from a prompt with a trained model of symbols, and posts what is written while it is written.
import { readCheckpoint } from '#engine/train/checkpoint.ts';
import { plainEnds } from '#engine/data/model-ends.ts';
import { isError } from '#engine/issue.ts';
import { generate, samplingIssues, startOf, type Sampling } from '#engine/use/generate.ts';
import { stepwise } from '#engine/use/stepwise.ts';
import { codesOfPrompt, write, type Writing } from '#engine/use/writing.ts';
import { IssueError } from '#shared/errors.ts';
import { openSession } from './open-session.ts';
import type { FromTrainer, GenerateTask } from './protocol.ts';

/** At least so long between two messages. */
const gatherMs = 60;

export async function runGenerate({ model, prompt, sampling, writing }: GenerateTask, post: (message: FromTrainer) => void): Promise<void> {
  const { name, architecture, design, ends: kept, checkpoint } = model;
  const ends = kept ?? plainEnds(design);
  const ready = stepwise(name, architecture, design, ends);
  if (!ready.stepwise) throw new IssueError(ready.issues.filter(isError));
  const begun = beginningOf(prompt, ends.classes, writing, sampling);
  const { program, steps } = ready.stepwise;
  // One window at a time: sharing a step among threads costs more than the step.
  const session = await openSession('auto', 1, program, { batch: 1, steps }, []);
  session.writeWeights(readCheckpoint(checkpoint).weights);
  const symbols: string[] = [...begun.shown];
  let [nats, count, told] = [0, 0, performance.now()];
  const tell = (isOver: boolean) =>
    post({ kind: 'written', text: write(symbols, writing), symbols: count, perplexity: count ? Math.exp(nats / count) : null, isOver });
  for await (const { code, nats: own } of generate(session, ready.stepwise, begun.codes, sampling, ends.classes.length)) {
    symbols.push(ends.classes[code]);
    nats += own;
    count++;
    if (performance.now() - told < gatherMs) continue;
    told = performance.now();
    tell(false);
    // The message needs a turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  session.dispose();
  tell(true);
}

/** What the network sees first, and which of it stands in the text that was written. Throws for a prompt or a sampling that it cannot take. */
function beginningOf(
  prompt: string,
  symbols: readonly string[],
  writing: Writing,
  sampling: Sampling,
): { codes: number[]; shown: string[] } {
  const read = codesOfPrompt(prompt, symbols, writing);
  const issues = [...read.issues, ...samplingIssues(sampling)];
  if (issues.length) throw new IssueError(issues);
  if (read.codes.length) return { codes: read.codes, shown: [] };
  const { code, isShown } = startOf(symbols, sampling.seed);
  return { codes: [code], shown: isShown ? [symbols[code]] : [] };
}
