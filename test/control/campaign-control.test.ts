import { describe, expect, it, vi } from 'vitest';
import { createCampaignControl, type GivenStatus } from '../../src/control/index.js';
import {
  CampaignInputError,
  type CampaignStatus,
  campaignEventTypes,
  campaignStatuses,
  decide,
  explain,
} from '../../src/lifecycle/index.js';
import { waysToSay } from './server-answers.js';
import { settled } from './settled.js';

const never = () => new Promise<never>(() => {});

const createStop = (status: GivenStatus, onSend: () => unknown = () => undefined) =>
  createCampaignControl({ status, eventType: 'CANCEL', onSend });

/** A stop control in `sending` that was pressed, and how its send went. */
const press = async (onSend: () => unknown, status: GivenStatus = 'sending') => {
  const control = createStop(status, onSend);
  control.send();
  await settled();
  return control;
};

const cells = campaignStatuses.flatMap((status) =>
  campaignEventTypes.map((eventType) => ({ status, eventType })),
);

const strangeStatuses: readonly unknown[] = [
  'paused',
  'Sending',
  ' sending',
  '',
  '__proto__',
  'constructor',
  null,
  undefined,
  Number.NaN,
  42,
  {},
  ['sending'],
  Symbol('sending'),
  { toString: () => 'sending' },
];

