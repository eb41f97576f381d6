import {
  adjacencyMapToArray,
  createTestModel,
  getAdjacencyMap,
  type TestParam,
} from '@xstate/test';
import { describe, expect, it } from 'vitest';
import type { EventFromLogic, SnapshotFrom } from 'xstate';
import { campaignMachine } from '../../src/index.js';
import { acceptedCells, cells } from '../lifecycle/cells.js';
import { allSuts } from '../suts/all-suts.js';
import type { CampaignSut } from '../suts/campaign-sut.js';
import { projectModel } from '../suts/project-model.js';

type Snapshot = SnapshotFrom<typeof campaignMachine>;
type Event = EventFromLogic<typeof campaignMachine>;

/** Every way through a campaign's life, by hand, with what it asks of the outside world. */
const lives = [
  { events: ['SCHEDULE', 'START', 'COMPLETE'], effects: ['enqueue'] },
  { events: ['SCHEDULE', 'START', 'CANCEL'], effects: ['enqueue', 'abort-dispatch'] },
  { events: ['SCHEDULE', 'CANCEL'], effects: ['enqueue', 'dequeue'] },
];

const input = { campaignId: 'paths' };
const paths = createTestModel(campaignMachine).getShortestPaths({ input });

/** What a walk really did. The library skips a step or a state without an executor in silence. */
interface Walk {
  readonly transitions: string[];
  readonly states: string[];
}

const executors = (campaign: CampaignSut, walk: Walk): TestParam<Snapshot, Event> => {
  const send = ({ event }: { event: Event }) => {
    walk.transitions.push(`${campaign.read().status} ${event.type}`);
    campaign.send(event);
  };
  const compare = (snapshot: Snapshot) => {
    walk.states.push(snapshot.value);
    expect(campaign.read()).toMatchObject(projectModel(snapshot));
  };
  return {
    events: { SCHEDULE: send, START: send, COMPLETE: send, CANCEL: send },
    states: {
      draft: compare,
      ready: compare,
      sending: compare,
      sent: compare,
      cancelled: compare,
    },
  };
};

describe('the paths of the machine', () => {
  it('are these three', () => {
    expect(paths.map(({ steps }) => steps.map(({ event }) => event.type))).toStrictEqual(
      lives.map(({ events }) => ['xstate.init', ...events]),
    );
    expect(paths).toHaveLength(3);
  });

  it('lead through a graph of 20 edges, of which 5 move', () => {
    const events = [...new Set(cells.map(({ event }) => event))].map((type) => ({ type }));
    const edges = adjacencyMapToArray(getAdjacencyMap(campaignMachine, { input, events }));
    const moving = edges
      .filter(({ state, nextState }) => state !== nextState)
      .map(({ state, event, nextState }) => [state.value, event.type, nextState.value]);

    expect(edges).toHaveLength(20);
    expect(moving).toHaveLength(5);
    expect(moving).toStrictEqual(acceptedCells.map(({ from, event, to }) => [from, event, to]));
  });
});

describe.each(allSuts)('the paths, walked by $name', ({ makeSut }) => {
  it('show in every state what the machine shows there, over all 5 transitions', async () => {
    const walk: Walk = { transitions: [], states: [] };
    for (const [index, path] of paths.entries()) {
      const campaign = makeSut('draft');
      await path.test(executors(campaign, walk));
      expect(campaign.read().effects).toStrictEqual(lives[index]?.effects);
      campaign.dispose();
    }

    const moved = acceptedCells.map(({ from, event }) => `${from} ${event}`);
    expect(walk.transitions).toHaveLength(8);
    expect(new Set(walk.transitions)).toStrictEqual(new Set(moved));
    expect(moved).toHaveLength(5);
    expect(walk.states).toHaveLength(11);
    expect(new Set(walk.states).size).toBe(5);
  });
});
