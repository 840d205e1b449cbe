// `npm run dev`: the app with hot reload - in Electron where its binary is, else the loopback host with Vite inside it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';
import { findElectron, hasDisplay } from './machine.ts';

const electron = hasDisplay() ? findElectron() : undefined;
const args = electron
  ? [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev', '--watch']
  : [
      '--watch-path=src-main',
      '--watch-path=src-engine',
      '--watch-path=src-shared',
      '--watch-preserve-output',
      join(root, 'src-main', 'web.ts'),
      '--dev',
      ...process.argv.slice(2),
    ];
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
