import { type CampaignInspection, inspectCampaigns } from 'campaign-machine/inspect';
import { refuseUpgrade } from '../../inspector/refuse-upgrade.js';
import { createInspectorRelay } from '../../inspector/relay.js';
import { isOwnHost, isOwnOrigin } from './guards.js';
import type { HandleUpgrade } from './http-server.js';

/** What the page Inspector gets its messages from. */
export interface Inspection {
  /** For `createCampaigns({ observe })`. */
  readonly observer: CampaignInspection;
  readonly handleUpgrade: HandleUpgrade;
  /** Hangs up on every page. */
  close(): void;
}

const socketPath = '/inspector/socket';

/** A relay of the inspector's messages, for the pages of this server and for programs on this machine. */
export const createInspection = (ownName: string): Inspection => {
  const relay = createInspectorRelay({
    origins: (origin, { headers }) => isOwnOrigin(origin, headers.host),
  });
  return {
    observer: inspectCampaigns({ send: relay.send }),
    handleUpgrade: (request, socket, head) => {
      if (!isOwnHost(request.headers.host, ownName)) return refuseUpgrade(socket, 403);
      if (request.url !== socketPath) return refuseUpgrade(socket, 404);
      relay.handleUpgrade(request, socket, head);
    },
    close: relay.close,
  };
};
