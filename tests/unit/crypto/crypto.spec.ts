import { hmacSha256 } from "../../../assembly/crypto/hmac";
import { sha256 } from "../../../assembly/crypto/sha256";
import { Bytes, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

function hexOf(bytes: Bytes): string {
  let text = "";
  for (let i = 0; i < bytes.byteLength; i++) text += (bytes[i] < 16 ? "0" : "") + bytes[i].toString(16);
  return text;
}

function repeat(byte: u8, count: i32): Bytes {
  return new Uint8Array(count).fill(byte);
}

describe("SHA-256", () => {
  it("has the digests of FIPS 180-4's examples", () => {
    expect(hexOf(sha256(utf8("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const two = utf8("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    expect(hexOf(sha256(two))).toBe("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  });

  it("is right at the sizes where padding takes another block", () => {
    // Byte i is (7 i + 3) mod 251; the digests are those of Python's hashlib.
    const table = rowsOf(`
      0 | e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
      1 | 084fed08b978af4d7d196a7446a86b58009e636b611db16211b65a9aadff29c5
      55 | 1deace58c745f3ecadde68a5923f494c3703fa73f0306483ccb898a5826e8d70
      56 | 06dbe23685750e4d3881ded95047abaf93fa8f9c5d3501dc57c717a72ff1398e
      63 | 47fb38b12335c9298d09280515c0666489a189d1554bb0ac1a0740806ce9d8b6
      64 | dfa798724b1a8014994f363e5da7474ed26ce3757fb29e07aa47ad5a9352d37b
      65 | dd2eab5a5507d7717c63ce953d9ac61752c21e664425ad1227054722a0d97f69
      119 | c6e0f435df5d7d265baacca31e0602c00aa22fa6d3819aed664649294c743756
      120 | 17eb8960823a644bde3065620bb9d45931fe8993fd8eb692a17aff0fd725db6a
      1000 | a9425c416f534025a4e2422bd14adba4ec3d4a68d10c3329be8df612964d2b6e
    `);
    for (let i = 0; i < table.length; i++) {
      const message = new Uint8Array(<i32>parseInt(table[i][0]));
      for (let j = 0; j < message.byteLength; j++) message[j] = <u8>((j * 7 + 3) % 251);
      expect(hexOf(sha256(message))).toBe(table[i][1], table[i][0]);
    }
  });
});

describe("HMAC", () => {
  it("has the codes of RFC 4231", () => {
    const one = hmacSha256(repeat(0x0b, 20), utf8("Hi There"));
    expect(hexOf(one)).toBe("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    const two = hmacSha256(utf8("Jefe"), utf8("what do ya want for nothing?"));
    expect(hexOf(two)).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    const six = hmacSha256(repeat(0xaa, 131), utf8("Test Using Larger Than Block-Size Key - Hash Key First"));
    expect(hexOf(six)).toBe("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  });
});
