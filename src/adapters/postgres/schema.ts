import { literal } from '../../sql/literal.js';
import { waitingStatus } from '../../sql/statuses.js';
import { lifecycleTriggers, statusTold } from './lifecycle-triggers.js';

// Times are milliseconds since the epoch. `campaign` in the other tables is campaign.key, which is
// never used again, so that rows of a purged campaign can be swept up later. There are no foreign
// keys: a check of one takes a lock on the campaign's row.
//
// `collate "C"`: ids are compared byte by byte, as JavaScript compares them.
const tables = `
create table @campaign (
  key bigint generated always as identity primary key,
  id text collate "C" not null unique,
  status text not null,
  due_at bigint,
  created_at bigint not null,
  changed_at bigint not null,
  cancelled_at bigint,
  cancelled_from text,
  cancelled_by text,
  cancel_reason text,
  data text not null default 'null'
) with (fillfactor = 80);
create index campaign_due on @campaign (coalesce(due_at, 0)) where status = ${literal(waitingStatus)};
create index campaign_by_status on @campaign (status, key);

create table @campaign_history (
  sequence bigint generated always as identity,
  campaign bigint not null,
  at bigint not null,
  event text not null,
  command_id text collate "C" not null,
  by text,
  reason text,
  decision text not null,
  primary key (campaign, sequence),
  constraint campaign_history_command unique (campaign, command_id)
);

create table @campaign_effect (
  sequence bigint generated always as identity,
  campaign bigint not null,
  effect text not null,
  attempts integer not null default 0,
  recorded_at bigint not null,
  next_try_at bigint not null,
  last_error text,
  settled_as text,
  primary key (campaign, effect)
);
create index campaign_effect_open on @campaign_effect (campaign, sequence)
  where settled_as is null;

create table @campaign_lease (
  token text collate "C" primary key,
  campaign bigint not null,
  worker text not null,
  exclusive boolean not null,
  resend_begun boolean not null default false,
  taken_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  clock_error_ms double precision not null default 0,
  delivered integer not null default 0,
  failed integer not null default 0,
  in_doubt integer not null default 0,
  after_cancel integer not null default 0
) with (fillfactor = 50);
create index campaign_lease_by_campaign on @campaign_lease (campaign, taken_at);
create index campaign_lease_live on @campaign_lease (expires_at) where ended_at is null;

create table @campaign_audience (
  campaign bigint primary key,
  size integer not null default 0,
  chunks integer not null default 0,
  sealed boolean not null default false,
  owner text collate "C",
  attempts integer not null default 0,
  last_error text,
  next_try_at bigint,
  checkpoint text not null default 'null',
  own_delivered bigint,
  own_failed bigint,
  own_in_doubt bigint,
  own_skipped bigint
) with (fillfactor = 50);

create table @campaign_recipient (
  campaign bigint not null,
  id text collate "C" not null,
  primary key (campaign, id)
);

create table @campaign_chunk (
  campaign bigint not null,
  chunk integer not null,
  attempt integer not null,
  recipients text not null,
  primary key (campaign, chunk)
);

create table @campaign_chunk_state (
  campaign bigint not null,
  chunk integer not null,
  open boolean not null,
  owner text collate "C",
  not_before bigint not null,
  states text not null,
  primary key (campaign, chunk)
) with (fillfactor = 50);
create index campaign_chunk_open on @campaign_chunk_state (campaign) where open;
create index campaign_chunk_free on @campaign_chunk_state (campaign, not_before, chunk)
  where open and owner is null;
create index campaign_chunk_owned on @campaign_chunk_state (owner) where owner is not null;

create table @campaign_in_doubt (
  campaign bigint not null,
  chunk integer not null,
  position integer not null,
  token text collate "C" not null,
  counted boolean not null,
  again boolean not null,
  primary key (campaign, chunk, position)
);
create index campaign_in_doubt_again on @campaign_in_doubt (campaign) where again;

create table @campaign_purged (campaign bigint primary key);
`;

// Whoever inserts or deletes a campaign by hand gets the rows that belong to it right. The large
// tables are left to purge(), which empties them in short steps. The functions run with the rights of
// their owner, so that whoever may write a campaign needs no more than that.
const companions = `
create function @campaign_inserted() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $body$
begin
  insert into @campaign_audience (campaign) values (new.key);
  return null;
end $body$;
create trigger campaign_inserted after insert on @campaign
  for each row execute function @campaign_inserted();

create function @campaign_deleted() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $body$
begin
  delete from @campaign_history where campaign = old.key;
  delete from @campaign_effect where campaign = old.key;
  delete from @campaign_lease where campaign = old.key;
  delete from @campaign_audience where campaign = old.key;
  insert into @campaign_purged (campaign) values (old.key);
  return null;
end $body$;
create trigger campaign_deleted after delete on @campaign
  for each row execute function @campaign_deleted();
`;

/** A change of the tables. */
export interface Migration {
  readonly sql: string;
  /**
   * The oldest version of the tables that a release may know and still work on these. It stays where
   * it is while a migration only adds; the migration that takes away what was replaced raises it.
   */
  readonly worksFrom: number;
}

/**
 * What each version adds to the one before it; the version of a schema is how many of them it has. A
 * migration that was published is never edited: a change is a new one at the end.
 *
 * Expand, then contract: one release adds beside what is there (`worksFrom` stays), so that workers
 * of the release before go on; a later one takes away what nobody uses any more.
 */
export const migrations: readonly Migration[] = [
  { sql: tables + companions + lifecycleTriggers + statusTold, worksFrom: 1 },
];
