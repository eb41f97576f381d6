import { finalityRows } from './finality.js';
import { testRows } from './test-rows.js';

testRows(finalityRows);
