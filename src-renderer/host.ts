/**
 * The way to the host. In Electron the preload script hands the window a MessagePort ('loopwright-port'); everywhere else it is
 * a WebSocket to the server that this page came from, which knows us by its cookie. Nothing here knows what is said over it.
 */
import type { Message, Port } from '#shared/connect.ts';
import { decode, encode } from '#shared/wire.ts';

export const isElectron = (): boolean => location.protocol === 'app:' || /\bElectron\//.test(navigator.userAgent);

// The port may be posted before anybody asks for it, so the listening begins when this file is loaded.
let posted: MessagePort | undefined;
let taker: ((port: MessagePort) => void) | undefined;
globalThis.window?.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== 'loopwright-port' || !event.ports[0]) return;
  if (taker) taker(event.ports[0]);
  else posted = event.ports[0];
});

/** Resolves when messages can be sent; rejects when the host cannot be reached. */
export function openPort(): Promise<Port> {
  return isElectron() ? nextMessagePort() : openSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api`);
}

async function nextMessagePort(): Promise<Port> {
  const port = posted ?? (await new Promise<MessagePort>((resolve) => (taker = resolve)));
  posted = taker = undefined;
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.addEventListener('message', (event: MessageEvent<Message>) => listener(event.data));
      port.start();
    },
    onClose: (listener) => port.addEventListener('close', listener),
  };
}

function openSocket(address: string): Promise<Port> {
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    socket.addEventListener('error', () => reject(new Error('The host cannot be reached.')), { once: true });
    socket.addEventListener('open', () =>
      resolve({
        send: (message) => socket.send(encode(message)),
        onMessage: (listener) =>
          socket.addEventListener('message', (event: MessageEvent<ArrayBuffer>) => listener(decode(new Uint8Array(event.data)) as Message)),
        onClose: (listener) => socket.addEventListener('close', listener),
      }),
    );
  });
}
