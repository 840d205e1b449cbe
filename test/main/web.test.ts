// The loopback host is safe from its first day: only pages it served itself, opened with its token, may talk to it.
import { existsSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect as tcpConnect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Api } from '#shared/api.ts';
import { connect } from '#shared/connect.ts';
import { IssueError, issuesOf } from '#shared/errors.ts';
import { encode } from '#shared/wire.ts';
import { safePath } from '../../src-main/host/static.ts';
import { webSocketPort } from '../../src-main/host/websocket-port.ts';
import { portOf, startWebHost } from '../../src-main/web.ts';
import { temporaryFolder, waveCsv } from './helpers.ts';

async function start() {
  const web = await startWebHost({ store: join(temporaryFolder(), 'store.db') });
  onTestFinished(() => web.close());
  const url = new URL(web.address);
  const port = Number(url.port);
  const cookie = `loopwright-${port}=${url.searchParams.get('token')}`;
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      const r = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        let body = '';
        response.on('data', (part: Buffer) => (body += part.toString()));
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
      });
      r.on('error', reject);
      r.end();
    });
  const open = (headers: Record<string, string>, path = '/api') =>
    new Promise<WebSocket | number>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
      socket.on('open', () => resolve(socket));
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode!));
      socket.on('error', () => resolve(0));
    });
  return { web, url, port, cookie, get, open, origin: `http://127.0.0.1:${port}` };
}

