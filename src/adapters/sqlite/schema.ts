import { lifecycleTriggers } from './lifecycle-triggers.js';
import { statusIndexes } from './status-index.js';

// Times are milliseconds since the epoch. `campaign` in the other tables is campaign.key, which is
// never used again (autoincrement), so that rows of a purged campaign can be swept up later.
const tables = `
create table campaign (
  key integer primary key autoincrement,
  id text not null unique,
  status text not null,
  due_at integer,
  created_at integer not null,
  changed_at integer not null,
  cancelled_at integer,
  cancelled_from text,
  cancelled_by text,
  cancel_reason text,
  data text not null default 'null'
) strict;
${statusIndexes}
create table campaign_history (
  sequence integer primary key,
  campaign integer not null,
  at integer not null,
  event text not null,
  command_id text not null,
  by text,
  reason text,
  decision text not null,
  unique (campaign, command_id)
) strict;

create table campaign_effect (
  sequence integer primary key autoincrement,
  campaign integer not null,
  effect text not null,
  attempts integer not null default 0,
  recorded_at integer not null,
  next_try_at integer not null,
  last_error text,
  settled_as text,
  unique (campaign, effect)
) strict;
create index campaign_effect_open on campaign_effect (campaign, sequence)
  where settled_as is null;

create table campaign_lease (
  token text primary key,
  campaign integer not null,
  worker text not null,
  exclusive integer not null,
  resend_begun integer not null default 0,
  taken_at integer not null,
  expires_at integer not null,
  ended_at integer,
  clock_error_ms real not null default 0,
  delivered integer not null default 0,
  failed integer not null default 0,
  in_doubt integer not null default 0,
  after_cancel integer not null default 0
) strict, without rowid;
create index campaign_lease_by_campaign on campaign_lease (campaign, taken_at);
create index campaign_lease_live on campaign_lease (expires_at) where ended_at is null;

create table campaign_audience (
  campaign integer primary key,
  size integer not null default 0,
  chunks integer not null default 0,
  sealed integer not null default 0,
  owner text,
  attempts integer not null default 0,
  last_error text,
  next_try_at integer,
  checkpoint text not null default 'null',
  own_delivered integer,
  own_failed integer,
  own_in_doubt integer,
  own_skipped integer
) strict;

create table campaign_recipient (
  campaign integer not null,
  id text not null,
  primary key (campaign, id)
) strict, without rowid;

create table campaign_chunk (
  campaign integer not null,
  chunk integer not null,
  attempt integer not null,
  recipients text not null,
  primary key (campaign, chunk)
) strict;

create table campaign_chunk_state (
  campaign integer not null,
  chunk integer not null,
  open integer not null,
  owner text,
  not_before integer not null,
  states text not null,
  primary key (campaign, chunk)
) strict;
create index campaign_chunk_open on campaign_chunk_state (campaign) where open = 1;
create index campaign_chunk_free on campaign_chunk_state (campaign, not_before, chunk)
  where open = 1 and owner is null;
create index campaign_chunk_owned on campaign_chunk_state (owner) where owner is not null;

create table campaign_in_doubt (
  campaign integer not null,
  chunk integer not null,
  position integer not null,
  token text not null,
  counted integer not null,
  again integer not null,
  primary key (campaign, chunk, position)
) strict, without rowid;

create table campaign_purged (campaign integer primary key) strict;
`;

// Whoever inserts or deletes a campaign by hand gets the rows that belong to it right. The large
// tables are left to purge(), which empties them in short steps.
const companions = `
create trigger campaign_inserted after insert on campaign
begin
  insert into campaign_audience (campaign) values (new.key);
end;

create trigger campaign_deleted after delete on campaign
begin
  delete from campaign_history where campaign = old.key;
  delete from campaign_effect where campaign = old.key;
  delete from campaign_lease where campaign = old.key;
  delete from campaign_audience where campaign = old.key;
  insert into campaign_purged (campaign) values (old.key);
end;
`;

/**
 * What each version adds to the one before it; the version of a database is how many of them it has.
 * A migration that was published is never edited: a change is a new one at the end.
 */
export const migrations: readonly string[] = [tables + companions + lifecycleTriggers];
