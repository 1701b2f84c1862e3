/** The curl calls of an example's README, read so that the tests send exactly what a reader would. */
import { readFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:http";

/** One call as curl would send it. */
export interface Call {
  method: string;
  /** As the README writes it; `send` replaces only where it goes, not its Host. */
  url: URL;
  headers: Record<string, string>;
  body: string | null;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Options that change what curl shows, not what it sends. */
const OUTPUT_OPTIONS = ["-N", "-sS", "-sSN", "-i"];

/** Every fenced block that is one curl command, in the order of the document. */
export async function readCalls(readme: URL): Promise<Call[]> {
  const blocks = (await readFile(readme, "utf8")).matchAll(/^```sh\n(curl [^]*?)^```$/gm);
  return [...blocks].map((block) => parseCurl(block[1]!));
}

/** Reads one curl command; an option that the examples do not use is an error, so that none is silently left out. */
export function parseCurl(command: string): Call {
  const [, ...words] = shellWords(command);
  const call: Call = { method: "GET", url: new URL("http://none"), headers: {}, body: null };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "-H") {
      const [name, value] = words.shift()!.split(": ");
      call.headers[name!] = value!;
    } else if (word === "-d") {
      call.body = words.shift()!;
      call.method = "POST";
    } else if (word.startsWith("http://")) {
      call.url = new URL(word);
    } else if (!OUTPUT_OPTIONS.includes(word)) {
      throw new Error(`curl is called with ${word}, which this test does not know`);
    }
  }
  return call;
}

/** Splits a command as a shell does; quotes and line continuations are all that the examples use. */
function shellWords(command: string): string[] {
  const words = command.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"\\]+)/g);
  return [...words].map((word) => word[1] ?? word[2] ?? word[3]!);
}

/** Sends a call to a port of this machine, under the host name of its URL. */
export function send(port: number, call: Call): Promise<Reply> {
  const { method, url, body } = call;
  const headers = {
    host: url.host,
    ...call.headers,
    ...(body === null ? {} : { "content-length": Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path: url.pathname + url.search, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
    });
    sent.on("error", reject).end(body ?? undefined);
  });
}
