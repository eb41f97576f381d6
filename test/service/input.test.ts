import { describe, expect, it } from 'vitest';
import { createMemory } from '../../src/adapters/memory/index.js';
import { CampaignInputError } from '../../src/lifecycle/index.js';
import { createCampaigns } from '../../src/service/index.js';
import {
  checkCampaignId,
  checkCommandId,
  checkData,
  checkNumber,
  checkRecipient,
  checkText,
  checkTime,
} from '../../src/service/input.js';

/** The code and the whole message of what is thrown. */
const refusal = (act: () => unknown): readonly [string, string] => {
  try {
    act();
  } catch (error) {
    if (error instanceof CampaignInputError) return [error.code, error.message];
    throw error;
  }
  return expect.fail('Nothing was thrown.');
};

const expected = (what: string, got: string) =>
  `Expected exactly ${what}; got ${got}. Nothing was changed.`;

const badIds: readonly (readonly [unknown, string])[] = [
  ['', '""'],
  ['a\0b', '"a\\u0000b"'],
  ['x'.repeat(513), `"${'x'.repeat(59)}...`],
  [1, '1'],
  [null, 'null'],
  [undefined, 'undefined'],
  [{}, 'object'],
];

describe('checkCampaignId and checkCommandId', () => {
  it.each(badIds)('refuse %j', (input, got) => {
    expect(refusal(() => checkCampaignId(input))).toEqual([
      'invalid-campaign-id',
      expected('a campaign id of 1 to 512 characters without NUL', got),
    ]);
    expect(refusal(() => checkCommandId(input))).toEqual([
      'invalid-command-id',
      expected('a command id of 1 to 512 characters without NUL', got),
    ]);
  });

  it.each(['a', ' ', '../..', "'; drop", '🎈', 'x'.repeat(512)])('take %j as it is', (id) => {
    expect([checkCampaignId(id), checkCommandId(id)]).toEqual([id, id]);
  });
});

describe('checkText', () => {
  it.each([
    ['x'.repeat(10_001), `"${'x'.repeat(59)}...`],
    ['\0', '"\\u0000"'],
    [1, '1'],
    [[], 'object'],
  ])('refuses %j, and says whose it is', (input, got) => {
    expect(refusal(() => checkText('by', input))).toEqual([
      'invalid-text',
      expected('by of at most 10000 characters without NUL', got),
    ]);
  });

  it('takes text, also none, and cuts nothing off', () => {
    const long = 'x'.repeat(10_000);
    expect(['', long].map((text) => checkText('by', text))).toEqual(['', long]);
    expect([undefined, null].map((text) => checkText('by', text))).toEqual([null, null]);
  });
});

describe('checkTime', () => {
  it.each([
    [new Date(Number.NaN), 'object'],
    [1_700_000_000_000, '1700000000000'],
    ['2026-01-01', '"2026-01-01"'],
    [null, 'null'],
  ])('refuses %j', (input, got) => {
    expect(refusal(() => checkTime(input))).toEqual([
      'invalid-time',
      expected('a valid Date as { at }', got),
    ]);
  });

  it('gives milliseconds', () => {
    expect(checkTime(new Date(1234))).toBe(1234);
  });
});

describe('checkData', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const throwing = {
    toJSON: () => {
      throw new Error('No.');
    },
  };
  it.each([
    ['a cycle', cycle],
    ['a bigint', 1n],
    ['a function', () => {}],
    ['a symbol', Symbol('s')],
    ['what throws', throwing],
  ])('refuses %s', (_, input) => {
    const [code, message] = refusal(() => checkData(input));
    expect([code, message.slice(0, 37)]).toEqual([
      'invalid-data',
      'Expected exactly data that JSON can c',
    ]);
  });

  it('gives what will be read again, of its own', () => {
    const data = { at: new Date(0), none: undefined, list: [1, 'a', null] };
    const checked = checkData(data);
    expect(checked).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [1, 'a', null] });
    data.list.push(2);
    expect(checked).toMatchObject({ list: [1, 'a', null] });
    expect([checkData(undefined), checkData(null), checkData(0)]).toEqual([null, null, 0]);
  });
});

