// Any server, asked for whatever a client asks for.

import { ProviderRow } from "../spec";

/** Makes the row of type `generic`. */
export function generic(): ProviderRow {
  return new ProviderRow("generic").customHost("genericHost").open().limitsFirstBytes().keepsDeveloperRole();
}
