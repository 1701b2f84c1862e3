// A provider of the user's own: host, paths, credentials and edits come from the configuration alone.

import { ProviderRow } from "../spec";

/** Makes the row of type `custom`. */
export function custom(): ProviderRow {
  return new ProviderRow("custom").needsHost("host").prependsBasePath().keepsDeveloperRole();
}