describe('checkNumber', () => {
  const range = { min: 1, max: 10, otherwise: 7 };
  it.each([0, 11, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null] as number[])(
    'refuses %j',
    (input) => {
      const got = typeof input === 'string' ? '"5"' : String(input);
      expect(refusal(() => checkNumber('limit', input, range))).toEqual([
        'invalid-number',
        expected('limit as a whole number from 1 to 10', got),
      ]);
    },
  );

  it('takes what is in range, and has a default for nothing', () => {
    const numbers = [1, 10, undefined].map((input) => checkNumber('limit', input, range));
    expect(numbers).toEqual([1, 10, 7]);
  });
});

describe('checkRecipient', () => {
  it.each([
    [{ id: '' }, '""'],
    [{ id: 7 }, '7'],
    [{ id: 'a\0' }, '"a\\u0000"'],
    [{ id: 'x'.repeat(513) }, `"${'x'.repeat(59)}...`],
    [{ name: 'kim' }, 'object'],
    ['kim', '"kim"'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])('refuses %j', (input, got) => {
    expect(refusal(() => checkRecipient(input as { id: string }))).toEqual([
      'invalid-recipient',
      expected('recipients with an id of 1 to 512 characters without NUL', got),
    ]);
  });

  it('gives the recipient that it got', () => {
    const recipient = { id: 'r', endpoint: 'https://push.example' };
    expect(checkRecipient(recipient)).toBe(recipient);
  });
});

describe('createCampaigns', () => {
  const bad = '';
  const { create, adopt, get, list, schedule, start, complete, cancel, apply, ...rest } =
    createCampaigns(createMemory());

  it.each<readonly [string, string, () => Promise<unknown>]>([
    ['create', 'invalid-campaign-id', () => create({ id: bad })],
    ['create', 'invalid-command-id', () => create({ commandId: bad })],
    ['create', 'invalid-data', () => create({ data: 1n })],
    ['create', 'invalid-text', () => create({ by: '\0' })],
    ['adopt', 'invalid-campaign-id', () => adopt(bad, 'draft')],
    ['adopt', 'unknown-status', () => adopt('c', 'paused' as 'draft')],
    ['adopt', 'invalid-time', () => adopt('c', 'ready', { at: new Date(Number.NaN) })],
    ['get', 'invalid-campaign-id', () => get(bad)],
    ['list', 'unknown-status', () => list({ status: 'paused' as 'draft' })],
    ['list', 'invalid-number', () => list({ limit: 1001 })],
    ['schedule', 'invalid-campaign-id', () => schedule(bad)],
    ['schedule', 'invalid-time', () => schedule('c', { at: 5 as unknown as Date })],
    ['start', 'invalid-text', () => start('c', { reason: '\0' })],
    ['complete', 'invalid-command-id', () => complete('c', { commandId: bad })],
    ['cancel', 'invalid-campaign-id', () => cancel(bad)],
    ['cancel', 'invalid-number', () => cancel('c', { waitForStopMs: -1 })],
    ['apply', 'unknown-event', () => apply('c', { type: 'PAUSE' as 'START' })],
    ['report', 'invalid-campaign-id', () => rest.report(bad)],
    ['history', 'invalid-campaign-id', () => rest.history(bad)],
    ['history', 'invalid-number', () => rest.history('c', { limit: 0 })],
    ['purge', 'invalid-time', () => rest.purge({ before: 0 as unknown as Date })],
    ['dispatch', 'invalid-campaign-id', () => rest.dispatch(bad, async () => {})],
    ['dispatch', 'invalid-number', () => rest.dispatch('c', async () => {}, { beatMs: 1667 })],
  ])('refuses in %s what has the code %s', async (_, code, ask) => {
    await expect(ask()).rejects.toMatchObject({ name: 'CampaignInputError', code });
  });

  it.each<readonly [string, () => Promise<unknown>]>([
    ['get', () => get('nobody')],
    ['schedule', () => schedule('nobody')],
    ['start', () => start('nobody')],
    ['complete', () => complete('nobody')],
    ['cancel', () => cancel('nobody', { commandId: 'x' })],
    ['report', () => rest.report('nobody')],
    ['history', () => rest.history('nobody')],
    ['purge', () => rest.purge('nobody')],
    ['dispatch', () => rest.dispatch('nobody', async () => {})],
  ])('knows in %s no campaign that was never made', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: 'campaign-not-found', campaignId: 'nobody' });
  });
});
