import type { CampaignEffect } from '../../../src/lifecycle/index.js';
import type { CampaignJob } from '../../../src/service/campaign-queue.js';
import type { Moment, Promised } from '../moment.js';

const decided = ({ after, scenario }: Moment): readonly CampaignEffect['type'][] =>
  scenario.joinsTransaction
    ? []
    : after.history.flatMap(({ decision }) =>
        decision?.accepted ? decision.effects.map(({ type }) => type) : [],
      );

const carriesOut: Readonly<Record<string, CampaignEffect['type']>> = {
  'queue.dequeue': 'dequeue',
  'signals.publish': 'abort-dispatch',
};

/** What holds of the effects that were recorded, and of carrying them out. */
export const effectPromises: readonly Promised[] = [
  {
    id: 'effects-recorded-once',
    says: 'The effects on record are those of the accepted decisions, each once, in commit order.',
    broken: (moment) => {
      const recorded = moment.after.effects.map(({ effect }) => effect).join();
      return recorded === decided(moment).join() ? null : `recorded: ${recorded}`;
    },
  },
  {
    id: 'effects-in-order',
    says: 'An effect is carried out only if it is on record and all before it are settled.',
    broken: ({ before: { effects }, done }) => {
      const effect = carriesOut[done?.label ?? ''];
      if (effect === undefined) return null;
      const at = effects.findIndex((row) => row.effect === effect);
      if (at < 0) return `${effect} is not on record`;
      const open = effects.slice(0, at).find(({ settledAs }) => settledAs === null);
      return open ? `${effect} before ${open.effect}` : null;
    },
  },
  {
    id: 'superseded-stays-undone',
    says: 'Nobody enqueues what is not ready any more, unless it was when they read it.',
    broken: ({ done, world, after }) => {
      if (done?.label !== 'queue.enqueue' || after.record.status === 'ready') return null;
      // What a sweep puts back is due at once; it found the campaign waiting, not the effect.
      const isPutBack = (done.input[0] as CampaignJob).runAt === 0;
      const read = world.facts.lastRead[done.process];
      return isPutBack || read === 'ready' ? null : `${done.process} had read ${read ?? 'nothing'}`;
    },
  },
  {
    id: 'settled-as-it-was',
    says: 'An effect is settled as done after it was carried out, as superseded only if overtaken.',
    broken: ({ before, after, world }) => {
      for (const { effect, settledAs } of after.effects) {
        const was = before.effects.find((row) => row.effect === effect)?.settledAs ?? null;
        if (was === settledAs) continue;
        if (was !== null) return `${effect} was ${was} and is ${settledAs}`;
        if (settledAs === 'done' && !world.facts.carriedOut.includes(effect))
          return `${effect} was never carried out`;
        if (settledAs === 'superseded' && (effect !== 'enqueue' || after.record.status === 'ready'))
          return `${effect} was overtaken by nothing`;
      }
      return null;
    },
  },
];
