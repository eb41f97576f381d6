import {
  type CampaignStatus,
  campaignEventTypes,
  campaignStatuses,
  can,
  decide,
  isFinal,
} from '../../src/lifecycle/index.js';

const arrowsFrom = (status: CampaignStatus): readonly string[] =>
  campaignEventTypes.flatMap((type) => {
    const decision = decide(status, { type });
    if (!decision.accepted) return [];
    const label = [type, ...decision.effects.map((effect) => effect.type)].join(' / ');
    return [`  ${status} --> ${decision.to}: ${label}`];
  });

const cancellable = campaignStatuses.filter((status) => can(status, 'CANCEL'));

/** The lifecycle as a state diagram of Mermaid. The outline is legible on light and on dark ground. */
export const mermaid = (): string =>
  [
    '```mermaid',
    'stateDiagram-v2',
    '  direction LR',
    `  [*] --> ${campaignStatuses[0]}`,
    ...campaignStatuses.flatMap(arrowsFrom),
    ...campaignStatuses.filter(isFinal).map((status) => `  ${status} --> [*]`),
    '  classDef cancellable stroke:#d1453b,stroke-width:3px',
    `  class ${cancellable.join(',')} cancellable`,
    '```',
  ].join('\n');
