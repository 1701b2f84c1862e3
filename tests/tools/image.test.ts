// The OCI image layout: what the specification demands of it, that tar unpacks it, and that its digest is reproducible.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { buildLayout } from "../../tools/image/layout.ts";
import { storeGzip } from "../../tools/image/stored-gzip.ts";
import { writeTar } from "../../tools/image/ustar.ts";
import { readFacts, writeImage } from "../../tools/image/write-image.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FACTS = { title: "aisle", description: "a filter", version: "1.2.3", licenses: "Apache-2.0" };

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
  platform?: unknown;
}

const sha256 = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

describe("level tools: image", () => {
  let directory: string;
  let image: string;
  let wasmFile: string;
  let digest: string;
  const wasm = Buffer.from(Array.from({ length: 150_001 }, (_, i) => (i * 31) % 251));

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "aisle-image-"));
    image = join(directory, "image");
    wasmFile = join(directory, "module.wasm");
    writeFileSync(wasmFile, wasm);
    digest = writeImage(wasmFile, image, FACTS);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const readJson = (path: string) => JSON.parse(readFileSync(join(image, path), "utf8"));

  /** The bytes of a blob, which must be as its descriptor says. */
  function readBlob(descriptor: Descriptor, mediaType: string): Buffer {
    assert.equal(descriptor.mediaType, mediaType);
    assert.match(descriptor.digest, /^sha256:[0-9a-f]{64}$/);
    const bytes = readFileSync(join(image, "blobs", descriptor.digest.replace(":", "/")));
    assert.equal(bytes.length, descriptor.size);
    assert.equal(sha256(bytes), descriptor.digest);
    return bytes;
  }

  const readIndex = () => readJson("index.json") as { manifests: [Descriptor] };
  const readManifest = () =>
    JSON.parse(readBlob(readIndex().manifests[0], "application/vnd.oci.image.manifest.v1+json").toString());

  it("is a layout with one manifest, named by its version, under the digest that is printed", () => {
    assert.deepEqual(readJson("oci-layout"), { imageLayoutVersion: "1.0.0" });
    const { schemaVersion, mediaType, manifests } = readJson("index.json");
    assert.deepEqual([schemaVersion, mediaType], [2, "application/vnd.oci.image.index.v1+json"]);
    assert.equal(manifests.length, 1);
    assert.equal(manifests[0].digest, digest);
    assert.deepEqual(manifests[0].annotations, { "org.opencontainers.image.ref.name": "1.2.3" });
    assert.deepEqual(manifests[0].platform, { architecture: "wasm", os: "wasip1" });
  });

  it("has a manifest with the media types that Istio and Higress load, and no blob besides", () => {
    const manifest = readManifest();
    assert.equal(manifest.schemaVersion, 2);
    assert.equal(manifest.mediaType, "application/vnd.oci.image.manifest.v1+json");
    assert.equal(manifest.layers.length, 1);
    assert.deepEqual(manifest.annotations, {
      "org.opencontainers.image.title": "aisle",
      "org.opencontainers.image.description": "a filter",
      "org.opencontainers.image.version": "1.2.3",
      "org.opencontainers.image.licenses": "Apache-2.0",
      "module.wasm.image/variant": "compat",
    });
    const layer = readBlob(manifest.layers[0], "application/vnd.oci.image.layer.v1.tar+gzip");
    const config = JSON.parse(readBlob(manifest.config, "application/vnd.oci.image.config.v1+json").toString());
    assert.deepEqual([config.architecture, config.os], ["wasm", "wasip1"]);
    assert.deepEqual(config.rootfs, { type: "layers", diff_ids: [sha256(gunzipSync(layer))] });
    assert.equal(config.history.length, 1);
    const blobs = [digest, manifest.config.digest, manifest.layers[0].digest].map((each) => each.slice(7)).sort();
    assert.deepEqual(readdirSync(join(image, "blobs/sha256")).sort(), blobs);
  });

  it("has a layer from which tar takes plugin.wasm, to the byte", () => {
    const layer = join(image, "blobs", readManifest().layers[0].digest.replace(":", "/"));
    assert.equal(execFileSync("tar", ["-tzf", layer], { encoding: "utf8" }), "plugin.wasm\n");
    const listed = execFileSync("tar", ["-tvzf", layer], { encoding: "utf8", env: { ...process.env, TZ: "UTC" } });
    assert.match(listed, /^-rw-r--r--\s.*\s150001\s/);
    execFileSync("tar", ["-xzf", layer, "-C", directory]);
    assert.deepEqual(readFileSync(join(directory, "plugin.wasm")), wasm);
  });

  it("has the same digest at every build", () => {
    const other = join(directory, "other");
    assert.equal(writeImage(wasmFile, other, FACTS), digest);
    assert.deepEqual(readFileSync(join(other, "index.json")), readFileSync(join(image, "index.json")));
    // As long as this format is kept, whatever the version of Node or zlib.
    const small = buildLayout(Buffer.from("\0asm\x01\0\0\0", "latin1"), FACTS);
    assert.equal(small.digest, "sha256:a680d6be3a555ebbc85b21f3ff7adad9e87be048dc745bfc910a168fd1aa2dc5");
    assert.notEqual(buildLayout(wasm, { ...FACTS, version: "1.2.4" }).digest, digest);
    assert.notEqual(buildLayout(wasm.subarray(1), FACTS).digest, digest);
  });

  it("leaves nothing of an earlier image in its directory", () => {
    const again = join(directory, "again");
    writeImage(wasmFile, again, FACTS);
    const before = readdirSync(join(again, "blobs/sha256"));
    writeImage(wasmFile, again, { ...FACTS, version: "2.0.0" });
    const kept = readdirSync(join(again, "blobs/sha256")).filter((name) => before.includes(name));
    assert.equal(kept.length, 2); // config and layer are the same
    assert.equal(existsSync(join(again, "blobs/sha256", digest.slice(7))), false);
  });

  it("stores and pads contents of every length", () => {
    for (const length of [0, 1, 511, 512, 513, 65_534, 65_535, 65_536, 131_070, 131_071]) {
      const content = Buffer.alloc(length, 0x61);
      assert.deepEqual(gunzipSync(storeGzip(content)), content, `${length} bytes`);
      const tar = writeTar("a", content);
      assert.equal(tar.length % 512, 0);
      const taken = spawnSync("tar", ["-xOf", "-"], { input: tar, maxBuffer: 1 << 20 });
      assert.equal(taken.status, 0, taken.stderr.toString());
      assert.deepEqual(taken.stdout, content, `${length} bytes`);
    }
    assert.throws(() => writeTar("n".repeat(101), wasm), RangeError);
  });

  it("is described by package.json and printed with the commands to push it", () => {
    const facts = readFacts();
    assert.deepEqual([facts.title, facts.licenses], ["aisle", "Apache-2.0"]);
    const tool = ["--import", "tsx", "tools/image/write-image.ts", wasmFile, join(directory, "printed")];
    const printed = execFileSync(process.execPath, tool, { cwd: ROOT, encoding: "utf8" });
    const index = JSON.parse(readFileSync(join(directory, "printed/index.json"), "utf8"));
    assert.ok(printed.startsWith(`${join(directory, "printed")}: ${index.manifests[0].digest}\n`), printed);
    for (const command of ["skopeo copy oci:", "crane push ", "oras cp --from-oci-layout "]) {
      assert.ok(printed.includes(command), printed);
    }
  });
});
