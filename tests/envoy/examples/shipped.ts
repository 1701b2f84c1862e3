/** The configurations of this repository that have an Envoy of their own. */
import { readFile } from "node:fs/promises";
import type { Node } from "../../../envoy/bootstrap.ts";
import { readBootstrap } from "../../../envoy/bootstrap.ts";
import { istioEnvoy } from "./istio.ts";
import { generateEnvoy } from "../../../tools/envoy-config/generate.ts";

const ROOT = new URL("../../../", import.meta.url);
const plain = (path: string) => (): Promise<Node> => readBootstrap(new URL(path, ROOT));

const GENERATED = new URL("examples/multi-provider-failover/aisle.json", ROOT);

/** Each by its folder, or its file where there is no folder of its own. */
export const SHIPPED: Record<string, () => Promise<Node>> = {
  "envoy/envoy.yaml": plain("envoy/envoy.yaml"),
  "examples/stock-envoy": plain("examples/stock-envoy/envoy.yaml"),
  "examples/claude-code-with-any-model": plain("examples/claude-code-with-any-model/envoy.yaml"),
  "examples/custom-provider": plain("examples/custom-provider/envoy.yaml"),
  "examples/vllm": plain("examples/vllm/envoy.yaml"),
  "examples/dynamic-forward-proxy": plain("examples/dynamic-forward-proxy/envoy.yaml"),
  "examples/per-attempt": plain("examples/per-attempt/envoy.yaml"),
  "examples/multi-provider-failover": async () => generateEnvoy(await readFile(GENERATED, "utf8")),
  "examples/istio": () => istioEnvoy(new URL("examples/istio/", ROOT)),
};
