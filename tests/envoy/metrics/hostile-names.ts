/** Names that clients and configurations can make up, and what must become of them in the names of metrics. */

/** Names of models that would forge a line of /stats, a label, or the end of one. */
export const HOSTILE = [
  'evil"',
  "evil\nserver.live: 0",
  'evil"} 1\naisle_requests_total{provider="forged"',
  "evil;.;error_type=.=forged;.;",
  "evil;model=.=forged",
  "evil=.=forged",
  "evil\\x",
  "evil\u0000\r\t",
  "evil{}#, %0a",
  "evil é 模型",
  "evil." + "x".repeat(300),
];

/** The same as the id of a provider. */
export const HOSTILE_ID = 'hos"tile;.;\n';

/** What becomes of a name: 64 bytes, of which only these stay. */
export function cleaned(model: string): string {
  const bytes = [...Buffer.from(model).subarray(0, 64)].map((byte) => String.fromCharCode(byte));
  return bytes.map((each) => (/[A-Za-z0-9._:/@-]/.test(each) ? each : "_")).join("");
}
