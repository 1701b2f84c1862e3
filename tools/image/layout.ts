// The OCI image of the filter, as Istio and Higress load it: one gzipped tar layer with `plugin.wasm` in its root.
// https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
// https://github.com/solo-io/wasm/blob/master/spec/spec-compat.md

import { createHash } from "node:crypto";
import { storeGzip } from "./stored-gzip.ts";
import { writeTar } from "./ustar.ts";

/** What the image says of itself. */
export interface ImageFacts {
  title: string;
  description: string;
  version: string;
  licenses: string;
}

/** The files of an image layout by their paths, and the digest of the image: that of its manifest. */
export interface ImageLayout {
  digest: string;
  files: Map<string, Uint8Array>;
}

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

/** Go's names for a module that needs an operating system's interface, of which this one uses the environment only. */
const PLATFORM = { architecture: "wasm", os: "wasip1" };

const EPOCH = "1970-01-01T00:00:00Z";

/** The layout of an image whose digest depends on the module and the facts only: not on time, machine or zlib. */
export function buildLayout(wasm: Uint8Array, facts: ImageFacts): ImageLayout {
  const blobs = new BlobStore();
  const tar = writeTar("plugin.wasm", wasm);
  const layer = blobs.add("application/vnd.oci.image.layer.v1.tar+gzip", storeGzip(tar));
  const config = blobs.addJson("application/vnd.oci.image.config.v1+json", {
    created: EPOCH,
    ...PLATFORM,
    config: {},
    rootfs: { type: "layers", diff_ids: [digestOf(tar)] },
    history: [{ created: EPOCH, created_by: "make image" }],
  });
  const manifestType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = blobs.addJson(manifestType, {
    schemaVersion: 2,
    mediaType: manifestType,
    config,
    layers: [layer],
    annotations: { ...annotate(facts), "module.wasm.image/variant": "compat" },
  });
  const ref = { "org.opencontainers.image.ref.name": facts.version };
  const index = {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [{ ...manifest, platform: PLATFORM, annotations: ref }],
  };
  blobs.files.set("index.json", encode(index));
  blobs.files.set("oci-layout", encode({ imageLayoutVersion: "1.0.0" }));
  return { digest: manifest.digest, files: blobs.files };
}

/** https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md */
function annotate(facts: ImageFacts): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
}

/** Collects blobs under their digests. */
class BlobStore {
  readonly files = new Map<string, Uint8Array>();

  add(mediaType: string, bytes: Uint8Array): Descriptor {
    const digest = digestOf(bytes);
    this.files.set(`blobs/${digest.replace(":", "/")}`, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  addJson(mediaType: string, value: unknown): Descriptor {
    return this.add(mediaType, encode(value));
  }
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function encode(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
