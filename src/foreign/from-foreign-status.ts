import { CampaignInputError, type CampaignStatus } from '../lifecycle/index.js';
import { foreignStatuses } from './foreign-statuses.js';

/** A system whose statuses are known here. */
export type ForeignVendor = keyof typeof foreignStatuses;

/** The stable codes of the `CampaignInputError` that {@link fromForeignStatus} throws. */
export type ForeignStatusErrorCode = 'unknown-vendor' | 'unknown-foreign-status' | 'no-counterpart';

const refuse = (code: ForeignStatusErrorCode, expected: string, input: unknown): never => {
  throw new CampaignInputError<ForeignStatusErrorCode>(code, expected, input);
};

const lookUp = <Value>(table: Readonly<Record<string, Value>>, key: unknown): Value | undefined =>
  typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined;

/**
 * The status of this package that another system's status is. Exact words only, as that system
 * writes them; nothing is guessed, and nothing is ever defaulted to a status that can be cancelled.
 * Pure.
 *
 * @throws `CampaignInputError` with code `unknown-vendor`, `unknown-foreign-status`, or
 * `no-counterpart` for a status that the vendor has and this lifecycle has not (PushPushGo's
 * `deleted`, `failed` and `blocked`)
 *
 * @example
 * fromForeignStatus('pushpushgo', 'stopped'); // 'cancelled'
 */
export function fromForeignStatus(vendor: ForeignVendor, status: string): CampaignStatus {
  const statuses =
    lookUp<Readonly<Record<string, CampaignStatus | null>>>(foreignStatuses, vendor) ??
    refuse('unknown-vendor', `one of ${Object.keys(foreignStatuses).join(', ')}`, vendor);
  const found = lookUp(statuses, status);
  if (found) return found;
  const mapped = Object.keys(statuses).filter((key) => statuses[key] !== null);
  const code = found === null ? 'no-counterpart' : 'unknown-foreign-status';
  return refuse(code, `a ${vendor} status out of ${mapped.join(', ')}`, status);
}
