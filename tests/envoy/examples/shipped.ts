/** The configurations of this repository that have an Envoy of their own. */
import type { Node } from "../../../envoy/bootstrap.ts";
import { readBootstrap } from "../../../envoy/bootstrap.ts";
import { istioEnvoy } from "./istio.ts";

const ROOT = new URL("../../../", import.meta.url);
const plain = (path: string) => (): Promise<Node> => readBootstrap(new URL(path, ROOT));

/** Each by its folder, or its file where there is no folder of its own. */
export const SHIPPED: Record<string, () => Promise<Node>> = {
  "envoy/envoy.yaml": plain("envoy/envoy.yaml"),
  "examples/stock-envoy": plain("examples/stock-envoy/envoy.yaml"),
  "examples/custom-provider": plain("examples/custom-provider/envoy.yaml"),
  "examples/vllm": plain("examples/vllm/envoy.yaml"),
  "examples/dynamic-forward-proxy": plain("examples/dynamic-forward-proxy/envoy.yaml"),
  "examples/istio": () => istioEnvoy(new URL("examples/istio/", ROOT)),
};
