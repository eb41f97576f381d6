import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import type { InspectionMessage } from 'campaign-machine/inspect';
import { takeOpenedSocket } from './watched-socket.js';

/** How the line to the server's inspector is. */
export type LineState = 'connecting' | 'open' | 'lost';

interface LineOptions {
  /** With `open`, all that the server knows is told anew. */
  readonly onState: (state: LineState) => void;
  readonly onMessage: (message: InspectionMessage) => void;
}

const retryMs = { first: 500, longest: 10_000 };

const serverUrl = (): string => {
  const url = new URL('/inspector/socket', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
};

/** Receives what the inspector is told, and connects again when that breaks off. The function it gives hangs up. */
export const openInspectionLine = ({ onState, onMessage }: LineOptions): (() => void) => {
  let delayMs = retryMs.first;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hangUp = (): void => {};

  const connect = () => {
    const receiver = createWebSocketReceiver({ server: serverUrl() });
    const socket = takeOpenedSocket();
    const subscription = receiver.subscribe((message: StatelyInspectionEvent) =>
      onMessage(message as unknown as InspectionMessage),
    );
    const onOpen = () => {
      delayMs = retryMs.first;
      onState('open');
    };
    const onClose = () => {
      onState('lost');
      retry = setTimeout(connect, delayMs);
      delayMs = Math.min(delayMs * 2, retryMs.longest);
    };
    socket.addEventListener('open', onOpen);
    socket.addEventListener('close', onClose);
    hangUp = () => {
      subscription.unsubscribe();
      socket.removeEventListener('open', onOpen);
      socket.removeEventListener('close', onClose);
      socket.close();
    };
  };

  connect();
  return () => {
    clearTimeout(retry);
    hangUp();
  };
};
