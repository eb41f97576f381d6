import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CampaignControl, createCampaignControl } from '../../src/control/index.js';
import {
  type CampaignEventType,
  type CampaignStatus,
  campaignEventTypes,
  campaignStatuses,
  can,
} from '../../src/lifecycle/index.js';
import { waysToSay } from './server-answers.js';
import { settled } from './settled.js';

const runsMax = 300;
const actionsMax = 12;

/** What may happen to a control; `answer` without a status stands for every answer that tells none. */
type Action =
  | { readonly type: 'click' }
  | { readonly type: 'give'; readonly status: string | null }
  | { readonly type: 'answer'; readonly status?: CampaignStatus; readonly how: () => unknown };

const lose = (): never => {
  throw new Error('lost');
};

const givenStatus = fc.constantFrom(...campaignStatuses, 'paused', '__proto__', null);
const answerWithStatus = fc
  .tuple(fc.constantFrom(...Object.values(waysToSay)), fc.constantFrom(...campaignStatuses))
  .map(([say, status]): Action => ({ type: 'answer', status, how: () => say(status) }));
const action = fc.oneof(
  fc.constant<Action>({ type: 'click' }),
  givenStatus.map((status): Action => ({ type: 'give', status })),
  answerWithStatus,
  fc.constantFrom(lose, () => undefined).map((how): Action => ({ type: 'answer', how })),
);

/** The control in as few words as possible. */
interface Model {
  readonly given: string | null;
  /** Where the server said that the campaign is, since `given` was given. */
  readonly said?: CampaignStatus | undefined;
  /** `stale`: another status was given since the question was put. */
  readonly question?: 'open' | 'stale' | undefined;
}

const isAccepted = ({ given, said }: Model, eventType: CampaignEventType) =>
  can((said ?? given) as CampaignStatus, eventType);

const next = (model: Model, done: Action, eventType: CampaignEventType): Model => {
  const { given, said, question } = model;
  if (done.type === 'click') {
    return question || !isAccepted(model, eventType) ? model : { given, said, question: 'open' };
  }
  if (done.type === 'give') {
    return done.status === given ? model : { given: done.status, question: question && 'stale' };
  }
  return { given, said: question === 'open' ? (done.status ?? said) : said };
};

const expectToShow = (control: CampaignControl, model: Model, eventType: CampaignEventType) => {
  const { status, enabled, pending, reason } = control.getSnapshot();
  expect(enabled).toBe(isAccepted(model, eventType) && !pending);
  expect(pending).toBe(model.question !== undefined);
  expect(reason === undefined).toBe(isAccepted(model, eventType));
  expect(status).toBe(campaignStatuses.find((known) => known === (model.said ?? model.given)));
};

const walk = async (
  eventType: CampaignEventType,
  initial: string | null,
  actions: readonly Action[],
) => {
  const questions: ((answer: unknown) => void)[] = [];
  const onSend = () => new Promise((resolve) => questions.push(resolve));
  const control = createCampaignControl({ status: initial, eventType, onSend });
  let model: Model = { given: initial };
  let asked = 0;

  expectToShow(control, model, eventType);
  for (const done of actions) {
    if (done.type === 'click') control.send();
    if (done.type === 'give') control.setStatus(done.status);
    if (done.type === 'answer' && model.question) {
      questions.at(-1)?.(Promise.resolve().then(done.how));
    }
    await settled();
    const before = model;
    model = next(before, done, eventType);
    if (done.type === 'click' && model !== before) asked += 1;
    expect(questions).toHaveLength(asked);
    expectToShow(control, model, eventType);
  }
};

describe('createCampaignControl', () => {
  it('is enabled exactly where the lifecycle accepts the event and nothing is pending', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...campaignEventTypes),
      givenStatus,
      fc.array(action, { maxLength: actionsMax }),
      walk,
    );
    await fc.assert(property, { numRuns: runsMax });
  });
});
