/**
 * The loopback host: the same window in a browser. Plain Node; serves the built files and one WebSocket on 127.0.0.1.
 *   node src-main/web.ts [--port N] [--store FILE] [--dev]
 * Prints the address with its token as `Loopwright http://127.0.0.1:PORT/?token=...`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';
import { serve, type Handlers } from '#shared/connect.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { fileResponse, rendererFolder, securityHeaders } from './host/static.ts';
import { Guard } from './host/guard.ts';
import { openHost, type Host } from './host/host.ts';
import { validate } from './host/validate.ts';
import { webSocketPort } from './host/websocket-port.ts';
import { defaultStore } from './paths.ts';
import { launchChild } from './trainer/launch.ts';

/** Largest message from a window: a dropped file and a little more. */
const mostBytes = 2 ** 30;

export interface WebHost {
  address: string;
  /** An address that opens the page once. */
  addressOnce(): string;
  host: Host;
  /** Windows that are connected now, and how many ever were. */
  windows(): { now: number; ever: number };
  close(): Promise<void>;
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export async function startWebHost({
  store,
  port = 0,
  middleware,
}: {
  store: string;
  port?: number;
  middleware?: Middleware;
}): Promise<WebHost> {
  const host = openHost({ store, runtime: 'web', launch: launchChild });
  const guard = new Guard();
  const server = createServer((request, response) => void answer(request, response));
  let windowsEver = 0;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytes, perMessageDeflate: false });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (status: number, text: string) =>
      response.writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' }).end(text);
    if (!guard.hasOurHost(request) || !guard.hasOurOrigin(request, false)) return void refuse(403, 'Forbidden');
    if (request.method !== 'GET' && request.method !== 'HEAD') return void refuse(405, 'Method not allowed');
    const url = urlOf(request);
    if (!url) return void refuse(400, 'Bad request');
    if (url.searchParams.has('token')) {
      if (!guard.admits(url.searchParams.get('token')))
        return void refuse(403, 'This address is of an earlier start. Use the one that was printed last.');
      // The token leaves the address bar at once; from here the cookie speaks.
      return void response
        .writeHead(303, { ...securityHeaders, 'set-cookie': guard.cookie(), location: '/', 'cache-control': 'no-store' })
        .end();
    }
    if (!guard.hasCookie(request)) return void refuse(403, 'Open the address that was printed when Loopwright started.');
    if (middleware) return middleware(request, response, () => refuse(404, 'Not found'));
    const { status, headers, body } = await fileResponse(rendererFolder, url.pathname);
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
  }

  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // A peer that goes away in the middle is no fault of ours; without a listener it would end the process.
    socket.on('error', () => socket.destroy());
    // In development Vite has a socket of its own for hot reload; it attaches to the server by itself.
    if (urlOf(request)?.pathname !== '/api') return void (middleware ? undefined : socket.destroy());
    if (!guard.hasOurHost(request) || !guard.hasOurOrigin(request, true) || !guard.hasCookie(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      windowsEver++;
      serve(webSocketPort(ws), host.api as unknown as Handlers, validate);
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch(async (error: NodeJS.ErrnoException) => {
    await host.close();
    const why = error.code === 'EADDRINUSE' ? 'Another program listens there.' : `It cannot be opened: ${error.message}.`;
    throw new IssueError([issue('port-not-opened', `port ${port}`, why, 'Choose another with --port N, or leave it out.')]);
  });
  const { port: chosen } = server.address() as AddressInfo;
  guard.listensOn(chosen);
  return {
    address: `http://127.0.0.1:${chosen}/?token=${guard.token}`,
    addressOnce: () => `http://127.0.0.1:${chosen}/?token=${guard.ticket()}`,
    host,
    windows: () => ({ now: sockets.clients.size, ever: windowsEver }),
    close: async () => {
      for (const ws of sockets.clients) ws.terminate();
      server.close();
      server.closeAllConnections();
      await host.close();
    },
  };
}

/** The address that was asked for; undefined for one that cannot be read, such as `//`. */
function urlOf(request: IncomingMessage): URL | undefined {
  return URL.parse(request.url ?? '/', 'http://127.0.0.1') ?? undefined;
}

async function developMiddleware(): Promise<Middleware> {
  const { createServer: createVite } = await import('vite');
  const { renderer } = await import('../electron.vite.config.ts');
  const vite = await createVite({ ...renderer, configFile: false, server: { ...renderer.server, middlewareMode: true } });
  return vite.middlewares;
}

/** The port that --port names; any free one when it is left out. */
export function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new IssueError([
    issue('usage', '--port', `Expected a whole number from 0 to 65535, got "${text}".`, 'Leave it out for any free port.'),
  ]);
}

async function main(): Promise<void> {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' }, store: { type: 'string' }, dev: { type: 'boolean' } } });
    const web = await startWebHost({
      store: values.store ?? defaultStore(),
      port: portOf(values.port),
      ...(values.dev ? { middleware: await developMiddleware() } : {}),
    });
    console.log(`Loopwright ${web.address}`);
    let closing = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        if (closing) return;
        closing = true;
        void web.close().then(() => process.exit(0));
      });
  } catch (error) {
    console.error(error instanceof IssueError ? error.message : error);
    process.exit(2);
  }
}

if (import.meta.main) void main();
