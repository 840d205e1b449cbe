// A Port over Electron's MessagePortMain; structured clone carries typed arrays as they are. Types only: nothing is imported from electron here.
import type { MessagePortMain } from 'electron';
import type { Message, Port } from '#shared/connect.ts';

export function connectPort(port: MessagePortMain): Port {
  port.start();
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', (event) => listener(event.data as Message)),
    onClose: (listener) => void port.on('close', listener),
  };
}
