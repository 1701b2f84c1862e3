// docs/capabilities.md: which request asks for which capability.

import { codeOf, tableOf } from "./markdown.ts";
import type { Capability, Tables } from "./module.ts";

const HEAD = `<!-- Made by \`make docs\` from the filter's own tables: do not edit. -->

# Capabilities

A request asks for a capability by its method and the end of its path: any prefix may stand before the path, a query and a slash may follow, and HEAD asks what GET does. \`{…}\` is one segment, carried over to the provider as the client wrote it. The names are those of the configuration keys \`capabilities\` and \`allowCapabilities\`, see [configuration.md](configuration.md#capabilities-and-limits); who serves them stands in [providers.md](providers.md).

A path that is not here asks for no capability: it is answered with 404, unless the provider serves every path (OPEN) or has \`protocol: original\`. OPTIONS passes without anyone's credentials.
`;

const LEGEND = `**Model**: how Aisle knows which model a request is for. _required_: the member \`model\` of the JSON body, without which the request is refused unless a mapping or an option supplies one; _read_: the same, but not required; _path_: the name in the path, which is checked against \`allowModels\` and not mapped; _form_: the part \`model\` of a multipart form; _hidden_: where Aisle does not look, so the model is not mapped and \`allowModels\` refuses the request; _none_: the request names no model. Where only _form_ is said, the model in any other body is hidden.

**Streams**: with \`stream: true\` in the body \`firstByteTimeout\` applies. **Strictly required**: the member that \`strictRequests\` asks for.
`;

/** Renders the reference of capabilities. */
export function renderCapabilities(tables: Tables): string {
  const open = tables.providers.filter((provider) => provider.isOpen).map((provider) => codeOf(provider.type));
  return [HEAD.replace("OPEN", open.join(", ")), LEGEND, "## Requests", renderRequests(tables)].join("\n\n");
}

function renderRequests(tables: Tables): string {
  const rows = tables.capabilities.flatMap((capability) =>
    capability.requests.map(({ methods, path }) => [
      methods.join(", "),
      codeOf(path),
      codeOf(capability.name),
      describeModel(capability, path),
      capability.traits.includes("streamable") ? "yes" : "",
      codeOf(capability.requiredMember),
    ]),
  );
  return tableOf(["method", "path", "capability", "model", "streams", "strictly required"], rows);
}

function describeModel({ traits }: Capability, path: string): string {
  if (traits.includes("hiddenModel")) return traits.includes("form") ? "form" : "hidden";
  if (traits.includes("modelRequired")) return "required";
  if (traits.includes("model")) return traits.includes("form") ? "read, or form" : "read";
  return path.includes("{model}") ? "path" : "none";
}
