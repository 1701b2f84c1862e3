// Aisle as a filter, with a configuration.

import { types } from "./envoy-types.ts";

/** Where the filter's module is. */
export interface WasmOptions {
  wasm: string;
}

/** An HTTP filter called `name`, which reads these environment variables. */
export function wasmFilter(name: string, configuration: string, variables: string[], { wasm }: WasmOptions): object {
  return {
    name: "envoy.filters.http.wasm",
    typed_config: {
      "@type": types.wasm,
      config: {
        name,
        allow_on_headers_stop_iteration: true,
        failure_policy: "FAIL_RELOAD",
        vm_config: {
          vm_id: name,
          runtime: "envoy.wasm.runtime.v8",
          code: { local: { filename: wasm } },
          ...(variables.length > 0 && { environment_variables: { host_env_keys: variables } }),
        },
        // A Struct would do, but loses the order of members.
        configuration: { "@type": types.stringValue, value: configuration },
      },
    },
  };
}
