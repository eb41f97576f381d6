import { countingRows } from './counting.js';
import { testRows } from './test-rows.js';

testRows(countingRows);
