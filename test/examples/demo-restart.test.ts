import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createCampaigns } from 'campaign-machine/service';
import { describe, expect, it } from 'vitest';
import { dataPaths, openDatabase } from '../../examples/shared/data-folder.js';
import { countIn, type DemoProcess, startCampaignCli, startDemo } from './demo-process.js';
import { eachInItsFolder } from './in-data-folder.js';

const folder = eachInItsFolder();

const demo = (...args: string[]): DemoProcess => startDemo('--data', folder.path, ...args);
const campaign = (...args: string[]): DemoProcess =>
  startCampaignCli(...args, '--data', folder.path);

const kill = async ({ child, closed }: DemoProcess): Promise<void> => {
  child.kill('SIGKILL');
  await closed;
};

/** What a run printed behind the last announcement of this campaign. */
const partOf = ({ stdout }: DemoProcess, id: string): string =>
  stdout().split(`\nCampaign ${id}`).at(-1) ?? '';

/** Everybody once: as the service counted, and as the endpoint recorded, a line a message. */
const expectOnceEach = async (part: string, id: string, audience: number): Promise<void> => {
  const { arrivals } = dataPaths(folder.path);
  expect(await readdir(arrivals)).toContain(id);
  const reached = (await readFile(`${arrivals}/${id}`, 'utf8')).split('\n').filter(Boolean);
  expect(new Set(reached).size).toBe(reached.length);
  const [delivered, inDoubt] = [countIn(part, 'delivered'), countIn(part, 'in doubt')];
  expect(delivered + inDoubt + countIn(part, 'skipped')).toBe(audience);
  expect(reached.length).toBeGreaterThanOrEqual(delivered);
  expect(reached.length).toBeLessThanOrEqual(delivered + inDoubt);
  expect(part).toMatch(/ adds up$/m);
  expect(part).toContain('0 duplicates, 0 refused');
};

describe('the demo, started again', { timeout: 60_000 }, () => {
  it('resumes what was being sent when it was killed, and reaches everybody once', async () => {
    const first = demo('--audience=400', '--cancel-after=300');
    await first.says(/ of 400/);
    await kill(first);

    // With another audience asked for: the one that it was begun with counts.
    const second = demo('--audience=7');
    await second.says(/-corrected: [\s\S]* of 400/);
    await kill(second);
    expect(second.stdout()).toMatch(
      /Campaign autumn-sale-1 of an earlier start was not finished: \d+ of 400 messages delivered, \d+ in doubt/,
    );
    const cancelled = partOf(second, 'autumn-sale-1: ').split('-corrected')[0] ?? '';
    expect(cancelled).toMatch(/^ {2}status +cancelled$/m);
    await expectOnceEach(cancelled, 'autumn-sale-1', 400);

    const third = demo();
    expect(await third.closed, third.stderr()).toBe(0);
    expect(third.stdout()).toContain('Campaign autumn-sale-1-corrected of an earlier start');
    const sent = partOf(third, 'autumn-sale-1-corrected: ');
    expect(sent).toMatch(/^ {2}status +sent$/m);
    expect(countIn(sent, 'in doubt')).toBeGreaterThan(0);
    await expectOnceEach(sent, 'autumn-sale-1-corrected', 400);
  });

  it('leaves cancelled what was cancelled before it was killed', async () => {
    const first = demo('--audience=400', '--cancel-after=399');
    await first.says(/ of 400/);
    // What is on its way is not answered, so the program cannot get further than the cancel.
    const endpoint = Number(await first.says(/process (\d+), verifies/));
    process.kill(endpoint, 'SIGSTOP');
    const database = await openDatabase(folder.path);
    const answer = await createCampaigns(database).cancel('autumn-sale-1', { by: 'kim' });
    database.close();
    expect(answer).toMatchObject({ accepted: true, from: 'sending' });
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    process.kill(endpoint, 'SIGCONT');

    const second = demo();
    expect(await second.closed, second.stderr()).toBe(0);
    const [, cancelled = '', sent = ''] = second.stdout().split('\nCampaign ');
    expect(cancelled).toContain('was cancelled and stays cancelled: nothing more of it is sent.');
    expect(cancelled).toMatch(/^ {2}cancelled +by kim/m);
    expect(countIn(cancelled, 'in doubt')).toBeGreaterThan(0);
    await expectOnceEach(cancelled, 'autumn-sale-1', 400);
    expect(sent).toMatch(/^ {2}status +sent$/m);
    expect(sent).toMatch(/^ {2}audience +400 +adds up$/m);
  });

  it('leaves a campaign alone that another program is sending', async () => {
    const first = demo('--audience=400', '--cancel-after=399');
    await first.says(/ of 400/);
    // So that it is sending it for as long as this takes.
    const endpoint = Number(await first.says(/process (\d+), verifies/));
    process.kill(endpoint, 'SIGSTOP');
    const second = demo();
    expect(await second.closed).toBe(1);
    expect(second.stderr()).toBe(
      `demo: Campaign autumn-sale-1 is being sent by another program (demo-${first.child.pid}).\n`,
    );
    process.kill(endpoint, 'SIGCONT');
  });
});

