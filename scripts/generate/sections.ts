import {
  type CampaignEventType,
  type CampaignStatus,
  campaignEffects,
  campaignEventTypes,
  campaignStatuses,
  can,
  decide,
  isFinal,
} from '../../src/lifecycle/index.js';
import {
  effectDescriptions,
  eventDescriptions,
  statusDescriptions,
} from '../../src/machine/descriptions.js';
import { foldersTable, importPicture } from './folders.js';
import { code, markdownTable } from './markdown.js';
import { mermaid } from './mermaid.js';

const cell = (status: CampaignStatus, type: CampaignEventType): string => {
  const decision = decide(status, { type });
  if (!decision.accepted) return decision.reason;
  return [decision.to, ...decision.effects.map((effect) => code(effect.type))].join(', ');
};

const table = (): string =>
  markdownTable(
    ['status', ...campaignEventTypes],
    campaignStatuses.map((status) => [
      code(status),
      ...campaignEventTypes.map((type) => cell(status, type)),
    ]),
  );

/** From where, by what, to where: the cells that ask for this effect. */
const askedFor = (effect: string): string =>
  campaignStatuses
    .flatMap((status) => campaignEventTypes.map((type) => decide(status, { type })))
    .flatMap((decision) =>
      decision.accepted && decision.effects.some(({ type }) => type === effect)
        ? [`${decision.event} in ${code(decision.from)}`]
        : [],
    )
    .join(', ');

const effects = (): string =>
  markdownTable(
    ['effect', 'asked for by', 'what it promises'],
    campaignEffects.map(({ type }) => [code(type), askedFor(type), effectDescriptions[type]]),
  );

const statuses = (): string =>
  markdownTable(
    ['status', 'CANCEL', 'what it means'],
    campaignStatuses.map((status) => [
      isFinal(status) ? `${code(status)} (final)` : code(status),
      can(status, 'CANCEL') ? 'accepted' : 'rejected',
      statusDescriptions[status],
    ]),
  );

const events = (): string =>
  markdownTable(
    ['event', 'what it means'],
    campaignEventTypes.map((type) => [code(type), eventDescriptions[type]]),
  );

const picture = (images: string): string => {
  const cancellable = campaignStatuses.filter((status) => can(status, 'CANCEL')).join(' and ');
  const final = campaignStatuses.filter(isFinal).join(' and ');
  const words = `The lifecycle: ${cancellable} can be cancelled, ${final} are final`;
  return `![${words}](${images}/lifecycle.svg)`;
};

/** What can stand between markers in a page, by the name in the marker. */
export const sections = (images: string): Readonly<Record<string, string>> => ({
  picture: picture(images),
  mermaid: mermaid(),
  table: table(),
  statuses: statuses(),
  events: events(),
  effects: effects(),
  imports: importPicture(),
  folders: foldersTable(),
});
