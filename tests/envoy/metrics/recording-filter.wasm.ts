// A filter that defines and records the metrics of its configuration, once for each request.
//
// The configuration is a list of entries, each `<kind> <value> <name>`, separated by form feeds,
// so that a name may hold any other byte. Kinds: 0 a counter, 2 a histogram.

@external("env", "proxy_get_buffer_bytes")
declare function getBuffer(type: i32, start: i32, length: i32, out: usize, sizeOut: usize): i32;


@external("env", "proxy_define_metric")
declare function defineMetric(kind: i32, name: usize, nameSize: i32, out: usize): i32;


@external("env", "proxy_record_metric")
declare function recordMetric(id: i32, value: i64): i32;


@external("env", "proxy_increment_metric")
declare function incrementMetric(id: i32, offset: i64): i32;

const out = memory.data(8);
let entries: string[] = [];

export function proxy_abi_version_0_2_1(): void {}

export function proxy_on_memory_allocate(size: i32): usize {
  return heap.alloc(size);
}

export function proxy_on_configure(root: i32, size: i32): i32 {
  if (getBuffer(7, 0, size, out, out + 4) !== 0) return 0;
  entries = String.UTF8.decodeUnsafe(load<u32>(out), load<u32>(out, 4)).split("\f");
  return 1;
}

export function proxy_on_request_headers(context: i32, count: i32, end: i32): i32 {
  for (let i = 0; i < entries.length; i++) {
    const words = entries[i].split(" ");
    record(I32.parseInt(words[0]), I64.parseInt(words[1]), words.slice(2).join(" "));
  }
  return 0;
}

function record(kind: i32, value: i64, text: string): void {
  const name = String.UTF8.encode(text);
  if (defineMetric(kind, changetype<usize>(name), name.byteLength, out) !== 0) return;
  const id = load<i32>(out);
  if (kind === 0) incrementMetric(id, value);
  else recordMetric(id, value);
}
