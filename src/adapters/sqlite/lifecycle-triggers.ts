import { campaignStatuses } from '../../lifecycle/index.js';
import { literal, literals } from '../../sql/literal.js';
import { refusedMoves, unknownStatusMessage } from '../../sql/moves.js';

// SQLite before 3.47 takes only a literal as the message of raise(), hence one branch a pair.
const refusals = refusedMoves
  .map(
    ({ from, to, message }) =>
      `    when old.status = ${literal(from)} and new.status = ${literal(to)}
      then raise(abort, ${literal(message)})`,
  )
  .join('\n');

const unknown = `new.status not in ${literals(campaignStatuses)}`;
const refuseUnknown = `raise(abort, ${literal(unknownStatusMessage)})`;

/**
 * The `lifecycle` as triggers: the database itself refuses a status that is not in the table, and a
 * move that no event makes, whoever writes it.
 */
export const lifecycleTriggers = `
create trigger campaign_status_known before insert on campaign when ${unknown}
begin
  select ${refuseUnknown};
end;

create trigger campaign_status_moves before update of status on campaign
  when new.status is not old.status
begin
  select case
    when ${unknown} then ${refuseUnknown}
${refusals}
  end;
end;
`;
