import type { CampaignsOptions, RecipientLedger } from '../../src/service/index.js';

/** What a worker can be made to do wrong, to see that it is found. */
export const sabotages = ['deaf', 'twice'] as const;
export type Sabotage = (typeof sabotages)[number];

/** Every step is answered as if it had been taken and nobody had cancelled. */
const withoutFence = (ledger: RecipientLedger): RecipientLedger => ({
  ...ledger,
  advance: async (lease, step) => {
    await ledger.advance(lease, step);
    const now = Date.now();
    const held = { held: true, status: 'sending', now, expiresAt: now + 60_000 } as const;
    return { begun: true, lease: held };
  },
  renewLease: async () => {
    const now = Date.now();
    return { held: true, status: 'sending', now, expiresAt: now + 60_000 };
  },
});

/** `deaf`: hears of no cancel, and does not heed the fence. `twice`: sends again what is in doubt. */
export const sabotaged = (
  ports: CampaignsOptions<unknown>,
  sabotage: Sabotage | null,
): CampaignsOptions<unknown> =>
  sabotage === 'deaf'
    ? {
        ...ports,
        ledger: withoutFence(ports.ledger),
        signals: { ...ports.signals, subscribe: async () => () => {} },
      }
    : ports;
