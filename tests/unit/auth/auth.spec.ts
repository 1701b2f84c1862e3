import { CLIENT_CREDENTIALS } from "../../../assembly/auth/client-credentials";
import { TokenSigner } from "../../../assembly/auth/token-signer";
import { TokenStyle } from "../../../assembly/auth/token-style";
import { EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";

describe("credentials", () => {
  it("are presented as the vendor wants to see them", () => {
    expect(textOf(TokenStyle.BEARER.header)).toBe("authorization");
    expect(textOf(TokenStyle.BEARER.present(utf8("sk-1")))).toBe("Bearer sk-1");
    expect(textOf(TokenStyle.BEARER.present(EMPTY))).toBe("Bearer ");
    expect(textOf(TokenStyle.RAW.header)).toBe("authorization");
    expect(textOf(TokenStyle.RAW.present(utf8("sk-1")))).toBe("sk-1");
    expect(textOf(TokenStyle.alone("api-key").header)).toBe("api-key");
    expect(textOf(new TokenStyle(utf8("x"), utf8("<"), utf8(">")).present(utf8("sk-1")))).toBe("<sk-1>");
  });

  it("of clients are known by these headers", () => {
    let names = "";
    for (let i = 0; i < CLIENT_CREDENTIALS.length; i++) names += textOf(CLIENT_CREDENTIALS[i]) + " ";
    expect(names).toBe("authorization x-api-key api-key x-goog-api-key proxy-authorization cookie ");
  });
});

describe("a signer", () => {
  const SECOND: u64 = 1_000_000_000;

  it("signs a token that is good for half an hour, and from five seconds ago", () => {
    // Computed with Python's hmac and hashlib.
    const signer = new TokenSigner(utf8("access"), utf8("secret"), 0);
    expect(textOf(signer.sign(1_700_000_000 * SECOND))).toBe(
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhY2Nlc3MiLCJleHAiOjE3MDAwMDE4MDAsIm5iZiI6MTY5OTk5OTk5NX0.Uax9Le2DIMR4sgaCMvHO2dRn6hBcdMDP-butbgYKCGI",
    );
  });

  it("gives it out again until a minute before its end, or as long before it as it is told", () => {
    const signer = new TokenSigner(utf8("access"), utf8("secret"), 0);
    const first = textOf(signer.sign(1000 * SECOND));
    expect(textOf(signer.sign(2739 * SECOND))).toBe(first);
    expect(textOf(signer.sign(2740 * SECOND)) == first).toBe(false);
    const early = new TokenSigner(utf8("access"), utf8("secret"), 1000);
    const other = textOf(early.sign(1000 * SECOND));
    expect(textOf(early.sign(1799 * SECOND))).toBe(other);
    expect(textOf(early.sign(1800 * SECOND)) == other).toBe(false);
  });

  it("does not give out a token of a future that a clock was in", () => {
    const signer = new TokenSigner(utf8("access"), utf8("secret"), 0);
    const first = textOf(signer.sign(9000 * SECOND));
    expect(textOf(signer.sign(1000 * SECOND)) == first).toBe(false);
  });
});
