import { campaignStatuses } from '../../lifecycle/index.js';
import { literal, literals } from '../../sql/literal.js';
import { allowedMoves, refusedMoves, unknownStatusMessage } from '../../sql/moves.js';
import { dispatchingStatus, waitingStatus } from '../../sql/statuses.js';

const refuse = (message: string): string =>
  `raise exception using message = ${literal(message)}, errcode = 'check_violation';`;

const refusals = refusedMoves
  .map(
    ({ from, to, message }) =>
      `  if old.status = ${literal(from)} and new.status = ${literal(to)} then ${refuse(message)} end if;`,
  )
  .join('\n');

// Asked in the function and not in the trigger's `when`, which the server parses anew for every statement.
const allowed = allowedMoves.map(({ from, to }) => `(${literal(from)}, ${literal(to)})`).join(', ');

const unknown = `if new.status not in ${literals(campaignStatuses)} then ${refuse(unknownStatusMessage)} end if;`;

/**
 * The `lifecycle` as triggers: the database itself refuses a status that is not in the table, and a
 * move that no event makes, whoever writes it. They look at the row after it is written, as it will be
 * committed: a trigger before that would lock it once more, and others could still change it.
 */
export const lifecycleTriggers = `
create function @campaign_status_known() returns trigger language plpgsql as $body$
begin
  ${unknown}
  return null;
end $body$;
create trigger campaign_status_known after insert on @campaign
  for each row execute function @campaign_status_known();

create function @campaign_status_moves() returns trigger language plpgsql as $body$
begin
  if (old.status, new.status) in (${allowed}) then return null; end if;
  ${unknown}
${refusals}
  return null;
end $body$;
create trigger campaign_status_moves after update on @campaign
  for each row when (old.status is distinct from new.status)
  execute function @campaign_status_moves();
`;

const worksOn = literals([waitingStatus, dispatchingStatus]);

/**
 * The database itself tells of every move at its commit, whoever makes it: once for a campaign, with
 * the new status and a hash of the id, so that no id is too long for a notification. The channel is
 * the name of the schema.
 */
export const statusTold = `
create function @campaign_status_told() returns trigger language plpgsql as $body$
begin
  perform pg_notify(tg_table_schema,
    new.status || ' ' || encode(sha256(convert_to(new.id, 'UTF8')), 'hex'));
  return null;
end $body$;
create trigger campaign_status_told after update on @campaign
  for each row when (old.status is distinct from new.status)
  execute function @campaign_status_told();
create trigger campaign_adoption_told after insert on @campaign
  for each row when (new.status in ${worksOn})
  execute function @campaign_status_told();
`;
