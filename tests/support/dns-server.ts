/** A DNS server (RFC 1035) for tests: every name is at this machine, and every question is remembered. */
import type { RemoteInfo } from "node:dgram";
import { createSocket } from "node:dgram";
import { decode, encode, RECURSION_AVAILABLE, RECURSION_DESIRED } from "dns-packet";

/** A running DNS server on 127.0.0.1. */
export interface DnsServer {
  port: number;
  /** The names that were asked for, in order and in the spelling of the question. */
  asked(): string[];
  close(): Promise<void>;
}

/** Starts a server that answers 127.0.0.1 to every question for an IPv4 address, and nothing to any other. */
export async function startDnsServer(): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = createSocket("udp4", (message: Buffer, from: RemoteInfo) => {
    const { id, questions = [] } = decode(message);
    const names = questions.map(({ name }) => name);
    asked.push(...names);
    const answers = questions
      .filter(({ type }) => type === "A")
      .map(({ name }) => ({ type: "A" as const, name, ttl: 60, data: "127.0.0.1" }));
    const flags = RECURSION_DESIRED | RECURSION_AVAILABLE;
    socket.send(encode({ type: "response", id, flags, questions, answers }), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    port: socket.address().port,
    asked: () => [...asked],
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
