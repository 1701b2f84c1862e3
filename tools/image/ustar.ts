// A tar archive of one file that depends on nothing but its name and bytes (POSIX.1-2001 pax, "ustar Interchange Format").

const BLOCK = 512;

/** Read by all, written by its owner; owned by root, from the beginning of time. */
const HEADER = { mode: 0o644, owner: 0, group: 0, modified: 0 };

/** An archive whose only member is the regular file `name`, of at most 100 bytes' name and 8 GiB. */
export function writeTar(name: string, content: Uint8Array): Uint8Array {
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  const end = Buffer.alloc(2 * BLOCK);
  return Buffer.concat([writeHeader(name, content.length), content, padding, end]);
}

function writeHeader(name: string, size: number): Uint8Array {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`a name of more than 100 bytes: ${name}`);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write(octal(HEADER.mode, 8), 100);
  header.write(octal(HEADER.owner, 8), 108);
  header.write(octal(HEADER.group, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(HEADER.modified, 12), 136);
  header.fill(" ", 148, 156); // the checksum counts as blanks in its own sum
  header.write("0", 156); // a regular file
  header.write("ustar\x0000", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}

/** A number that fills a field of `width` bytes but for its closing NUL. */
function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, "0");
}
