// One task in a trainer process as a stream of states: only the newest waits for a slow reader, and leaving the stream ends the process.
import { IssueError, issue } from '#shared/errors.ts';
import type { Launch } from '../trainer/launch.ts';
import type { FromTrainer, Task } from '../trainer/protocol.ts';

/** hear: what a message comes to; nothing for one of another kind. `isLast` ends the task. diedFix: what to do when its process is gone. */
export function streamOf<State>(
  launch: Launch,
  task: Task,
  hear: (message: FromTrainer) => { state: State; isLast: boolean } | undefined,
  diedFix: string,
): AsyncIterable<State> {
  return {
    [Symbol.asyncIterator]() {
      const trainer = launch();
      let newest: State | undefined;
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
        const heard = hear(message);
        if (heard) {
          newest = heard.state;
          if (heard.isLast) return end();
        } else if (message.kind === 'failed') {
          failure = new IssueError(message.issues);
          return end();
        }
        wake();
      });
      trainer.onExit((how) => {
        if (isOver) return;
        failure = new IssueError([issue('trainer-died', task.kind, `The process that was to do it is gone: ${how}.`, diedFix)]);
        end();
      });
      return {
        async next() {
          while (newest === undefined && !isOver) await new Promise<void>((resolve) => (wake = resolve));
          if (failure) throw failure;
          if (newest === undefined) return { done: true, value: undefined };
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
