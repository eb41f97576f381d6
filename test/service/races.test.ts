import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemory, type Memory } from '../../src/adapters/memory/index.js';
import { type CampaignStatus, decide } from '../../src/lifecycle/index.js';
import { type Answer, type Campaigns, createCampaigns } from '../../src/service/index.js';
import { createManualClock } from '../../src/testing/index.js';
import { scheduledPorts } from './scheduled-ports.js';

interface Race {
  readonly memory: Memory;
  /** What has happened stays: for before and after the race. */
  readonly quiet: Campaigns<never>;
  /** Every call that these make waits for its turn. */
  readonly racing: Campaigns<never>;
  /** What the queue was asked, in the order in which it arrived. */
  readonly asked: readonly ('enqueue' | 'dequeue')[];
  /** How often somebody heard that the campaign is cancelled. */
  readonly heard: () => number;
}

const startRace = async (
  scheduler: fc.Scheduler,
  joinsTransaction: boolean,
  status: CampaignStatus,
): Promise<Race> => {
  const clock = createManualClock();
  const memory = createMemory({ clock, joinsTransaction });
  const asked: ('enqueue' | 'dequeue')[] = [];
  const queue: Memory['queue'] = {
    ...memory.queue,
    enqueue: (...input) => {
      asked.push('enqueue');
      return memory.queue.enqueue(...input);
    },
    dequeue: (...input) => {
      asked.push('dequeue');
      return memory.queue.dequeue(...input);
    },
  };
  const quiet = createCampaigns({ ...memory, queue, clock });
  const racing = createCampaigns({ ...scheduledPorts(scheduler, { ...memory, queue }), clock });
  let heard = 0;
  await memory.signals.subscribe('c', () => {
    heard += 1;
  });
  await quiet.adopt('c', status);
  await clock.advance(0);
  const asCampaigns = (campaigns: unknown) => campaigns as Campaigns<never>;
  return {
    memory,
    quiet: asCampaigns(quiet),
    racing: asCampaigns(racing),
    asked,
    heard: () => heard,
  };
};

/** Everybody at once; then all that is still on its way, and what the relay finds left over. */
const run = async <const Answers extends readonly unknown[]>(
  scheduler: fc.Scheduler,
  { quiet }: Race,
  commands: { readonly [At in keyof Answers]: Promise<Answers[At]> },
): Promise<Answers> => {
  const answers = await scheduler.waitFor(Promise.all(commands));
  await scheduler.waitIdle();
  await quiet.relay();
  return answers as unknown as Answers;
};

const effectsOf = ({ memory }: Race) =>
  memory.dump().campaigns.flatMap(({ effects }) => effects.map(({ effect }) => effect));

const hasJob = ({ memory }: Race) => memory.dump().jobs.length > 0;

const historyOf = async ({ quiet }: Race) =>
  (await quiet.history('c')).flatMap(({ decision, commandId }) =>
    decision ? [{ decision, commandId }] : [],
  );

const acceptedAmong = (answers: readonly Answer[]) => answers.filter(({ accepted }) => accepted);

/** The adapters' two ways to carry an effect out: with the commit, and after it. */
const ways = [
  { name: 'carried out with the commit', isJoined: true },
  { name: 'carried out after the commit', isJoined: false },
] as const;

const assert = <Drawn>(law: fc.IAsyncProperty<Drawn>) => fc.assert(law, { numRuns: 100 });

/** Asked only after some turns of others: long enough that a whole command may have gone before. */
const anyTurns = fc.nat({ max: 8 });

const afterTurns = async <Value>(
  scheduler: fc.Scheduler,
  turns: number,
  ask: () => Promise<Value>,
): Promise<Value> => {
  for (let turn = 0; turn < turns; turn += 1) await scheduler.schedule(Promise.resolve(), 'waits');
  return ask();
};

