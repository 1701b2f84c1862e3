// Headers in which a client proves who it is: none of them goes to a provider once Aisle sends its own.

import { Bytes, utf8 } from "../text/bytes";

/** Their names. */
export const CLIENT_CREDENTIALS: Array<Bytes> = [
  utf8("authorization"),
  utf8("x-api-key"),
  utf8("api-key"),
  utf8("x-goog-api-key"),
  utf8("proxy-authorization"),
  utf8("cookie"),
];
