import type { ActorRefLike } from 'xstate';

/** Plain data of a snapshot: the JSON that a live actor of the machine would persist. */
export interface InspectedSnapshot {
  readonly status: 'active' | 'done';
  readonly value: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** An event as it is shown: its name, and ids and codes beside it. */
export interface InspectedEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * What is needed of an inspector of `@statelyai/inspect`: what `createInspector`,
 * `createWebSocketInspector`, `createBrowserInspector` and `createSkyInspector` return.
 */
export interface InspectorLike {
  actor(actor: ActorRefLike, snapshot: InspectedSnapshot): unknown;
  event(sessionId: string, event: InspectedEvent): unknown;
  snapshot(
    sessionId: string,
    snapshot: InspectedSnapshot,
    info: { readonly event: InspectedEvent },
  ): unknown;
}
