import { type ChildProcess, fork } from 'node:child_process';
import type { DispatchVariantName } from '../dispatch/dispatch-variants.js';
import type { Reply, Request } from './protocol.js';
import type { ServerVariantName } from './server-variants.js';
import type { VariantName } from './variants.js';

const answerWithinMs = 60_000;

/** A worker process, asked one thing at a time. */
export interface WorkerProcess {
  tell(request: Request): void;
  hear<Type extends Reply['type']>(type: Type): Promise<Extract<Reply, { readonly type: Type }>>;
  stop(): void;
}

const hear = <Type extends Reply['type']>(child: ChildProcess, type: Type) =>
  new Promise<Extract<Reply, { readonly type: Type }>>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no '${type}' from a worker`)), answerWithinMs);
    // It has said why on its standard error; nobody waits a minute for somebody who is gone.
    const onExit = () => reject(new Error(`a worker ended that owed '${type}'`));
    const onMessage = (reply: Reply) => {
      if (reply.type !== type) return;
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(reply as Extract<Reply, { readonly type: Type }>);
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
  });

/** Starts a worker; it ends when this process does. */
export const startWorker = async (
  name: VariantName | ServerVariantName | DispatchVariantName,
  path: string,
): Promise<WorkerProcess> => {
  const child = fork(new URL('worker.ts', import.meta.url), [name, path], {
    execArgv: ['--import', 'tsx'],
  });
  await hear(child, 'ready');
  return {
    tell: (request) => child.send(request),
    hear: (type) => hear(child, type),
    stop: () => child.disconnect(),
  };
};
