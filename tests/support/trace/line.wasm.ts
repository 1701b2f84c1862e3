// Writes the transcript of the tracing build, line by line, to the proxy's log. A line is made in a fixed place: nothing is allocated
// and nothing collected, so that the filter's own memory is as it would be without.

@external("env", "proxy_log")
declare function hostLog(level: u32, message: usize, size: usize): u32;


@external("env", "proxy_get_header_map_pairs")
declare function hostPairs(map: u32, outPairs: usize, outSize: usize): u32;

const WARN: u32 = 3; // the level that both hosts show
const CAPACITY: usize = 12 << 10;
const LINE: usize = memory.data(12 << 10);
const LONGEST: usize = 160;
const SHOWN: usize = 32;
const OUT: usize = memory.data(8, 4);

let length: usize = 0;

function put(byte: u32): void {
  if (length < CAPACITY) store<u8>(LINE + length++, byte);
}

function putHex(digit: u32): void {
  put(digit < 10 ? 0x30 + digit : 0x57 + digit);
}

/** Begins a line; what was begun and not ended is dropped. */
export function begin(text: string): void {
  length = 0;
  add("trace ");
  add(text);
}

/** Adds text of ASCII characters. */
export function add(text: string): void {
  for (let i = 0; i < text.length; i++) put(text.charCodeAt(i));
}

/** Adds ` name=value`. */
export function addNumber(name: string, value: i64): void {
  addName(name);
  putNumber(value);
}

/** Adds what a host function or callback answered. */
export function addAnswer(answer: i64): void {
  add(" -> ");
  putNumber(answer);
}

/** Adds ` name="text"`; of long values the size, a hash (FNV-1a) and the beginning. */
export function addBytes(name: string, address: usize, size: usize): void {
  addName(name);
  putValue(address, size);
}

/** Adds ` name=[name: "value", …]` from the ABI's encoding of pairs. */
export function addPairs(name: string, address: usize, size: usize): void {
  addName(name);
  put(0x5b);
  const count: u32 = size < 4 ? 0 : load<u32>(address);
  let at = address + 4 + 8 * count;
  for (let i: u32 = 0; i < count; i++) {
    const nameSize = load<u32>(address + 4 + 8 * i);
    const valueSize = load<u32>(address + 8 + 8 * i);
    if (i > 0) add(", ");
    putText(at, nameSize);
    add(": ");
    putValue(at + nameSize + 1, valueSize);
    at += nameSize + valueSize + 2;
  }
  put(0x5d);
}

/** Adds ` pairs=[…]`: the pairs of a map that a callback has brought, whether the filter reads them or not. */
export function addMap(map: u32): void {
  store<u32>(OUT, 0);
  store<u32>(OUT, 0, 4);
  if (hostPairs(map, OUT, OUT + 4) === 0) addPairs("pairs", load<u32>(OUT), load<u32>(OUT, 4));
}

/** Sends the line to the proxy's log. */
export function end(): void {
  hostLog(WARN, LINE, length);
}

function addName(name: string): void {
  put(0x20);
  add(name);
  put(0x3d);
}

function putNumber(value: i64): void {
  if (value < 0) put(0x2d);
  let rest: u64 = value < 0 ? 0 - value : value;
  let unit: u64 = 1;
  while (rest / unit >= 10) unit *= 10;
  for (; unit > 0; unit /= 10) {
    put(0x30 + <u32>(rest / unit));
    rest %= unit;
  }
}

function putValue(address: usize, size: usize): void {
  if (size > LONGEST) {
    putNumber(size);
    put(0x23);
    const sum = hash(address, size);
    for (let shift = 28; shift >= 0; shift -= 4) putHex((sum >> shift) & 15);
  }
  put(0x22);
  putText(address, size > LONGEST ? SHOWN : size);
  put(0x22);
}

// Everything but printable ASCII is escaped: a log line ends at a newline.
function putText(address: usize, size: usize): void {
  for (let i: usize = 0; i < size; i++) {
    const byte = <u32>load<u8>(address + i);
    if (byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c) {
      add("\\x");
      putHex(byte >> 4);
      putHex(byte & 15);
    } else {
      put(byte);
    }
  }
}

function hash(address: usize, size: usize): u32 {
  let sum: u32 = 0x811c9dc5;
  for (let i: usize = 0; i < size; i++) sum = (sum ^ load<u8>(address + i)) * 0x01000193;
  return sum;
}
