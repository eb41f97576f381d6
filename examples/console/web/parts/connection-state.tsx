import type { Connection } from '../live/live-connection.js';
import { useConnection } from '../live/use-connection.js';
import './connection-state.css';

const words: Record<Connection, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Reconnecting…',
};

/** Says whether what the page shows is the present. */
export const ConnectionState = () => {
  const state = useConnection();
  return (
    <p className="connection-state" data-state={state} role="status">
      {words[state]}
    </p>
  );
};
