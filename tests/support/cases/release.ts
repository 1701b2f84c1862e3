// Which build the cases run on.

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The module under test: `build/aisle.wasm`, or the one AISLE_WASM names. */
export const RELEASE = resolve(
  process.env.AISLE_WASM ?? fileURLToPath(new URL("../../../build/aisle.wasm", import.meta.url)),
);
