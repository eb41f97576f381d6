import {
  type CampaignEffect,
  type CampaignEventType,
  type CampaignStatus,
  campaignStatuses,
  type Decision,
  decide,
} from 'campaign-machine';
import type { CampaignStore } from './campaign-store.js';

export interface CampaignOptions {
  readonly id: string;
  readonly store: CampaignStore;
  /** What the effects do in this program. */
  readonly effects: Readonly<Record<CampaignEffect['type'], () => void>>;
  /** Hears every decision, also the rejections. */
  readonly onDecision: (decision: Decision) => void;
}

export interface Campaign {
  status(): CampaignStatus;
  apply(event: CampaignEventType): Decision;
}

/** One campaign under the rules of the lifecycle: decide, store, carry out, in this order. */
export const openCampaign = ({ id, store, effects, onDecision }: CampaignOptions): Campaign => {
  const decideAndStore = (type: CampaignEventType): Decision => {
    // Each lost race means that the status moved on, and it visits every status at most once.
    for (const _ of campaignStatuses) {
      const decision = decide(store.read(id), { type });
      if (!decision.accepted) return decision;
      if (store.compareAndSet(id, decision.from, decision.to)) return decision;
    }
    throw new Error(`The status of ${id} moved more often than the lifecycle allows.`);
  };

  return {
    status: () => store.read(id),
    apply(type) {
      const decision = decideAndStore(type);
      onDecision(decision);
      // After the store has it: what is carried out first could be carried out for nothing.
      if (decision.accepted) for (const effect of decision.effects) effects[effect.type]();
      return decision;
    },
  };
};
