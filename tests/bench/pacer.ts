// Lets the upstream send the next piece of a stream when the client has the one before: so Envoy sees each by itself.

const waiting = new Map<string, () => void>();

/** The upstream has another piece for this client, and sends it by `send` when it may. */
export function awaitTurn(client: string, send: () => void): void {
  waiting.set(client, send);
}

/** The client has a piece. */
export function giveTurn(client: string): void {
  const send = waiting.get(client);
  waiting.delete(client);
  send?.();
}
