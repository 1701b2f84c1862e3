/** Something inside a network that nobody outside is to reach. */
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { TestContext } from "node:test";

/** A listening port. */
export interface Trap {
  port: number;
  /** How many have connected so far. */
  connections(): number;
}

/** Listens on this machine, until the test ends, and counts who connects. */
export async function startTrap(t: TestContext): Promise<Trap> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}
