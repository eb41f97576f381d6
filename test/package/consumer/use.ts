// A user's program, compiled with the user's settings and run as the module kind it is compiled to.
import {
  CampaignInputError,
  type CampaignStatus,
  campaignMachine,
  can,
  decide,
  type StatusAccepting,
} from 'campaign-machine';
import { fromForeignStatus } from 'campaign-machine/foreign';
import { CampaignInputError as LifecycleInputError, parseStatus } from 'campaign-machine/lifecycle';
import { createActor, initialTransition, transition } from 'xstate';

// Does not compile unless the declarations carry the statuses: it would be `string` or `any`.
const stop = (status: StatusAccepting<'CANCEL'>): 'ready' | 'sending' => status;
const stoppable = (status: CampaignStatus) => (can(status, 'CANCEL') ? stop(status) : undefined);
// @ts-expect-error CANCEL has to be checked for first
const unchecked = (status: CampaignStatus) => stop(status);
// @ts-expect-error not one of the five
const misspelt: CampaignStatus = 'canceled';

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

const asActor = () => {
  const effects: string[] = [];
  const record = ({ context }: { context: { campaignId: string } }, effect: string) =>
    effects.push(`${effect} ${context.campaignId}`);
  const machine = campaignMachine.provide({
    actions: {
      enqueue: (args) => record(args, 'enqueue'),
      'abort-dispatch': (args) => record(args, 'abort-dispatch'),
    },
  });
  const actor = createActor(machine, { input: { campaignId: 'autumn-sale' } }).start();
  for (const type of ['SCHEDULE', 'START', 'CANCEL', 'COMPLETE'] as const) actor.send({ type });
  return { status: actor.getSnapshot().value, effects };
};

const asTransition = () => {
  const [draft] = initialTransition(campaignMachine, { campaignId: 'autumn-sale' });
  const [ready] = transition(campaignMachine, draft, { type: 'SCHEDULE' });
  const [next, actions] = transition(campaignMachine, ready, { type: 'CANCEL' });
  const status: CampaignStatus = next.value;
  return {
    status,
    effects: actions.map(({ type }) => type),
    cancellable: ready.hasTag('cancellable'),
  };
};

const errors = [
  thrownBy(() => parseStatus(misspelt)),
  thrownBy(() => fromForeignStatus('pushpushgo', 'deleted')),
  thrownBy(() => decide('constructor' as CampaignStatus, { type: 'CANCEL' })),
];

console.log(
  JSON.stringify({
    decided: decide('sending', { type: 'CANCEL' }),
    stoppable: [stoppable('sending'), stoppable('sent') ?? null, unchecked('draft')],
    actor: asActor(),
    transition: asTransition(),
    oneClass: errors.map(
      (error) => error instanceof CampaignInputError && error instanceof LifecycleInputError,
    ),
  }),
);
