import { bearerOf } from "../../../assembly/auth/bearer";
import { CLIENT_CREDENTIALS } from "../../../assembly/auth/client-credentials";
import { EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";

describe("credentials", () => {
  it("are presented as bearer tokens", () => {
    expect(textOf(bearerOf(utf8("sk-1")))).toBe("Bearer sk-1");
    expect(textOf(bearerOf(EMPTY))).toBe("Bearer ");
  });

  it("of clients are known by these headers", () => {
    let names = "";
    for (let i = 0; i < CLIENT_CREDENTIALS.length; i++) names += textOf(CLIENT_CREDENTIALS[i]) + " ";
    expect(names).toBe("authorization x-api-key api-key x-goog-api-key proxy-authorization cookie ");
  });
});
