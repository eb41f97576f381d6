// @vitest-environment happy-dom
import { runInThisContext } from 'node:vm';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { settled } from '../control/settled.js';
import { bundlePage, type Language } from './bundle-page.js';

interface Page {
  readonly name: string;
  readonly language: Language;
  /** Puts the button on the page, and `window.setStatus` for what the API says later. */
  readonly entry: string;
  /** A component around the button, where the framework's state lives in components. */
  readonly page?: string;
}

const pages: readonly Page[] = [
  {
    name: 'React',
    language: 'tsx',
    entry: `
      import { flushSync } from 'react-dom';
      import { createRoot } from 'react-dom/client';
      import { StopCampaign } from './button';
      const root = createRoot(document.querySelector('main'));
      window.setStatus = (status) =>
        flushSync(() => root.render(<StopCampaign campaign={{ id: 'autumn', status }} />));
      window.setStatus('draft');
    `,
  },
  {
    name: 'plain DOM',
    language: 'ts no-run',
    entry: `
      import { wireStop } from './button';
      const main = document.querySelector('main');
      main.innerHTML = '<button type="button" aria-describedby="why"></button><p id="why"></p>';
      const [button, why] = main.children;
      window.setStatus = wireStop({ id: 'autumn', status: 'draft' }, button, why);
    `,
  },
  {
    name: 'Vue',
    language: 'vue',
    entry: `
      import { createApp, h, shallowReactive } from 'vue';
      import StopCampaign from './button';
      const props = shallowReactive({ campaign: { id: 'autumn', status: 'draft' } });
      createApp(() => h(StopCampaign, props)).mount('main');
      window.setStatus = (status) => { props.campaign = { id: 'autumn', status }; };
    `,
  },
  {
    name: 'Svelte',
    language: 'svelte',
    page: `
      <script>
        import StopCampaign from './button';
        let status = $state('draft');
        window.setStatus = (next) => { status = next; };
      </script>
      <StopCampaign campaign={{ id: 'autumn', status }} />
    `,
    entry: `
      import { mount } from 'svelte';
      import Page from './page';
      mount(Page, { target: document.querySelector('main') });
    `,
  },
];

// Vue's compiler and a bundle of Vue, on a machine that has other things to do.
const bundleTimeoutMs = 60_000;

const button = () => {
  const element = document.querySelector('button');
  if (!element) throw new Error('Expected a button on the page; got none');
  return element;
};

/** What a person finds once the framework has drawn. */
const read = async () => {
  await settled();
  const why = document.getElementById(button().getAttribute('aria-describedby') ?? '');
  return {
    label: button().textContent?.trim(),
    enabled: button().getAttribute('aria-disabled') === 'false',
    why: why?.textContent ?? '',
  };
};

describe.each(pages)('the button of the guide in $name', ({ language, entry, page }) => {
  let answer: (response: Response) => void;
  const fetch = vi.fn(
    () =>
      new Promise<Response>((resolve) => {
        answer = resolve;
      }),
  );
  const setStatus = (status: string) =>
    (window as unknown as { setStatus(status: string): void }).setStatus(status);

  let script: string;

  beforeAll(async () => {
    ({ script } = await bundlePage(language, entry, page));
  }, bundleTimeoutMs);

  beforeEach(async () => {
    document.body.innerHTML = '<main></main>';
    fetch.mockClear();
    vi.stubGlobal('fetch', fetch);
    runInThisContext(script);
    await settled();
  });

  afterEach(() => vi.unstubAllGlobals());

  it('follows the status, stops the campaign once, and says what came of it', async () => {
    expect(await read()).toMatchObject({
      label: 'Stop campaign',
      enabled: false,
      why: 'CANCEL is not possible yet: the campaign is draft, not ready or sending.',
    });
    setStatus('sending');
    expect(await read()).toStrictEqual({ label: 'Stop campaign', enabled: true, why: '' });

    button().click();
    button().click();
    expect(await read()).toStrictEqual({ label: 'Stopping…', enabled: false, why: '' });
    expect(fetch.mock.calls).toStrictEqual([['/api/campaigns/autumn/cancel', { method: 'POST' }]]);

    answer(Response.json({ accepted: true, to: 'cancelled' }));
    expect(await read()).toStrictEqual({
      label: 'Stop campaign',
      enabled: false,
      why: 'The campaign is already cancelled.',
    });
  });

  it('is on again after a failure', async () => {
    setStatus('ready');
    await settled();
    button().click();
    await settled();
    answer(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    expect(await read()).toMatchObject({
      enabled: true,
      why: 'CANCEL was not confirmed. Sending it again does no harm.',
    });
  });
});

describe('the bundle of the guide’s page', () => {
  it.each(pages)('in $name is for browsers, and has nothing of XState', async (each) => {
    const { script, inputs } = await bundlePage(each.language, each.entry, each.page);
    expect(script).not.toMatch(/["'](node:|xstate)/);
    expect(inputs.filter((input) => input.includes('node_modules/xstate'))).toStrictEqual([]);
  });
});
