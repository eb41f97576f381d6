import { answerRows } from './answers.js';
import { testRows } from './test-rows.js';

testRows(answerRows);