describe('createCampaignControl', () => {
  it.each(cells)('says of $eventType in $status what the lifecycle says', (cell) => {
    const control = createCampaignControl({ ...cell, onSend: never });
    const decision = decide(cell.status, { type: cell.eventType });
    expect(control.getSnapshot()).toStrictEqual({
      status: cell.status,
      enabled: decision.accepted,
      pending: false,
      reason: decision.accepted ? undefined : decision.reason,
      explanation: decision.accepted ? undefined : explain(decision),
      failure: undefined,
    });
  });

  it.each(strangeStatuses)('is off in a status that the lifecycle does not know: %o', (status) => {
    const control = createStop(status as GivenStatus);
    expect(control.getSnapshot()).toStrictEqual({
      status: undefined,
      enabled: false,
      pending: false,
      reason: 'unknown-status',
      explanation: 'The status of the campaign is not known here.',
      failure: undefined,
    });
    expect(control.getSnapshot()).toBe(control.getSnapshot());
  });

  it('refuses an event that there is not', () => {
    const eventType = 'cancel' as 'CANCEL';
    const create = () => createCampaignControl({ status: 'ready', eventType, onSend: never });
    expect(create).toThrow(CampaignInputError);
  });

  it('makes no timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
    await press(never);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

describe('getSnapshot', () => {
  it('gives the identical frozen object until something changes', async () => {
    const control = createStop('ready', () => ({ accepted: true, to: 'cancelled' }));
    const first = control.getSnapshot();
    expect(Object.isFrozen(first)).toBe(true);
    control.setStatus('ready');
    expect(control.getSnapshot()).toBe(first);
    control.send();
    expect(control.getSnapshot()).not.toBe(first);
    await settled();
    const last = control.getSnapshot();
    // The API is told of what the server had answered already: nothing is new.
    control.setStatus('cancelled');
    control.send();
    expect(control.getSnapshot()).toBe(last);
  });
});

describe('subscribe', () => {
  it('tells the listener how things stand, and then every change', async () => {
    const control = createStop('draft', () => ({ accepted: true, to: 'cancelled' }));
    const heard: unknown[] = [];
    control.subscribe(({ status, pending }) => heard.push(pending ? 'pending' : status));
    control.setStatus('ready');
    control.send();
    await settled();
    expect(heard).toStrictEqual(['draft', 'ready', 'pending', 'cancelled']);
  });

  it('tells nothing any more to who has left, also in the middle of a round', () => {
    const control = createStop('draft');
    const late = vi.fn();
    let leave = (): void => {};
    control.subscribe(() => leave());
    leave = control.subscribe(late);
    control.setStatus('ready');
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('knows two subscriptions of one function apart', () => {
    const control = createStop('draft');
    const listener = vi.fn();
    const leave = control.subscribe(listener);
    control.subscribe(listener);
    leave();
    control.setStatus('ready');
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it('lets a listener act', async () => {
    const onSend = vi.fn(() => ({ accepted: true, to: 'cancelled' }));
    const control = createStop('ready', onSend);
    control.subscribe(() => control.send());
    await settled();
    expect(onSend).toHaveBeenCalledTimes(1);
    expect(control.getSnapshot().status).toBe('cancelled');
  });
});

describe('setStatus', () => {
  it('moves the control along', () => {
    const control = createStop('draft');
    const seen = campaignStatuses.map((status) => {
      control.setStatus(status);
      return control.getSnapshot().enabled;
    });
    expect(seen).toStrictEqual([false, true, true, false, false]);
  });

  it('does not let a list that is behind undo what the server answered', async () => {
    const control = await press(() => ({ accepted: true, to: 'cancelled' }));
    control.setStatus('sending');
    expect(control.getSnapshot().status).toBe('cancelled');
  });

  it('is followed again as soon as it differs', async () => {
    const control = await press(() => ({ accepted: false, from: 'cancelled' }), 'ready');
    control.setStatus('sending');
    expect(control.getSnapshot()).toMatchObject({ status: 'sending', enabled: true });
  });

  it('may come while the question is put', async () => {
    const control = createStop('ready', () => {
      control.setStatus('sending');
      return { accepted: true, to: 'cancelled' };
    });
    control.send();
    await settled();
    expect(control.getSnapshot()).toMatchObject({ status: 'sending', pending: false });
  });
});

describe('peek', () => {
  it('shows what setStatus would lead to, and changes nothing', () => {
    const control = createStop('ready');
    const listener = vi.fn();
    control.subscribe(listener);
    expect(control.peek('sent')).toMatchObject({ status: 'sent', reason: 'too-late' });
    expect(control.getSnapshot().status).toBe('ready');
    expect(listener).toHaveBeenCalledTimes(1);
    const peeked = control.peek('sent');
    control.setStatus('sent');
    expect(control.getSnapshot()).toBe(peeked);
  });

  it('knows what the server answered about the status that it peeks at', async () => {
    const control = await press(() => ({ accepted: true, to: 'cancelled' }));
    expect(control.peek('sending').status).toBe('cancelled');
    expect(control.peek('ready').status).toBe('ready');
  });
});

describe('send', () => {
  it('asks once, at once, and for the event of the control', () => {
    const onSend = vi.fn(never);
    const control = createCampaignControl({ status: 'draft', eventType: 'SCHEDULE', onSend });
    control.send();
    expect(onSend.mock.calls).toStrictEqual([[{ type: 'SCHEDULE' }]]);
    expect(control.getSnapshot()).toMatchObject({ enabled: false, pending: true });
    control.send();
    expect(onSend).toHaveBeenCalledTimes(1);
  });

  it('asks nothing where the lifecycle would reject it', () => {
    const onSend = vi.fn();
    for (const status of ['draft', 'sent', 'cancelled', 'paused', undefined]) {
      createStop(status, onSend).send();
    }
    expect(onSend).not.toHaveBeenCalled();
  });

  it('stays pending for as long as nobody answers, whatever the status does', async () => {
    const control = await press(never);
    control.setStatus('sent');
    await settled();
    expect(control.getSnapshot()).toMatchObject({ pending: true, enabled: false });
  });

  it.each(Object.entries(waysToSay))('follows the server: %s', async (_, say) => {
    const control = await press(() => say('cancelled'));
    expect(control.getSnapshot()).toMatchObject({
      status: 'cancelled',
      enabled: false,
      pending: false,
      reason: 'repeated',
      explanation: 'The campaign is already cancelled.',
      failure: undefined,
    });
  });

  it('follows the server to a status that is not known here', async () => {
    const control = await press(() => ({ accepted: false, from: 'archived' }));
    expect(control.getSnapshot()).toMatchObject({ enabled: false, reason: 'unknown-status' });
  });

  it.each(Object.entries(waysToSay))(
    'keeps a newer status from being undone: %s',
    async (_, say) => {
      const control = createStop('ready', () => say('sending'));
      control.send();
      control.setStatus('sent');
      await settled();
      expect(control.getSnapshot()).toMatchObject({
        status: 'sent',
        pending: false,
        failure: undefined,
      });
    },
  );

  it.each([
    ['nothing', undefined],
    ['a text', 'OK'],
    ['something of another kind', { from: 'marketing', to: 'everybody', status: 'fine' }],
    ['a campaign that was accepted to nowhere', { accepted: true, to: 42 }],
    ['a Response without a body', new Response(null, { status: 204 })],
  ])('is ready again after an answer that tells no status: %s', async (_, answer) => {
    const control = await press(() => answer);
    expect(control.getSnapshot()).toMatchObject({
      status: 'sending',
      enabled: true,
      pending: false,
      failure: undefined,
    });
  });
});

describe('failure', () => {
  const outage = new Error('connect ECONNREFUSED');
  const notFound = { type: 'about:blank', title: 'No such campaign', status: 404 };
  const gateway = new Response('<h1>Bad gateway</h1>', { status: 502 });
  const broken = (): never => {
    throw outage;
  };

  it.each<[string, () => unknown, unknown]>([
    ['a rejected promise', () => Promise.reject(outage), outage],
    ['a rejection with nothing', () => Promise.reject(), undefined],
    ['a throw', broken, outage],
    ['a problem that was returned', () => notFound, notFound],
    ['a Response with a problem', () => Response.json(notFound, { status: 404 }), notFound],
    ['a Response with JSON of another kind', () => Response.json(42, { status: 500 }), 42],
    ['a Response that is no JSON', () => gateway, gateway],
  ])('tells what went wrong, and the control can be used again: %s', async (_, onSend, error) => {
    const control = await press(onSend);
    expect(control.getSnapshot()).toStrictEqual({
      status: 'sending',
      enabled: true,
      pending: false,
      reason: undefined,
      explanation: 'CANCEL was not confirmed. Sending it again does no harm.',
      failure: { error },
    });
  });

  it('is there where the server rejects what the lifecycle accepts', async () => {
    const rejection = { accepted: false, from: 'sending', reason: 'too-late' };
    const control = await press(() => rejection, 'ready');
    expect(control.getSnapshot()).toMatchObject({
      status: 'sending',
      enabled: true,
      failure: { error: rejection },
    });
  });

  it('is not what a refusal is that the status explains, nor does it become one later', async () => {
    const control = await press(() => ({ accepted: false, from: 'sent' }), 'ready');
    control.setStatus('sending');
    expect(control.getSnapshot()).toMatchObject({ enabled: true, failure: undefined });
  });

  it('goes with the next send', async () => {
    const control = await press(broken);
    control.send();
    expect(control.getSnapshot()).toMatchObject({ pending: true, failure: undefined });
    expect(control.getSnapshot().explanation).toBeUndefined();
  });

  it('stays while trying again makes sense, and goes when it no longer does', async () => {
    const control = await press(broken, 'ready');
    control.setStatus('sending');
    expect(control.getSnapshot().failure).toStrictEqual({ error: outage });
    control.setStatus('sent' satisfies CampaignStatus);
    expect(control.getSnapshot()).toMatchObject({ reason: 'too-late', failure: undefined });
  });
});
