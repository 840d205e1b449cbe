// A search for a learning rate in a trainer process, as a stream: points while they come, the advice with the last ones.
import type { RateProgress } from '#shared/api.ts';
import type { Launch } from '../trainer/launch.ts';
import type { RateTask } from '../trainer/protocol.ts';
import { streamOf } from './trainer-stream.ts';

export const searchRate = (launch: Launch, task: RateTask): AsyncIterable<RateProgress> =>
  streamOf(
    launch,
    task,
    (message) =>
      message.kind === 'rates'
        ? { state: { points: message.points, steps: task.sweep.steps, advice: message.advice }, isLast: message.advice !== null }
        : undefined,
    'Try again, or use a smaller batch.',
  );
