import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { transition } from 'xstate';
import {
  CampaignInputError,
  type CampaignStatus,
  campaignMachine,
  decide,
  parseEvent,
  parseStatus,
} from '../../src/index.js';
import { disguisesOf } from '../lifecycle/disguises.js';

const context = { campaignId: 'bad-input' };

/** How an embedder takes an event from outside to XState: both words are parsed before it is asked. */
const takeToXState = (status: unknown, event: unknown) => {
  const snapshot = campaignMachine.resolveState({ value: parseStatus(status), context });
  return transition(campaignMachine, snapshot, parseEvent(event))[0].value;
};

describe('campaignMachine, behind the parsers', () => {
  beforeEach(() => {
    vi.spyOn(campaignMachine, 'resolveState');
    vi.spyOn(campaignMachine, 'transition');
  });
  afterEach(() => vi.restoreAllMocks());

  it('is asked about good words', () => {
    expect(takeToXState('ready', { type: 'CANCEL' })).toBe('cancelled');
    expect(campaignMachine.resolveState).toHaveBeenCalledOnce();
    expect(campaignMachine.transition).toHaveBeenCalledOnce();
  });

  it.each(disguisesOf('ready'))('never hears of $name as a status', ({ value }) => {
    expect(() => takeToXState(value, { type: 'CANCEL' })).toThrow(CampaignInputError);
    expect(() => decide(value as CampaignStatus, { type: 'CANCEL' })).toThrow(CampaignInputError);
    expect(campaignMachine.resolveState).not.toHaveBeenCalled();
    expect(campaignMachine.transition).not.toHaveBeenCalled();
  });

  it.each(disguisesOf('CANCEL'))('never hears of $name as an event', ({ value }) => {
    const event = { type: value } as { type: 'CANCEL' };
    expect(() => takeToXState('ready', event)).toThrow(CampaignInputError);
    expect(() => decide('ready', event)).toThrow(CampaignInputError);
    expect(campaignMachine.transition).not.toHaveBeenCalled();
  });
});

// Why the parsers stand before XState. Where one of these fails, XState has become stricter.
describe('campaignMachine, without the parsers', () => {
  it('takes an unknown status for draft', () => {
    const value = 'constructor' as CampaignStatus;
    expect(campaignMachine.resolveState({ value, context }).value).toBe('draft');
  });

  it('is ended by an event type of XState itself', () => {
    const snapshot = campaignMachine.resolveState({ value: 'sending', context });
    const event = { type: 'xstate.stop' } as never;
    expect(transition(campaignMachine, snapshot, event)[0].status).toBe('stopped');
  });
});
