/**
 * Statuses of other systems as ours.
 *
 * @packageDocumentation
 */

export {
  type ForeignStatusErrorCode,
  type ForeignVendor,
  fromForeignStatus,
} from './from-foreign-status.js';
