import { readFileSync } from 'node:fs';
import { adjacencyMapToArray, getAdjacencyMap } from '@xstate/test';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, createMachine, transition } from 'xstate';
import { campaignMachine, campaignStatuses } from '../../src/index.js';
import { statusDescriptions } from '../../src/machine/descriptions.js';
import { cells } from '../lifecycle/cells.js';

const file = new URL('../../docs/campaign-machine.json', import.meta.url);
const config = JSON.parse(readFileSync(file, 'utf8'));
const machine: AnyStateMachine = createMachine(config);

const events = [...new Set(cells.map(({ event }) => event))].map((type) => ({ type }));

/** The whole graph: what every event does in every status that can be reached. */
const edgesOf = (logic: AnyStateMachine) => {
  const input = { campaignId: 'autumn-sale' };
  return adjacencyMapToArray(getAdjacencyMap(logic, { input, events })).map(
    ({ state, event, nextState }) => [state.value, event.type, nextState.value],
  );
};

describe('docs/campaign-machine.json', () => {
  it('is the graph of 20 edges that the table is, 5 of which move', () => {
    const edges = edgesOf(machine);
    expect(edges).toHaveLength(20);
    expect(edges.filter(([from, , to]) => from !== to)).toHaveLength(5);
    const expected = cells.map((cell) => [
      cell.from,
      cell.event,
      cell.accepted ? cell.to : cell.from,
    ]);
    expect(edges.map(String).sort()).toStrictEqual(expected.map(String).sort());
    expect(edges).toStrictEqual(edgesOf(campaignMachine));
  });

  it.each(cells)('asks in $from on $event for the same effects', (cell) => {
    const before = machine.resolveState({ value: cell.from, context: {} });
    const [, effects] = transition(machine, before, { type: cell.event });
    expect(effects.map(({ type }) => type)).toStrictEqual(
      cell.accepted ? cell.effects.map(({ type }) => type) : [],
    );
  });

  it('marks what is cancellable and says what every status means', () => {
    for (const value of campaignStatuses) {
      const snapshot = machine.resolveState({ value, context: {} });
      const ours = campaignMachine.resolveState({ value, context: { campaignId: 'a' } });
      expect(snapshot.hasTag('cancellable')).toBe(ours.hasTag('cancellable'));
      expect(snapshot.status).toBe(ours.status);
      expect(config.states[value].description).toBe(statusDescriptions[value]);
    }
  });
});