describe.each(ways)('createCampaigns in a race, with effects $name', ({ isJoined }) => {
  /** Of a dispatch told twice nothing comes; but told once is what a commit promises. */
  const expectAbort = (race: Race) => {
    if (isJoined) expect(race.heard()).toBe(1);
    else {
      expect(race.heard()).toBeGreaterThan(0);
      expect(effectsOf(race).filter((effect) => effect === 'abort-dispatch')).toHaveLength(1);
    }
  };

  it.each(['ready', 'sending'] as const)(
    'cancels once in %s, whoever asks, and tells all of the same cancellation',
    async (status) => {
      const law = fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 2, max: 5 }),
        async (scheduler, count) => {
          const race = await startRace(scheduler, isJoined, status);
          const cancels = Array.from({ length: count }, (_, at) =>
            race.racing.cancel('c', { by: `user-${at}` }),
          );
          const answers: readonly Answer[] = await run(scheduler, race, cancels);
          const [winner, ...others] = acceptedAmong(answers);
          expect(others).toEqual([]);
          const { cancellation } = await race.quiet.get('c');
          expect(cancellation).toMatchObject({ from: status });
          expect(cancellation?.by).toBe(`user-${answers.indexOf(winner as Answer)}`);
          for (const answer of answers) {
            expect(answer.cancellation).toEqual(cancellation);
            if (!answer.accepted) expect(answer.reason).toBe('repeated');
          }
          expect(await historyOf(race)).toHaveLength(1);
          expect(hasJob(race)).toBe(false);
          if (status === 'sending') expectAbort(race);
          else expect(race.heard()).toBe(0);
        },
      );
      await assert(law);
    },
  );

  it('gives one command that is asked twice at once one answer', async () => {
    const law = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const race = await startRace(scheduler, isJoined, 'sending');
      const twice = [1, 2].map(() => race.racing.cancel('c', { commandId: 'once' }));
      const answers: readonly Answer[] = await run(scheduler, race, twice);
      expect(answers.map(({ accepted }) => accepted)).toEqual([true, true]);
      expect(answers.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
      expect(await historyOf(race)).toHaveLength(1);
      expectAbort(race);
    });
    await assert(law);
  });

  it('accepts a CANCEL that meets START: it takes it out of the queue, or aborts the dispatch', async () => {
    const seen = new Set<CampaignStatus>();
    const law = fc.asyncProperty(fc.scheduler(), anyTurns, async (scheduler, turns) => {
      const race = await startRace(scheduler, isJoined, 'ready');
      const { racing } = race;
      const cancelling = afterTurns(scheduler, turns, () => racing.cancel('c'));
      const [cancel, start] = await run(scheduler, race, [cancelling, racing.start('c')]);
      expect(cancel.accepted).toBe(true);
      const from = cancel.cancellation?.from as CampaignStatus;
      seen.add(from);
      expect(start.accepted).toBe(from === 'sending');
      if (!start.accepted) expect(start.reason).toBe('too-late');
      if (from === 'sending') expectAbort(race);
      else expect([race.heard(), hasJob(race)]).toEqual([0, false]);
      expect((await race.quiet.get('c')).status).toBe('cancelled');
    });
    await assert(law);
    expect([...seen].sort()).toEqual(['ready', 'sending']);
  });

  it('lets either CANCEL or COMPLETE win, and tells the other that it is too late', async () => {
    const seen = new Set<CampaignStatus>();
    const law = fc.asyncProperty(fc.scheduler(), anyTurns, async (scheduler, turns) => {
      const race = await startRace(scheduler, isJoined, 'sending');
      const lease = { campaignId: 'c', token: 't' };
      const { ledger } = race.memory;
      await ledger.takeLease({ ...lease, worker: 'w', ttlMs: 1000, exclusive: true });
      await ledger.ownAudience(lease);
      await ledger.seal(lease);
      const { racing } = race;
      const cancelling = afterTurns(scheduler, turns, () => racing.cancel('c'));
      const answers = await run(scheduler, race, [cancelling, racing.complete('c')]);
      const [cancel, complete] = answers;
      expect(cancel.accepted).toBe(!complete.accepted);
      for (const answer of answers) if (!answer.accepted) expect(answer.reason).toBe('too-late');
      const { status, cancellation } = await race.quiet.get('c');
      seen.add(status);
      expect(status).toBe(cancel.accepted ? 'cancelled' : 'sent');
      expect(cancellation === null).toBe(complete.accepted);
      if (cancel.accepted) expectAbort(race);
      else expect(race.heard()).toBe(0);
    });
    await assert(law);
    expect([...seen].sort()).toEqual(['cancelled', 'sent']);
  });

  it('leaves a job where a CANCEL came before SCHEDULE, and else none but of an enqueue that was late', async () => {
    const seen = new Set<CampaignStatus>();
    const law = fc.asyncProperty(fc.scheduler(), anyTurns, async (scheduler, turns) => {
      const race = await startRace(scheduler, isJoined, 'draft');
      const { racing } = race;
      const cancelling = afterTurns(scheduler, turns, () => racing.cancel('c'));
      const [schedule, cancel] = await run(scheduler, race, [racing.schedule('c'), cancelling]);
      expect(schedule.accepted).toBe(true);
      if (!cancel.accepted) expect(cancel.reason).toBe('too-early');
      const { status } = await race.quiet.get('c');
      seen.add(status);
      expect(status).toBe(cancel.accepted ? 'cancelled' : 'ready');
      // An enqueue that was under way when the CANCEL was carried out: its job dies at START, which the
      // tests of the relay show. In the commit itself there is nothing that could be under way.
      const cameLate = !isJoined && race.asked.at(-1) === 'enqueue';
      expect(hasJob(race)).toBe(!cancel.accepted || cameLate);
    });
    await assert(law);
    expect([...seen].sort()).toEqual(['cancelled', 'ready']);
  });

  it('has a history that could have happened one command after the other', async () => {
    const events = fc.array(fc.constantFrom('SCHEDULE', 'START', 'CANCEL', 'COMPLETE'), {
      minLength: 2,
      maxLength: 6,
    });
    const law = fc.asyncProperty(fc.scheduler(), events, async (scheduler, types) => {
      const race = await startRace(scheduler, isJoined, 'draft');
      const sent = types.map((type, at) =>
        race.racing.apply('c', { type }, { commandId: `${at}` }),
      );
      const answers: readonly Answer[] = await run(scheduler, race, sent);
      const history = await historyOf(race);
      expect(history).toHaveLength(types.length);
      let status: CampaignStatus = 'draft';
      for (const { decision, commandId } of history) {
        const { accepted, from, event } = decision;
        expect(from).toBe(status);
        expect(answers[Number(commandId)]).toMatchObject({ accepted, from, event });
        // Nothing is ever settled here, so COMPLETE is refused by its guard.
        if (event !== 'COMPLETE') expect(decision).toEqual(decide(status, { type: event }));
        if (decision.accepted) status = decision.to;
      }
      expect((await race.quiet.get('c')).status).toBe(status);
      expect(effectsOf(race)).toEqual([...new Set(effectsOf(race))]);
    });
    await assert(law);
  });
});
