import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createLogging, errorCodes } from '../../examples/cluster/logging.js';
import { playSent, playStopped, secrets } from './observed.js';

const listen = () => {
  const written: string[] = [];
  const log = pino({ level: 'debug', base: null }, { write: (line) => written.push(line) });
  return { ...createLogging(log), written, lines: () => written.map((line) => JSON.parse(line)) };
};

describe('createLogging', () => {
  it('writes a line of JSON for what happens, and adds up the progress of a second', async () => {
    const { observer, flush, lines } = listen();
    await playSent('a', observer);
    flush();
    const said = lines().filter(({ level }) => level >= 30);
    expect(said).toMatchObject([
      { msg: 'created', campaignId: 'a', event: 'CREATE', status: 'draft' },
      { msg: 'decision', event: 'SCHEDULE', answer: 'accepted', from: 'draft', status: 'ready' },
      { msg: 'decision', event: 'START', answer: 'accepted', status: 'sending' },
      { msg: 'trouble', where: 'on-gone', error: 'Error', code: 'E_GONE' },
      { msg: 'decision', event: 'COMPLETE', answer: 'accepted', status: 'sent' },
      { msg: 'progress', worker: 'worker-1', delivered: 1, failed: 1, inDoubt: 1 },
    ]);
  });

  it('says how long a stop took and what went out after it', async () => {
    const { observer, lines } = listen();
    await playStopped('a', observer);
    const receipt = lines().find(({ msg }) => msg === 'receipt');
    expect(receipt).toMatchObject({ campaignId: 'a', from: 'sending', settled: true });
    expect(receipt.stopMs).toBeGreaterThanOrEqual(0);
    expect(receipt.counts).toMatchObject({ delivered: 1, skipped: 2 });
  });

  it('says nothing about people: not who asked, nor why, nor who it was for', async () => {
    const { observer, flush, written } = listen();
    await playSent('a', observer);
    await playStopped('b', observer);
    flush();
    const { recipients, ...others } = secrets;
    for (const secret of [...recipients, ...Object.values(others), 'example.org']) {
      expect(written.join('')).not.toContain(secret);
    }
  });
});

describe('errorCodes', () => {
  it.each([
    [new TypeError('x'), { error: 'TypeError' }],
    [
      Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      { error: 'Error', code: 'ECONNREFUSED' },
    ],
    [new Error('x', { cause: { code: '57P01' } }), { error: 'Error', code: '57P01' }],
    ['text', { error: 'string' }],
    [null, { error: 'object' }],
  ])('of %o is %j', (error, codes) => {
    expect(errorCodes(error)).toEqual(codes);
  });
});
