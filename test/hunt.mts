Error.stackTraceLimit = 0;
const { hunt } = await import('./simulation/sabotages/hunt.js');
const { loadSubject } = await import('./subject/load-subject.js');
const { allSabotages } = await import('./simulation/sabotages/all-sabotages.js');
const only = process.argv[2] ? process.argv[2].split(',') : undefined;
for (const s of allSabotages.filter((s) => !only || only.includes(s.name))) {
  for (const [i, p] of s.breaks.entries()) {
  const t = performance.now();
  let r; 
  try { const subject = await loadSubject(s.patches); r = await hunt(s, {subject, executionsMax: Number(process.argv[3] ?? 1500), onlyPromise: i === 0 ? null : p }); } catch (e) { r = { promise: 'ERROR ' + String(e).slice(0, 300) } }
  const ok = r?.promise === p;
  console.log(ok ? 'ok  ' : 'BAD ', s.name, '->', p, ok ? '' : JSON.stringify(r), r && 'executions' in r ? `${r.executions} executions, ${r.steps} steps` : '', `${((performance.now() - t)/1000).toFixed(1)}s`);
  }
}
