import { type ConformanceCase, type SuiteOptions, suiteOf } from './conformance-case.js';
import { ledgerAudienceCases } from './ledger-audience-cases.js';
import { ledgerCheckpointCases } from './ledger-checkpoint-cases.js';
import { ledgerClaimCases } from './ledger-claim-cases.js';
import { ledgerCompleteCases } from './ledger-complete-cases.js';
import { ledgerCrashCases } from './ledger-crash-cases.js';
import { ledgerDoubtCases } from './ledger-doubt-cases.js';
import { ledgerLeaseCases } from './ledger-lease-cases.js';
import { ledgerRaceCases } from './ledger-race-cases.js';
import { ledgerRecipientCases } from './ledger-recipient-cases.js';
import { ledgerResendCases } from './ledger-resend-cases.js';
import { ledgerRetryCases } from './ledger-retry-cases.js';
import { ledgerSettleCases } from './ledger-settle-cases.js';
import { ledgerWaitingCases } from './ledger-waiting-cases.js';

/**
 * What a `RecipientLedger` has to do, together with the `CampaignStore` whose transactions it shares:
 * leases, the audience, the fence, outcomes, COMPLETE's guard, and what a frozen or killed worker
 * leaves behind. After every case the kept counts are compared with a recount of the rows.
 *
 * @example
 * for (const { name, run } of testRecipientLedger({ create })) it(name, run);
 */
export function testRecipientLedger<Tx>(options: SuiteOptions<Tx>): readonly ConformanceCase[] {
  const cases = [
    ...ledgerLeaseCases,
    ...ledgerCheckpointCases,
    ...ledgerAudienceCases,
    ...ledgerRecipientCases,
    ...ledgerClaimCases,
    ...ledgerWaitingCases,
    ...ledgerSettleCases,
    ...ledgerRetryCases,
    ...ledgerDoubtCases,
    ...ledgerResendCases,
    ...ledgerCompleteCases,
    ...ledgerRaceCases,
    ...ledgerCrashCases,
  ];
  return suiteOf(cases, options);
}
