import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type CampaignEventType,
  type CampaignStatus,
  campaignEventTypes,
  campaignStatuses,
  decide,
  isFinal,
} from '../src/lifecycle/index.js';

/** The formatter pads the cells of a table; what they say is what counts. */
const unpadded = (text: string) => text.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');

const readme = unpadded(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));

const cell = (status: CampaignStatus, type: CampaignEventType): string => {
  const decision = decide(status, { type });
  if (!decision.accepted) return decision.reason;
  return [decision.to, ...decision.effects.map((effect) => `\`${effect.type}\``)].join(', ');
};

const table = (): string => {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const header = ['status', ...campaignEventTypes];
  return [
    row(header),
    row(header.map(() => '---')),
    ...campaignStatuses.map((status) =>
      row([`\`${status}\``, ...campaignEventTypes.map((type) => cell(status, type))]),
    ),
  ].join('\n');
};

const arrow = (status: CampaignStatus, type: CampaignEventType): readonly string[] => {
  const decision = decide(status, { type });
  if (!decision.accepted) return [];
  const label = [type, ...decision.effects.map((effect) => effect.type)].join(' / ');
  return [`  ${status} --> ${decision.to}: ${label}`];
};

const picture = (): string =>
  [
    'stateDiagram-v2',
    '  direction LR',
    `  [*] --> ${campaignStatuses[0]}`,
    ...campaignStatuses.flatMap((from) => campaignEventTypes.flatMap((type) => arrow(from, type))),
    ...campaignStatuses.filter(isFinal).map((status) => `  ${status} --> [*]`),
  ].join('\n');

describe('README.md', () => {
  it('has the table that the code decides by', () => {
    expect(readme).toContain(`\n\n${table()}\n\n`);
  });

  it('has the picture of that table', () => {
    expect(readme).toContain(unpadded(`\`\`\`mermaid\n${picture()}\n\`\`\``));
  });
});
