// A process of its own for one subject: `measure-subject.ts NAME` prints the nanoseconds of one unit.
import { assertPublishedBuilds } from '../published-builds.js';
import { loadSubject, type SubjectName } from './subjects.js';
import { timeOfUnit } from './time-of-unit.js';

assertPublishedBuilds();
const subject = await loadSubject(process.argv[2] as SubjectName);
process.stdout.write(JSON.stringify(await timeOfUnit(subject)));
