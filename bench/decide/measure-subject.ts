// A process of its own for one subject: `measure-subject.ts NAME` prints the nanoseconds of one unit.
import { measure } from 'mitata';
import { assertPublishedBuilds } from '../published-builds.js';
import { loadSubject, type SubjectName } from './subjects.js';

assertPublishedBuilds();
const { pass, units } = await loadSubject(process.argv[2] as SubjectName);
// A pass of the slowest contestant takes half a second, one of the fastest a fifth of a millisecond.
const { p50 } = await measure(pass, { min_samples: 3, min_cpu_time: 250e6 });
process.stdout.write(JSON.stringify(p50 / units));
