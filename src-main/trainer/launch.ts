// Starts trainer processes: how, is told by the host (a child process here, a utility process in Electron).
import { fork } from 'node:child_process';
import { entryFile } from '../paths.ts';
import type { FromTrainer, ToTrainer } from './protocol.ts';

export interface TrainerProcess {
  post(message: ToTrainer): void;
  onMessage(listener: (message: FromTrainer) => void): void;
  /** Once, with a sentence on how it ended. */
  onExit(listener: (how: string) => void): void;
  kill(): void;
}

export type Launch = () => TrainerProcess;

/** A child process of this Node; its IPC channel carries typed arrays as they are. */
export const launchChild: Launch = () => {
  const child = fork(entryFile('trainer'), {
    serialization: 'advanced',
    // Not those of this process: a host that is being watched or inspected must not hand that on.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    post: (message) => void (child.connected && child.send(message)),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromTrainer)),
    onExit: (listener) => {
      child.once('exit', (code, signal) => listener(signal ? `it was ended by ${signal}` : `it ended with code ${code}`));
      child.once('error', (error) => listener(error.message));
    },
    kill: () => void child.kill('SIGKILL'),
  };
};
