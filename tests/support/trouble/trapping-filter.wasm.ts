// A filter that traps on a request of 20 or more headers and lets all others pass: what a bug in a filter does to Envoy.

export function proxy_abi_version_0_2_1(): void {}

export function proxy_on_memory_allocate(size: usize): usize {
  return heap.alloc(size);
}

export function proxy_on_request_headers(context: i32, count: i32, end: i32): i32 {
  if (count >= 20) unreachable();
  return 0;
}
