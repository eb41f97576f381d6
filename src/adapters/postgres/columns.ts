// Columns by name, never `*`: a statement that a connection has prepared goes on when a later release
// adds columns, which it would refuse to if its result changed.

/** A row of `campaign`. */
export const campaignColumns = `key, id, status, due_at, created_at, changed_at, cancelled_at,
  cancelled_from, cancelled_by, cancel_reason, data`;

/** A line of `campaign_history`, as `h`. */
export const historyColumns = `h.sequence, h.at, h.event, h.command_id, h.by, h.reason, h.decision`;

/** What of `campaign_audience` is counted. */
export const audienceColumns = `size, sealed, attempts, last_error, next_try_at, own_delivered,
  own_failed, own_in_doubt, own_skipped`;

/** What of `campaign_lease` is counted. */
export const leaseColumns = `worker, exclusive, taken_at, expires_at, ended_at, clock_error_ms, delivered,
  failed, in_doubt, after_cancel`;
