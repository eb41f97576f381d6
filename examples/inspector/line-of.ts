import type { InspectionMessage } from 'campaign-machine/inspect';

// What comes from another process shall not move the cursor of whoever reads it.
const printable = (text: string): string => text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?');

// Other machines may be on the line, whose states are nested or have no name.
const statusOf = ({ value }: { readonly value?: unknown }): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'there');

const whatOf = (message: InspectionMessage): string => {
  switch (message.type) {
    case '@xstate.actor':
      return `is ${statusOf(message.snapshot)}`;
    case '@xstate.event':
      return String(message.event.type);
    case '@xstate.snapshot':
      return `→ ${statusOf(message.snapshot)}`;
  }
};

/** A message as one line: `12:04:31.250  autumn-sale  CANCEL rejected (too-late)`. */
export const lineOf = (message: InspectionMessage): string => {
  const time = new Date(Number(message.createdAt)).toISOString().slice(11, 23);
  return printable(`${time}  ${message.sessionId}  ${whatOf(message)}`);
};
