/**
 * The trainer process: does one task for the host and ends. A crash here is not the app's.
 * It ends by itself when the host's channel closes, so that no training is left behind without an owner.
 */
import v8 from 'node:v8';
import { issuesOf } from '#shared/errors.ts';
import type { FromTrainer, ToTrainer } from './protocol.ts';
import type { Controls } from './train-task.ts';

// Lets V8 pair 128-bit operations into 256-bit ones; it must be set before the first module is compiled.
// V8 renamed the flag between the version in Node 24 and the one in Electron 45.
v8.setFlagsFromString(process.versions.electron ? '--wasm-revectorize' : '--experimental-wasm-revectorize');

// Ctrl+C in a terminal and a closed session reach every process; what is to happen then, the host says.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

interface Channel {
  post(message: FromTrainer): void;
  onMessage(listener: (message: ToTrainer) => void): void;
}

/** In Electron a utility process talks through parentPort, elsewhere a child process through its IPC channel. */
function openChannel(): Channel {
  const port = (
    process as unknown as {
      parentPort?: { postMessage(m: unknown): void; on(event: 'message', listener: (e: { data: ToTrainer }) => void): void };
    }
  ).parentPort;
  if (port) return { post: (message) => port.postMessage(message), onMessage: (listener) => port.on('message', (e) => listener(e.data)) };
  if (!process.send) {
    console.error('The trainer is started by Loopwright, not by hand.');
    process.exit(2);
  }
  process.on('disconnect', () => process.exit(0));
  // The callback takes errors of a channel that has just closed; `disconnect` follows.
  return {
    post: (message) => void process.send!(message, undefined, undefined, () => {}),
    onMessage: (listener) => void process.on('message', listener),
  };
}

const channel = openChannel();
let wake = () => {};
const controls: Controls = { wish: 'go on', changed: () => new Promise((resolve) => (wake = resolve)) };
const wishes = { pause: 'pause', continue: 'go on', stop: 'stop', suspend: 'suspend' } as const;

let isTraining = false;
const wishFor = (wish: Controls['wish']) => {
  controls.wish = wish;
  wake();
};
// Asked to end by somebody else, a training writes a checkpoint first. (Electron ends its utility processes with this signal.)
if (!process.versions.electron) process.on('SIGTERM', () => (isTraining ? wishFor('suspend') : process.exit(1)));

channel.onMessage((message) => {
  if (message.kind in wishes) return wishFor(wishes[message.kind as keyof typeof wishes]);
  isTraining = message.kind === 'train' || message.kind === 'score';
  void perform(message as Exclude<ToTrainer, { kind: keyof typeof wishes }>).catch((error: unknown) =>
    channel.post({ kind: 'failed', issues: issuesOf(error) }),
  );
});
channel.post({ kind: 'ready' });

async function perform(task: Exclude<ToTrainer, { kind: keyof typeof wishes }>): Promise<void> {
  switch (task.kind) {
    case 'train':
      return (await import('./train-task.ts')).runTraining(task, controls, (message) => channel.post(message));
    case 'score':
      return (await import('./score-task.ts')).runScoring(task, controls, (message) => channel.post(message));
    case 'forecast':
      return channel.post({ kind: 'forecasts', values: await (await import('./forecast-task.ts')).runForecast(task) });
    case 'export':
      return channel.post({ kind: 'exported', ...(await (await import('./export-task.ts')).runExport(task)) });
    case 'find-rate':
      return (await import('./rate-task.ts')).runRateSearch(task, (message) => channel.post(message));
    case 'tell':
      return channel.post({ kind: 'told', values: await (await import('./tell-task.ts')).runTell(task) });
    case 'generate':
      return (await import('./generate-task.ts')).runGenerate(task, (message) => channel.post(message));
    case 'probe':
      return channel.post({ kind: 'probed', ...(await (await import('./probe-task.ts')).runProbe()) });
    default:
      return task satisfies never;
  }
}
