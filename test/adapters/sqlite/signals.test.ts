import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCampaigns } from '../../../src/service/index.js';
import { drivers } from './drivers.js';
import { recorded } from './recording.js';
import { sqliteSystem } from './sqlite-system.js';

describe.each(drivers)('the signals of createSqlite on $name', (driver) => {
  let system: Awaited<ReturnType<typeof sqliteSystem>>;
  let campaigns: ReturnType<typeof createCampaigns>;
  let opened: ReturnType<typeof recorded>[];

  beforeEach(async () => {
    opened = [];
    system = await sqliteSystem({
      open: (path) => {
        const connection = recorded(driver.open(path));
        opened.push(connection);
        return connection;
      },
    });
    campaigns = createCampaigns({ ...system, clock: system.clock }) as typeof campaigns;
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a');
    await campaigns.start('a');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await system.dispose();
  });

  const looks = () =>
    opened.flatMap(({ recording }) => recording.run).filter((sql) => /data_version/.test(sql))
      .length;
  const listen = async (id = 'a') => {
    const news: string[] = [];
    const stop = await system.signals.subscribe(id, (each) => void news.push(each));
    return { news, stop };
  };

  it('tells of a cancel of this process before the command has resolved, without a look', async () => {
    const { news, stop } = await listen();
    const before = looks();
    await campaigns.cancel('a');
    expect(news).toEqual(['abort']);
    expect(looks()).toBe(before);
    stop();
  });

  it('tells of a cancel on another connection with the next look, once', async () => {
    const { news, stop } = await listen();
    system.own.exec("update campaign set status = 'cancelled' where id = 'a'");
    expect(news).toEqual([]);
    vi.advanceTimersByTime(5);
    expect(news).toEqual(['abort']);
    system.own.exec("update campaign set data = '1' where id = 'a'");
    vi.advanceTimersByTime(5);
    expect(news).toEqual(['abort']);
    stop();
  });

  it('says look at the first change, at a status that is no cancel, and when the row has gone', async () => {
    const { news, stop } = await listen();
    system.own.exec("update campaign set data = '1' where id = 'a'");
    vi.advanceTimersByTime(5);
    system.own.exec("update campaign set status = 'sent' where id = 'a'");
    vi.advanceTimersByTime(5);
    system.own.exec("delete from campaign where id = 'a'");
    vi.advanceTimersByTime(5);
    expect(news).toEqual(['look', 'look', 'look']);
    stop();
  });

  it('says nothing of other campaigns', async () => {
    await campaigns.create({ id: 'b' });
    await campaigns.schedule('b');
    const { news, stop } = await listen('b');
    await campaigns.cancel('a');
    vi.advanceTimersByTime(5);
    expect(news).not.toContain('abort');
    stop();
  });

  it('looks every 5 ms while somebody listens, and not at all otherwise', async () => {
    vi.advanceTimersByTime(1000);
    expect(looks()).toBe(0);
    const one = await listen();
    const two = await listen();
    const before = looks();
    vi.advanceTimersByTime(50);
    expect(looks() - before).toBe(10);
    one.stop();
    one.stop();
    vi.advanceTimersByTime(50);
    expect(looks() - before).toBe(20);
    two.stop();
    vi.advanceTimersByTime(1000);
    expect(looks() - before).toBe(20);
    const three = await listen();
    system.own.exec("update campaign set status = 'cancelled' where id = 'a'");
    vi.advanceTimersByTime(5);
    expect(three.news).toEqual(['abort']);
    three.stop();
  });

  it('goes on telling the others when one listener throws', async () => {
    const failing = await system.signals.subscribe('a', () => {
      throw new Error('thrown on purpose');
    });
    const { news, stop } = await listen();
    expect(await campaigns.cancel('a')).toMatchObject({ accepted: true });
    expect(news).toEqual(['abort']);
    failing();
    stop();
  });
});
