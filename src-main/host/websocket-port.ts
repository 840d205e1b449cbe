// A Port over a WebSocket of the `ws` package.
import type { WebSocket } from 'ws';
import type { Message, Port } from '#shared/connect.ts';
import { decode, encode } from '#shared/wire.ts';

export function webSocketPort(socket: WebSocket): Port {
  socket.binaryType = 'nodebuffer';
  // A frame that breaks the protocol or is too large: `ws` closes the socket after telling. Unheard, it would end the process.
  socket.on('error', () => socket.terminate());
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(encode(message));
    },
    onMessage: (listener) => {
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        try {
          if (!isBinary) throw new Error('text');
          listener(decode(data) as Message);
        } catch {
          socket.close(1007, 'not understood');
        }
      });
    },
    onClose: (listener) => void socket.on('close', listener),
  };
}
