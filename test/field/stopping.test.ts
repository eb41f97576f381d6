import { stoppingRows } from './stopping.js';
import { testRows } from './test-rows.js';

testRows(stoppingRows);
