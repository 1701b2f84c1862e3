// A provider as requests meet it that pass as they are (`passthrough`).

import { ProviderSettings, StreamUsage } from "./provider-settings";

/** `provider` with paths and bodies as clients write them, and the same host, credentials and limits. */
export function passingOf(provider: ProviderSettings): ProviderSettings {
  const passing = new ProviderSettings(provider.row);
  passing.id = provider.id;
  copyCredentials(provider, passing);
  passing.rowHeaders = provider.rowHeaders;
  passing.cluster = provider.cluster;
  passing.authority = provider.authority;
  passing.endpointNames = provider.endpointNames;
  passing.endpointParameters = provider.endpointParameters;
  passing.isOriginal = true;
  passing.isListed = true;
  passing.switchedOff = provider.switchedOff;
  passing.basePath = provider.basePath;
  passing.basePathHandling = provider.basePathHandling;
  passing.providerBasePath = provider.providerBasePath;
  passing.limits = provider.limits;
  passing.streamUsage = StreamUsage.Never;
  passing.timeout = provider.timeout;
  passing.deadline = provider.deadline;
  passing.firstByteTimeout = provider.firstByteTimeout;
  passing.logsErrors = provider.logsErrors;
  const passthrough = provider.limits.passthrough;
  if (passthrough !== null) passing.normalization = passthrough.normalization;
  return passing;
}

function copyCredentials(from: ProviderSettings, to: ProviderSettings): void {
  to.tokenHeader = from.tokenHeader;
  to.tokens = from.tokens;
  to.tokenPolicy = from.tokenPolicy;
  to.retryPolicy = from.retryPolicy;
  to.hasTokenInQuery = from.hasTokenInQuery;
  to.signer = from.signer;
  to.headerNames = from.headerNames;
  to.headerValues = from.headerValues;
  to.ownHeaders = from.ownHeaders;
  to.queryNames = from.queryNames;
  to.query = from.query;
}
