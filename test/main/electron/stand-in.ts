/**
 * Stands in for the `electron` module where its binary cannot be had: records what the main process registers, and works
 * just enough (ports, a utility process) that a window's calls can be answered. Runs inside the process under test.
 */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** Everything that was asked of Electron, in order. */
export const record: { what: string; args: unknown[] }[] = [];
const note =
  (what: string) =>
  (...args: unknown[]): void =>
    void record.push({ what, args });

/** Handlers that were registered, for the test to call. */
export const handlers: Record<string, (...args: never[]) => unknown> = {};
const keep = (what: string) => (handler: (...args: never[]) => unknown) => {
  record.push({ what, args: [] });
  handlers[what] = handler;
};

export const app = Object.assign(new EventEmitter(), {
  commandLine: { appendSwitch: note('app.commandLine.appendSwitch') },
  enableSandbox: note('app.enableSandbox'),
  exit: note('app.exit'),
  isPackaged: true,
  quit: note('app.quit'),
  requestSingleInstanceLock: () => {
    record.push({ what: 'app.requestSingleInstanceLock', args: [] });
    return true;
  },
  whenReady: async () => {},
});

export const dialog = { showErrorBox: note('dialog.showErrorBox') };

export const protocol = {
  registerSchemesAsPrivileged: note('protocol.registerSchemesAsPrivileged'),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => {
    record.push({ what: 'protocol.handle', args: [scheme] });
    handlers[`protocol ${scheme}`] = handler as never;
  },
};

export const session = {
  defaultSession: {
    setPermissionRequestHandler: keep('setPermissionRequestHandler'),
    setPermissionCheckHandler: keep('setPermissionCheckHandler'),
    setDevicePermissionHandler: keep('setDevicePermissionHandler'),
  },
};

/** Electron's ports give an event object; those of worker_threads give the message. */
class Port extends EventEmitter {
  private readonly inner: MessagePort;
  constructor(inner: MessagePort) {
    super();
    this.inner = inner;
    inner.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
    inner.on('close', () => this.emit('close'));
  }
  start(): void {
    this.inner.start();
  }
  postMessage(message: unknown): void {
    this.inner.postMessage(message);
  }
  close(): void {
    this.inner.close();
  }
}

export class MessageChannelMain {
  readonly port1: Port;
  readonly port2: Port;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new Port(port1);
    this.port2 = new Port(port2);
  }
}

export class WebContents extends EventEmitter {
  windowOpenHandler?: (details: { url: string }) => { action: string };
  /** The ports that were handed to the page. */
  readonly ports: Port[] = [];
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  postMessage(channel: string, _message: unknown, ports: Port[]): void {
    record.push({ what: 'webContents.postMessage', args: [channel, ports.length] });
    this.ports.push(...ports);
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all;
  }
  readonly webContents = new WebContents();
  constructor(options: unknown) {
    super();
    record.push({ what: 'BrowserWindow', args: [options] });
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL = async (url: string): Promise<void> => note('loadURL')(url);
  removeMenu = note('removeMenu');
  show = note('show');
  focus = note('focus');
  isMinimized = (): boolean => false;
  restore = note('restore');
}

export const utilityProcess = {
  fork: (file: string, args: string[], options: { execArgv?: string[] }) => {
    record.push({ what: 'utilityProcess.fork', args: [file, args, options] });
    const child = fork(file, args, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: options.execArgv ?? [],
    });
    return {
      postMessage: (m: never) => child.send(m),
      on: child.on.bind(child),
      once: child.once.bind(child),
      kill: () => child.kill('SIGKILL'),
    };
  },
};
