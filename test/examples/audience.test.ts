import { createECDH, createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ensureAudience,
  readRecipients,
  readSubscribers,
  subscriptionAt,
} from '../../examples/push/audience.js';

const never = new AbortController().signal;
const size = 7;
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'campaign-machine-audience-'));
  path = join(folder, 'new', 'audience.jsonl');
});
beforeEach(() => rm(join(folder, 'new'), { recursive: true, force: true }));
afterAll(() => rm(folder, { recursive: true }));

const digest = async () =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('ensureAudience', () => {
  it('makes the same subscriptions on every machine', async () => {
    expect(await ensureAudience(path, size, never)).toBe(true);
    expect(await digest()).toBe('a7c500abd1bf1b0383d3857944532c4f92a584a937325f47f828e7d555aa23d5');
    expect(await readdir(join(folder, 'new'))).toEqual(['audience.jsonl']);
  });

  it('leaves an intact file as it is', async () => {
    await ensureAudience(path, size, never);
    const { ino, mtimeMs } = await stat(path);
    expect(await ensureAudience(path, size, never)).toBe(false);
    expect(await stat(path)).toMatchObject({ ino, mtimeMs });
  });

  it.each([
    ['cut short', () => truncate(path, 700)],
    [
      'cut at the end of a line',
      async () => writeFile(path, (await readFile(path, 'utf8')).replace(/.*\n$/, '')),
    ],
    ['empty', () => truncate(path, 0)],
    [
      'changed in one character',
      async () =>
        writeFile(
          path,
          (await readFile(path, 'utf8')).replace('subscriber-000003', 'subscriber-000033'),
        ),
    ],
    ['not text', () => writeFile(path, Buffer.alloc(2_000, 0xff))],
    ['for another size', () => ensureAudience(path, size - 1, never)],
  ])('makes a file again that is %s', async (_, damage) => {
    await ensureAudience(path, size, never);
    const intact = await digest();
    await damage();
    expect(await digest()).not.toBe(intact);
    expect(await ensureAudience(path, size, never)).toBe(true);
    expect(await digest()).toBe(intact);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const interrupted = AbortSignal.abort(new Error('interrupted'));
    await expect(ensureAudience(path, size, interrupted)).rejects.toThrow('interrupted');
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });
});

describe('readSubscribers', () => {
  it('reads key pairs that belong together, each of them another one', async () => {
    await ensureAudience(path, size, never);
    const keys = new Set<string>();
    for await (const { p256dh, privateKey, auth } of readSubscribers(path)) {
      const curve = createECDH('prime256v1');
      curve.setPrivateKey(privateKey, 'base64url');
      expect(curve.getPublicKey('base64url')).toBe(p256dh);
      expect(Buffer.from(auth, 'base64url')).toHaveLength(16);
      keys.add(privateKey).add(auth);
    }
    expect(keys.size).toBe(2 * size);
  });
});

describe('readRecipients', () => {
  it('gives the sender everything but the private key, in the same order every time', async () => {
    await ensureAudience(path, size, never);
    const read = async () => {
      const recipients = [];
      for await (const recipient of readRecipients(path)) {
        recipients.push(recipient);
      }
      return recipients;
    };
    const recipients = await read();
    expect(recipients).toHaveLength(size);
    expect(recipients[1]).toEqual({
      id: 'subscriber-000002',
      keys: { p256dh: expect.any(String), auth: expect.any(String) },
    });
    expect(await read()).toEqual(recipients);
  });

  it('can be left early', async () => {
    await ensureAudience(path, size, never);
    for await (const { id } of readRecipients(path)) {
      expect(id).toBe('subscriber-000001');
      break;
    }
  });
});

describe('subscriptionAt', () => {
  it('gives the subscription as web-push takes it', () => {
    const keys = { p256dh: 'p', auth: 'a' };
    expect(subscriptionAt('http://push.example', { id: 'subscriber-000002', keys })).toEqual({
      endpoint: 'http://push.example/push/subscriber-000002',
      keys,
    });
  });
});
