// `make image`: writes the OCI image layout to build/image, and says its digest and how to push it.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isProgram } from "../source-file.ts";
import { buildLayout, type ImageFacts } from "./layout.ts";

/** Writes the image of a module to `directory`, in place of what stood there, and answers its digest. */
export function writeImage(wasmFile: string, directory: string, facts: ImageFacts): string {
  const { digest, files } = buildLayout(readFileSync(wasmFile), facts);
  rmSync(directory, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return digest;
}

/** What package.json says of the project. */
export function readFacts(): ImageFacts {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { name, description, version, license } = JSON.parse(text) as Record<string, string>;
  return { title: name, description, version, licenses: license };
}

function main(wasmFile: string, directory: string): void {
  const facts = readFacts();
  const digest = writeImage(wasmFile, directory, facts);
  console.log(`${directory}: ${digest}

To push it, one of (with your registry and repository for REGISTRY/aisle):
  skopeo copy oci:${directory}:${facts.version} docker://REGISTRY/aisle:${facts.version}
  crane push ${directory} REGISTRY/aisle:${facts.version}
  oras cp --from-oci-layout ${directory}:${facts.version} REGISTRY/aisle:${facts.version}

To load it: url: oci://REGISTRY/aisle@${digest}`);
}

if (isProgram(import.meta.url)) {
  main(process.argv[2] ?? "build/aisle.wasm", process.argv[3] ?? "build/image");
}
