import { describe, expect, it } from 'vitest';
import { createMailbox } from '../../src/inspect/mailbox.js';
import { turns } from './collected.js';

describe('createMailbox', () => {
  it('delivers in a later turn, in order, one after the other', async () => {
    const seen: string[] = [];
    let answer = () => {};
    const mailbox = createMailbox<string>(10, (item) => {
      seen.push(item);
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    mailbox.post('a');
    mailbox.post('b');
    expect(seen).toEqual([]);
    await turns(3);
    expect(seen).toEqual(['a']);
    answer();
    await turns(3);
    expect(seen).toEqual(['a', 'b']);
    expect(mailbox.dropped).toBe(0);
  });

  it('goes on after it was empty', async () => {
    const seen: number[] = [];
    const mailbox = createMailbox<number>(10, async (item) => void seen.push(item));
    for (const item of [1, 2, 3]) {
      mailbox.post(item);
      await turns(3);
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('No line.');
      },
    ],
    ['rejects', () => Promise.reject(new Error('No line.'))],
  ])('counts what is lost because delivering %s, and goes on', async (_, fail) => {
    const seen: number[] = [];
    const mailbox = createMailbox<number>(10, (item) => {
      if (item === 2) return fail();
      seen.push(item);
      return Promise.resolve();
    });
    for (const item of [1, 2, 3]) mailbox.post(item);
    await turns(10);
    expect(seen).toEqual([1, 3]);
    expect(mailbox.dropped).toBe(1);
  });

  it('keeps the latest where there is no room', async () => {
    const seen: number[] = [];
    const mailbox = createMailbox<number>(3, async (item) => void seen.push(item));
    for (let item = 1; item <= 10; item += 1) mailbox.post(item);
    await turns(10);
    expect(seen).toEqual([8, 9, 10]);
    expect(mailbox.dropped).toBe(7);
  });
});
