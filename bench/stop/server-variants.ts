import { openService } from './open-service.js';
import { openBossJobs, openBullmqJobs, openPostgresPages } from './queue-cancel.js';
import type { OpenVariant } from './variants.js';

/** What runs on servers, by name: this package, and each queue's own cancel. */
export const serverVariants = {
  'campaign-machine on servers': { open: async () => openService },
  'postgres alone': { open: async () => openPostgresPages },
  'pg-boss alone': { open: async () => openBossJobs },
  'bullmq alone': { open: async () => openBullmqJobs },
} as const satisfies Record<string, { readonly open: () => Promise<OpenVariant> }>;

export type ServerVariantName = keyof typeof serverVariants;
