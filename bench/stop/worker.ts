// One sending process: runs a variant and tells the harness what it handed over, and when.

import { type DispatchVariantName, dispatchVariants } from '../dispatch/dispatch-variants.js';
import { createHandOver } from './hand-over.js';
import { nowNs, type Reply, type Request } from './protocol.js';
import { type ServerVariantName, serverVariants } from './server-variants.js';
import { type VariantName, variants } from './variants.js';

const [name, path] = process.argv.slice(2) as [
  VariantName | ServerVariantName | DispatchVariantName,
  string,
];
const handOver = createHandOver();
const openVariant = await { ...variants, ...serverVariants, ...dispatchVariants }[name].open();
const variant = await openVariant(path, handOver);
const reply = (message: Reply) => process.send?.(message);

const run = async (campaignId: string, recipients: number, sendMs = 1) => {
  handOver.reset(recipients, sendMs, () => reply({ type: 'sending' }));
  const startedNs = nowNs();
  const cpuBefore = process.cpuUsage();
  await variant.run(campaignId, recipients);
  const { user, system } = process.cpuUsage(cpuBefore);
  const elapsedMs = Number(nowNs() - startedNs) / 1e6;
  reply({ type: 'ended', handedOver: handOver.count, elapsedMs, cpuMs: (user + system) / 1e3 });
};

process.on('message', (request: Request) => {
  if (request.type === 'run') run(request.campaignId, request.recipients, request.sendMs);
  else if (request.type === 'flag') variant.flag?.();
  else {
    const { lastMs, over } = handOver.after(BigInt(request.calledNs), BigInt(request.returnedNs));
    reply({ type: 'counted', lastMs, over });
  }
});
process.on('disconnect', () => {
  variant.close();
  process.exit();
});
reply({ type: 'ready' });
