/**
 * X.509 certificates (RFC 5280) for tests of TLS, made in memory: no key lies in the repository,
 * and no machine needs openssl.
 */
import type { KeyObject } from "node:crypto";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A certificate for a server, and the authority that signed it; PEM. */
export interface Certificates {
  authority: string;
  certificate: string;
  key: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const OID = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  keyUsage: [0x55, 0x1d, 0x0f],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
};

/** Makes an authority and a certificate of it for these DNS names, valid today. */
export function makeCertificates(names: string[]): Certificates {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = nameOf("test authority");
  // keyCertSign (bit 5), as a certificate that signs others must say.
  const signing = extension(OID.keyUsage, der(0x03, Buffer.from([2, 0x04])));
  const isAuthority = extension(OID.basicConstraints, sequence(der(0x01, Buffer.from([0xff]))));
  const sans = extension(OID.subjectAltName, sequence(...names.map((name) => der(0x82, Buffer.from(name)))));
  return {
    authority: certificate(issuer, issuer, authority.publicKey, authority.privateKey, [isAuthority, signing]),
    certificate: certificate(nameOf(names[0] ?? ""), issuer, server.publicKey, authority.privateKey, [sans]),
    key: server.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

function certificate(
  subject: Buffer,
  issuer: Buffer,
  publicKey: KeyObject,
  signer: KeyObject,
  extensions: Buffer[],
): string {
  const algorithm = sequence(der(0x06, Buffer.from(OID.ecdsaWithSha256)));
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const validity = sequence(timeOf(Date.now() - DAY_MS), timeOf(Date.now() + DAY_MS));
  const spki = publicKey.export({ type: "spki", format: "der" });
  const body = sequence(
    version,
    serial,
    algorithm,
    issuer,
    validity,
    subject,
    spki,
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, signer)]));
  const lines = sequence(body, algorithm, signature)
    .toString("base64")
    .match(/.{1,64}/g)!;
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(der(0x06, Buffer.from(OID.commonName)), der(0x0c, Buffer.from(commonName)))));
}

function timeOf(ms: number): Buffer {
  return der(
    0x17,
    Buffer.from(new Date(ms).toISOString().replace(/^..(..)-(..)-(..)T(..):(..):(..).*/, "$1$2$3$4$5$6Z")),
  );
}

function extension(oid: number[], value: Buffer): Buffer {
  const critical = der(0x01, Buffer.from([0xff]));
  return sequence(der(0x06, Buffer.from(oid)), critical, der(0x04, value));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** One tag-length-value of DER; lengths up to 65,535 bytes. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
