import { queueRows } from './queue.js';
import { testRows } from './test-rows.js';

testRows(queueRows);
