import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { type ConsoleServer, startConsoleServer } from './console-server.js';

/** A console and a browser for the tests of one file. */
export interface InBrowser {
  readonly server: ConsoleServer;
  readonly data: string;
  /** Opens a page of the console, as a person with a browser like this. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** Until the end of the test the browser may complain about this. */
  expectComplaint(text: string): void;
}

export interface InBrowserOptions {
  /** Makes what is to be in the data folder before the console starts. */
  readonly prepare?: (data: string) => Promise<void>;
  /** What the console is started with. */
  readonly options?: readonly string[];
}

/** How long a page may take for what it does next; a busy machine is slow. */
const patienceMs = 20_000;

/** Starts both before the tests of a file. After each test the pages must have had nothing to complain about. */
export const inBrowser = ({ prepare, options = [] }: InBrowserOptions = {}): InBrowser => {
  let browser: Browser;
  let server: ConsoleServer;
  let data = '';
  let expected: string | undefined;
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'campaign-machine-browser-'));
    await prepare?.(data);
    server = await startConsoleServer(data, options);
    browser = await chromium.launch({
      executablePath: chromiumPath,
      chromiumSandbox: false,
      // Pages share a process: to start one for each costs as much as to load what is on it.
      args: ['--renderer-process-limit=1'],
    });
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    const found = complaints.splice(0);
    const isExpected = (text: string) => expected !== undefined && text.includes(expected);
    expect(found.filter((text) => !isExpected(text))).toStrictEqual([]);
    expected = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    // The endpoint follows its parent a moment later, and may write until then.
    await rm(data, { recursive: true, force: true, maxRetries: 10 });
  });

  return {
    get server() {
      return server;
    },
    get data() {
      return data;
    },
    expectComplaint: (text) => {
      expected = text;
    },
    open: async (path = '/', options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      contexts.push(context);
      context.setDefaultTimeout(patienceMs);
      const page = await context.newPage();
      // A violation of the Content-Security-Policy is an error on the console as well.
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning')
          complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => complaints.push(`A dialog: ${dialog.message()}`));
      await page.goto(`${server.origin}${path}`);
      return page;
    },
  };
};
