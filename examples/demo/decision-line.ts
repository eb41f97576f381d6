import { type Decision, explain } from 'campaign-machine';

/** What was decided, in one line. */
export const decisionLine = (decision: Decision): string => {
  const event = decision.event.padEnd(9);
  if (!decision.accepted) return `  ${event} rejected, ${decision.reason}: ${explain(decision)}`;
  const effects = decision.effects.map(({ type }) => type).join(', ') || 'none';
  return `  ${event} ${`${decision.from} → ${decision.to}`.padEnd(20)} effect: ${effects}`;
};