describe('npm run campaign', { timeout: 30_000 }, () => {
  it('shows and cancels what another program is sending, which stops and says so', async () => {
    const run = demo('--audience=1000', '--cancel-after=999');
    await run.says(/ of 1,000/);
    const cancel = campaign('cancel', 'autumn-sale-1', '--by=kim', '--reason', 'wrong price');
    expect(await cancel.closed, cancel.stderr()).toBe(0);
    expect(cancel.stdout()).toMatch(/^ {2}CANCEL +sending → cancelled +effect: abort-dispatch$/m);
    expect(cancel.stdout()).toMatch(/^ {2}stopped +[\d,]+ ms after that/m);

    await run.says(/(adds up)/);
    const cancelled = partOf(run, 'autumn-sale-1: ');
    expect(cancelled).toMatch(/^ {2}cancelled +by kim .* out of sending, because: wrong price$/m);
    expect(countIn(cancelled, 'skipped')).toBeGreaterThan(0);
    for (const name of ['delivered', 'skipped']) {
      expect(countIn(cancelled, name)).toBe(countIn(cancel.stdout(), name));
    }
    await kill(run);

    const again = campaign('cancel', 'autumn-sale-1', '--by=ada');
    const list = campaign('list');
    const report = campaign('report', 'autumn-sale-1');
    expect(await again.closed).toBe(0);
    expect(again.stdout()).toMatch(/^ {2}CANCEL +rejected, repeated/);
    expect(again.stdout()).toMatch(/^ {2}cancelled +by kim/m);
    expect(await list.closed).toBe(0);
    expect(list.stdout()).toMatch(/^cancelled +\S+ +autumn-sale-1$/m);
    expect(await report.closed).toBe(0);
    expect(report.stdout()).toMatch(/^ {2}status +cancelled$/m);
    expect(report.stdout()).toMatch(/^ {2}audience +1,000$/m);
  });

  it('says that there is nothing yet', async () => {
    const list = campaign('list');
    expect(await list.closed).toBe(0);
    expect(list.stdout()).toBe('There are no campaigns yet. npm start makes some.\n');
  });

  it('says in one line that there is no such campaign, and ends with 1', async () => {
    const report = campaign('report', 'spring-sale');
    const cancel = campaign('cancel', 'spring-sale');
    for (const run of [report, cancel]) {
      expect(await run.closed).toBe(1);
      expect(run.stdout()).toBe('');
      expect(run.stderr()).toBe(
        'campaign: There is no campaign "spring-sale". See npm run campaign -- list.\n',
      );
    }
  });

  it('says in one line what is wrong with an argument, and ends with 2', async () => {
    const typo = campaign('stop', 'autumn-sale-1');
    const tooLong = campaign('report', 'x'.repeat(513));
    expect(await typo.closed).toBe(2);
    expect(typo.stderr()).toBe(
      'campaign: Expected list, report or cancel, not "stop". See --help.\n',
    );
    expect(await tooLong.closed).toBe(2);
    expect(tooLong.stderr()).toMatch(/^campaign: .*1 to 512 characters.* See --help\.\n$/);
  });

  it('explains itself with --help', async () => {
    const help = campaign('--help');
    expect(await help.closed).toBe(0);
    for (const word of ['list', 'report ID', 'cancel ID', '--by NAME', '--reason TEXT']) {
      expect(help.stdout()).toContain(word);
    }
  });
});
