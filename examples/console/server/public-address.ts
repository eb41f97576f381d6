import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address of the public network: not this machine, not its neighbours, nothing reserved. */
export const isPublicAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';

/** How a name is resolved to all its addresses; Node's own, unless a test says otherwise. */
export type Resolve = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const resolveAll: Resolve = (hostname, callback) => lookup(hostname, { all: true }, callback);

// The same code as for a name that does not exist: the message was surely not accepted.
const notPublic = (hostname: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${hostname} does not lead to the public network.`), {
    code: 'ENOTFOUND',
  });

/**
 * A `lookup` for connections that gives public addresses only. The connection is made to the very
 * address that was looked at, so a name that resolves differently a moment later gains nothing.
 */
export const createPublicLookup =
  (resolve: Resolve = resolveAll): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const found = error ? [] : addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = found;
      if (error || !first) return callback(error ?? notPublic(hostname), '', 0);
      if (options.all) return callback(null, found);
      callback(null, first.address, first.family);
    });
  };
