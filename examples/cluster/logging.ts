import type { CampaignObserver } from 'campaign-machine/service';
import { type Logger, pino } from 'pino';
import { answerWord } from './answer-word.js';
import { createProgressWindows } from './progress-window.js';

export type { Logger };

/** A logger for one process: a line of JSON for each thing that happens, on the standard output. */
export const createLogger = (name: string): Logger =>
  pino({
    base: { process: name, pid: process.pid },
    level: process.env['LOG_LEVEL'] || 'info',
    formatters: { level: (label) => ({ level: label }) },
  });

/**
 * What may be said of an error: its name and its code. Its message may hold anything, also whose
 * subscription it was.
 */
export const errorCodes = (error: unknown): { readonly error: string; readonly code?: string } => {
  const { name, code, cause } = (error ?? {}) as Record<string, unknown>;
  const found = code ?? (cause as { readonly code?: unknown } | null | undefined)?.code;
  const known = typeof found === 'string' ? { code: found } : {};
  return { error: typeof name === 'string' ? name : typeof error, ...known };
};

/**
 * Tells a log what happens to campaigns: ids, counts and codes. Who asked for something, and why, is in
 * the audit trail, where it can be deleted with the campaign; a log is kept elsewhere, and longer.
 */
export const createLogging = (
  log: Logger,
): { readonly observer: CampaignObserver; readonly flush: () => void } => {
  const progress = createProgressWindows(({ codes, since, at, ...window }) =>
    log.info({ ...window, codes, overMs: at - since }, 'progress'),
  );
  const observer: CampaignObserver = {
    onCreated: ({ id, status }, event) => log.info({ campaignId: id, event, status }, 'created'),
    onDecision: (answer) => {
      const { campaignId, event, from, commandId, campaign } = answer;
      const line = { campaignId, event, answer: answerWord(answer), from, commandId };
      // Workers ask on, harmlessly, what was decided already: START and COMPLETE again and again.
      const level = answer.accepted ? 'info' : 'debug';
      log[level]({ ...line, status: campaign.status }, 'decision');
    },
    onEffect: (event) => log[event.outcome === 'failed' ? 'warn' : 'debug'](event, 'effect'),
    onDispatchProgress: progress.add,
    onReceipt: (campaignId, receipt) => {
      const { counts, from, at, stoppedAt, handedOverAfterCancel, settled } = receipt;
      const stopMs = stoppedAt === null ? null : stoppedAt - at;
      log.info({ campaignId, from, stopMs, counts, handedOverAfterCancel, settled }, 'receipt');
    },
    onTrouble: ({ where, campaignId, error }) =>
      log.warn({ where, campaignId, ...errorCodes(error) }, 'trouble'),
  };
  return { observer, flush: progress.flush };
};
