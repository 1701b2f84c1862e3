// What the release .wasm asks of a host and offers it: proxy-wasm ABI 0.2.1 and nothing else, in at most 200 KB.
// https://github.com/proxy-wasm/spec/tree/main/abi-versions/v0.2.1

import { readFileSync } from "node:fs";
import { isProgram } from "./source-file.ts";

/** The largest module, in bytes. */
export const MAX_BYTES = 200 * 1024;

// The functions of ABI 0.2.1 that both Envoy and Higress have. An import that a host does not know stops the module from loading.
const HOST_FUNCTIONS = `
  proxy_log proxy_get_log_level proxy_get_current_time_nanoseconds proxy_set_tick_period_milliseconds
  proxy_get_buffer_bytes proxy_get_buffer_status proxy_set_buffer_bytes
  proxy_get_header_map_pairs proxy_set_header_map_pairs proxy_get_header_map_size
  proxy_get_header_map_value proxy_add_header_map_value proxy_replace_header_map_value proxy_remove_header_map_value
  proxy_continue_stream proxy_close_stream proxy_send_local_response proxy_done
  proxy_http_call proxy_grpc_call proxy_grpc_stream proxy_grpc_send proxy_grpc_cancel proxy_grpc_close
  proxy_set_effective_context proxy_get_status proxy_call_foreign_function
  proxy_get_property proxy_set_property
  proxy_get_shared_data proxy_set_shared_data
  proxy_register_shared_queue proxy_resolve_shared_queue proxy_enqueue_shared_queue proxy_dequeue_shared_queue
  proxy_define_metric proxy_increment_metric proxy_record_metric proxy_get_metric`;

const ALLOWED_IMPORTS = new Set([
  ...HOST_FUNCTIONS.trim()
    .split(/\s+/)
    .map((name) => `env.${name}`),
  "wasi_snapshot_preview1.environ_get",
  "wasi_snapshot_preview1.environ_sizes_get",
]);

// Without callbacks for responses: what a filter does not export, Envoy does not call.
const REQUIRED_EXPORTS = `
  memory _initialize proxy_abi_version_0_2_1 proxy_on_memory_allocate malloc
  proxy_on_context_create proxy_on_vm_start proxy_on_configure
  proxy_on_request_headers proxy_on_request_body proxy_on_request_trailers
  proxy_on_http_call_response proxy_on_done proxy_on_delete`;

/** Says what is wrong with a module; nothing when it is as it should be. */
export function findModuleOffences(bytes: Uint8Array): string[] {
  const module = new WebAssembly.Module(bytes as BufferSource);
  const imports = WebAssembly.Module.imports(module).map(({ module: room, name }) => `${room}.${name}`);
  const exports = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const missing = REQUIRED_EXPORTS.trim()
    .split(/\s+/)
    .filter((name) => !exports.has(name));
  return [
    ...imports.filter((name) => !ALLOWED_IMPORTS.has(name)).map((name) => `imports ${name}, which hosts need not have`),
    ...missing.map((name) => `does not export ${name}`),
    ...(bytes.length > MAX_BYTES ? [`is ${bytes.length} bytes large, at most ${MAX_BYTES} are allowed`] : []),
  ];
}

if (isProgram(import.meta.url)) {
  const path = process.argv[2] ?? "build/aisle.wasm";
  const bytes = readFileSync(path);
  const offences = findModuleOffences(bytes);
  for (const offence of offences) console.error(`${path} ${offence}`);
  if (offences.length > 0) process.exitCode = 1;
  else console.log(`imports: ${path} (${bytes.length} bytes) needs nothing but ABI 0.2.1`);
}
