import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connect, serve, type Handlers, type Message, type Port } from '#shared/connect.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { decode, encode } from '#shared/wire.ts';

/** Two ends of a channel; `asBytes` sends every message through the wire format. */
function pair(asBytes: boolean): [Port, Port, () => void] {
  const { port1, port2 } = new MessageChannel();
  const portOf = (port: typeof port1): Port => ({
    send: (m) => port.postMessage(asBytes ? encode(m) : m),
    onMessage: (listener) => void port.on('message', (m) => listener((asBytes ? decode(m as Uint8Array) : m) as Message)),
    onClose: (listener) => void port.on('close', listener),
  });
  return [portOf(port1), portOf(port2), () => port1.close()];
}

interface TestApi {
  math: { double(x: Float32Array): Promise<Float32Array>; fail(): Promise<void>; refuse(): Promise<void>; never(): Promise<void> };
  numbers: { upTo(n: number): AsyncIterable<{ i: number }> };
}

let ended = 0;
let produced = 0;
const handlers: Handlers = {
  math: {
    double: async (x: Float32Array) => x.map((v) => v * 2),
    fail: async () => {
      throw new TypeError('our fault');
    },
    refuse: async () => {
      throw new IssueError([issue('test', 'here', 'What.', 'Fix.')]);
    },
    never: () => new Promise(() => {}),
  },
  numbers: {
    async *upTo(n: number) {
      try {
        for (let i = 0; i < n; i++) {
          produced = i + 1;
          yield { i };
        }
      } finally {
        ended++;
      }
    },
  } as never,
};

describe.each([
  ['as it is', false],
  ['as bytes', true],
])('calls and streams, messages %s', (_, asBytes) => {
  const open = () => {
    const [a, b, close] = pair(asBytes);
    serve(a, handlers, (_method, args) => args);
    return { api: connect<TestApi>(b), close };
  };

  test('typed arrays go and come', async () => {
    const { api, close } = open();
    expect(await api.math.double(Float32Array.of(1, 2.5, NaN))).toEqual(Float32Array.of(2, 5, NaN));
    close();
  });

  test('errors of ours stay errors, a person’s problems come as Issues', async () => {
    const { api, close } = open();
    await expect(api.math.fail()).rejects.toThrow('our fault');
    await expect(api.math.refuse()).rejects.toMatchObject({ issues: [{ code: 'test', fix: 'Fix.' }] });
    close();
  });

  test('a stream comes whole; leaving it ends it on the other side', async () => {
    const { api, close } = open();
    const got: number[] = [];
    for await (const { i } of api.numbers.upTo(200)) got.push(i);
    expect(got).toEqual(Array.from({ length: 200 }, (_, i) => i));
    const before = ended;
    for await (const { i } of api.numbers.upTo(1e9)) if (i === 3) break;
    await expect.poll(() => ended).toBe(before + 1);
    close();
  });

  test('a stream waits for a slow reader', async () => {
    const { api, close } = open();
    for await (const { i } of api.numbers.upTo(1e6)) {
      if (i === 0) await new Promise((resolve) => setTimeout(resolve, 100));
      if (i === 5) break;
      expect(produced).toBeLessThan(200);
    }
    close();
  });

  test('a closed connection rejects what waits', async () => {
    const { api, close } = open();
    const waiting = api.math.never();
    close();
    await expect(waiting).rejects.toThrow('Connection closed');
  });
});

describe('the wire format', () => {
  test('keeps numbers, texts, gaps and arrays', () => {
    const message = {
      a: [new Float64Array([1, -0, NaN, Infinity]), { b: new Uint8Array([3]) }],
      s: 'ü 数据',
      n: null,
      nan: NaN,
      inf: -Infinity,
    };
    expect(decode(encode(message))).toEqual(message);
    const shifted = new Uint8Array(encode(message).length + 3);
    shifted.set(encode(message), 3);
    expect(decode(shifted.subarray(3))).toEqual(message);
    expect(decode(Buffer.concat([Buffer.from([1, 2, 3]), encode(message)]).subarray(3))).toEqual(message);
  });

  test('refuses what is damaged and never reads outside of the message', () => {
    const good = encode({ kind: 'call', id: 1, args: [new Float64Array(5), new Uint8Array(3)] });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(good.length), (at, flip, length) => {
        const bad = good.slice(0, length);
        if (at < bad.length) bad[at] ^= flip;
        try {
          decode(bad);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });

  test('does not let a message reach prototypes', () => {
    const evil = new TextEncoder().encode('{"__proto__":{"x":1}}');
    const bytes = new Uint8Array(4 + evil.length);
    new DataView(bytes.buffer).setUint32(0, evil.length, true);
    bytes.set(evil, 4);
    expect(() => decode(bytes)).toThrow('__proto__');
  });
});
