// Any server, asked for whatever a client asks for.

import { ProviderRow } from "../spec";

/** The row of type `generic`. */
export const generic: ProviderRow = new ProviderRow("generic")
  .customHost("genericHost")
  .open()
  .limitsFirstBytes()
  .keepsDeveloperRole();
