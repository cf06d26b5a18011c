import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address in the world for whichever server is alive, as a load balancer gives. */
export interface Balancer {
  readonly url: string;
  to(port: number): void;
  close(): void;
}

export async function openBalancer(): Promise<Balancer> {
  let target = 0;
  const pipes = new Set<Socket>();
  const server = createServer(incoming => {
    const outgoing = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      pipes.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        pipes.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    to(port) {
      target = port;
    },
    close() {
      for (const pipe of pipes) pipe.destroy();
      server.close();
    },
  };
}
