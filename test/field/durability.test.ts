import { durabilityRows } from './durability.js';
import { testRows } from './test-rows.js';

testRows(durabilityRows);
