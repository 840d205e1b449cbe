// A search for a learning rate in a trainer process, as a stream: points while they come, the advice with the last ones.
import type { RateProgress } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { Launch } from '../trainer/launch.ts';
import type { RateTask } from '../trainer/protocol.ts';

/** Leaving the stream ends the process. Only the newest state waits for a slow reader. */
export function searchRate(launch: Launch, task: RateTask): AsyncIterable<RateProgress> {
  return {
    [Symbol.asyncIterator]() {
      const trainer = launch();
      let newest: RateProgress | undefined;
      let failure: Error | undefined;
      let isOver = false;
      let wake = () => {};
      const end = () => {
        isOver = true;
        trainer.kill();
        wake();
      };
      trainer.onMessage((message) => {
        if (isOver) return;
        if (message.kind === 'ready') return trainer.post(task);
        if (message.kind === 'rates') {
          newest = { points: message.points, steps: task.sweep.steps, advice: message.advice };
          if (message.advice) return end();
        } else if (message.kind === 'failed') {
          failure = new IssueError(message.issues);
          return end();
        }
        wake();
      });
      trainer.onExit((how) => {
        if (isOver) return;
        failure = new IssueError([
          issue('trainer-died', 'find-rate', `The process that was to do it is gone: ${how}.`, 'Try again, or use a smaller batch.'),
        ]);
        end();
      });
      return {
        async next() {
          while (!newest && !isOver) await new Promise<void>((resolve) => (wake = resolve));
          if (failure) throw failure;
          if (!newest) return { done: true, value: undefined };
          const value = newest;
          newest = undefined;
          return { done: false, value };
        },
        async return() {
          newest = undefined;
          end();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
