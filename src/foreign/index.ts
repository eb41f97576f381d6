export {
  type ForeignStatusErrorCode,
  type ForeignVendor,
  fromForeignStatus,
} from './from-foreign-status.js';
