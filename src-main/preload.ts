// Hands the one port of this window to its page. A MessagePort cannot cross contextBridge, but a window message can carry it.
import { ipcRenderer } from 'electron';

// A sandboxed preload lives in the page, but the room of the host knows no DOM: just the one call it needs.
declare const window: { postMessage(message: string, target: string, ports: readonly unknown[]): void };

ipcRenderer.once('loopwright-port', (event) => window.postMessage('loopwright-port', '*', event.ports));
