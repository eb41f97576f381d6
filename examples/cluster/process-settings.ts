import type { VapidKeys } from 'web-push';
import type { Settings } from './settings.js';

/** What the supervisor tells a process it starts, as its first message. */
export interface ProcessSettings extends Settings {
  /** `api`, `worker-1`, …: in logs, metrics, leases and reports. */
  readonly name: string;
  readonly endpointOrigin: string;
  readonly vapidKeys: VapidKeys;
}

/** What a process says when it listens. */
export interface Ready {
  readonly port: number;
}
