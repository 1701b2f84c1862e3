// A provider of the user's own: host, paths, credentials and edits come from the configuration alone.

import { ProviderRow } from "../spec";

/** The row of type `custom`. */
export const custom: ProviderRow = new ProviderRow("custom").needsHost("host").prependsBasePath().keepsDeveloperRole();