describe('pages', () => {
  test('the token becomes a cookie that scripts cannot read, and leaves the address', async () => {
    const { get, url } = await start();
    const answer = await get(url.pathname + url.search);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/);
  });

  test('an address for a browser’s arguments, which others can read, opens it once', async () => {
    const { get, web } = await start();
    const { search } = new URL(web.addressOnce());
    expect((await get(`/${search}`)).status).toBe(303);
    expect((await get(`/${search}`)).status).toBe(403);
    expect((await get(`/${new URL(web.address).search}`)).status).toBe(303);
  });

  test('counts the windows that are connected', async () => {
    const { open, web, cookie, origin } = await start();
    expect(web.windows()).toEqual({ now: 0, ever: 0 });
    const socket = (await open({ cookie, origin })) as WebSocket;
    expect(web.windows()).toEqual({ now: 1, ever: 1 });
    socket.close();
    await expect.poll(() => web.windows()).toEqual({ now: 0, ever: 1 });
  });

  test('without token or cookie nothing is served; a wrong token is refused', async () => {
    const { get } = await start();
    expect((await get('/')).status).toBe(403);
    expect((await get('/?token=wrong')).status).toBe(403);
    expect((await get('/', { cookie: 'loopwright-1=wrong' })).status).toBe(403);
  });

  test('a name that was made to point here is refused (DNS rebinding)', async () => {
    const { get, cookie, port } = await start();
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`])
      expect((await get('/', { cookie, host })).status, host).toBe(403);
    expect((await get('/index.html', { cookie, host: `localhost:${port}` })).status).not.toBe(403);
  });

  test('another site’s page is refused, and methods that change things do not exist', async () => {
    const { get, cookie } = await start();
    expect((await get('/', { cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await get('/', { cookie, origin: 'null' })).status).toBe(403);
    expect((await get('/', { cookie }, 'POST')).status).toBe(405);
  });

  test('carry isolation and a strict content security policy', async () => {
    const { get, cookie } = await start();
    const { headers } = await get('/nothing-here', { cookie });
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
    expect(String(headers['content-security-policy'])).toContain("default-src 'none'");
    expect(String(headers['content-security-policy'])).not.toContain("script-src 'self' 'unsafe");
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('nothing outside the window’s files can be asked for', async () => {
    const { get, cookie } = await start();
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/%252e%252e/package.json',
      '/assets/..%2f..%2f..%2fetc/passwd',
      '/%00',
      '/%',
      '/..%5cpackage.json',
      '//etc/passwd',
    ])
      expect((await get(path, { cookie })).status, path).toBe(404);
    for (const path of ['/../x', '/a/../../x', '/..\\x', '/%2e%2e%2fx']) expect(safePath('/srv/app', path), path).toBeUndefined();
    expect(safePath('/srv/app', '/assets/a.js')).toBe(join('/srv/app', 'assets', 'a.js'));
  });

  test('an address that cannot be read is refused, and the host goes on', async () => {
    const { get, cookie, port } = await start();
    for (const path of ['//', '///', '//:', 'http://', '/?token=%']) {
      expect((await get(path, { cookie })).status, path).toBeGreaterThanOrEqual(400);
      await new Promise<void>((resolve) => {
        const socket = tcpConnect({ host: '127.0.0.1', port }, () =>
          socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
        );
        socket.on('close', () => resolve());
        socket.on('error', () => {});
        socket.resume();
      });
    }
    expect((await get('/nothing', { cookie })).status).toBe(404);
  });

  test('listens on loopback only', async () => {
    const { web, port } = await start();
    expect(new URL(web.address).hostname).toBe('127.0.0.1');
    const { networkInterfaces } = await import('node:os');
    const other = Object.values(networkInterfaces())
      .flat()
      .find((i) => i && !i.internal && i.family === 'IPv4')?.address;
    if (!other) return;
    const reached = await new Promise<boolean>((resolve) => {
      const socket = tcpConnect({ host: other, port, timeout: 1000 }, () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('timeout', () => resolve(false));
    });
    expect(reached).toBe(false);
  });
});

test.each(['http', '-1', '65536', '1.5', ''])('the port "%s" is refused in one sentence', (text) => {
  expect(() => portOf(text)).toThrow(/--port/);
});

test('a port that is taken is refused in one sentence, and the store is let go', async () => {
  const { port } = await start();
  const store = join(temporaryFolder(), 'store.db');
  const [said] = await startWebHost({ store, port }).then(() => [], issuesOf);
  expect(said).toMatchObject({ code: 'port-not-opened', where: `port ${port}` });
  expect(existsSync(`${store}.lock`)).toBe(false);
});

describe('the WebSocket', () => {
  test('opens for our page with our cookie and for nothing else', async () => {
    const { open, cookie, origin, port } = await start();
    expect(await open({ cookie })).toBe(403);
    expect(await open({ origin })).toBe(403);
    expect(await open({ cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await open({ cookie, origin, host: 'evil.example' })).toBe(403);
    expect(await open({ cookie, origin: `http://localhost:${port}` })).toBe(403);
    expect(await open({ cookie, origin }, '/other')).toBe(0);
    const socket = await open({ cookie, origin });
    expect(socket).toBeInstanceOf(WebSocket);
    (socket as WebSocket).close();
  });

  test('answers the Api, validates every argument and passes Issues on', async () => {
    const { open, cookie, origin } = await start();
    const socket = (await open({ cookie, origin })) as WebSocket;
    const api = connect<Api>(webSocketPort(socket));
    const project = await api.projects.create('Over the wire');
    expect((await api.projects.list()).map((p) => p.name)).toEqual(['Over the wire']);
    const dataset = await api.datasets.import(project.id, 'wave.csv', waveCsv(), {});
    const slice = await api.datasets.series(dataset.id, ['a'], 0, 5, 100);
    expect(slice.values[0]).toBeInstanceOf(Float64Array);
    await expect(api.projects.rename(project.id, '')).rejects.toBeInstanceOf(IssueError);
    await expect(api.projects.rename("x'; drop table projects", 'y')).rejects.toBeInstanceOf(IssueError);
    await expect((api.projects as unknown as { hack(): Promise<void> }).hack()).rejects.toThrow('no method');
    await expect((api as unknown as { __proto__: { toString(): Promise<void> } }).__proto__.toString()).resolves;
    const watching = api.app.watch()[Symbol.asyncIterator]();
    const first = watching.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await api.projects.create('Second');
    expect((await first).value).toEqual({ kind: 'projects' });
    await watching.return!();
    socket.close();
  });

  test('a frame that breaks the protocol closes its socket and nothing else', async () => {
    const { open, cookie, origin } = await start();
    const socket = (await open({ cookie, origin })) as WebSocket;
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    // A reserved opcode with reserved bits, not masked: three faults at once.
    (socket as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket.write(Uint8Array.of(0xff, 0x05, 1, 2, 3, 4, 5));
    await closed;
    expect(await open({ cookie, origin })).toBeInstanceOf(WebSocket);
  });

  test('is closed on a message that is not one', async () => {
    const { open, cookie, origin } = await start();
    for (const nonsense of ['text', Buffer.from([1, 2, 3]), Buffer.from(encode('x').map((b) => b ^ 255))]) {
      const socket = (await open({ cookie, origin })) as WebSocket;
      const closed = new Promise<number>((resolve) => socket.on('close', resolve));
      socket.send(nonsense);
      expect(await closed).toBe(1007);
    }
  });
});
