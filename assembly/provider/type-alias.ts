// APISIX' names of types that have another one here: https://apisix.apache.org/docs/apisix/plugins/ai-proxy-multi/

/** Another name of a type, which may stand for paths that the type itself leaves to the configuration. */
@final
export class TypeAlias {
  constructor(
    readonly name: string,
    readonly type: string,
    /** Capabilities and their paths, in pairs. */
    readonly paths: Array<string>,
    /** True when these are served as clients ask for them, whatever the type waits for. */
    readonly isServedAsIs: bool,
  ) {}
}

/** All of them. */
export const TYPE_ALIASES: Array<TypeAlias> = [
  // Anthropic's own adapter for OpenAI's API: https://docs.anthropic.com/en/api/openai-sdk
  new TypeAlias("anthropic", "claude", ["openai/v1/chatcompletions", "/v1/chat/completions"], true),
  new TypeAlias("azure-openai", "azure", [], false),
  new TypeAlias(
    "openai-compatible",
    "custom",
    [
      "openai/v1/chatcompletions",
      "/v1/chat/completions",
      "openai/v1/responses",
      "/v1/responses",
      "openai/v1/embeddings",
      "/v1/embeddings",
    ],
    false,
  ),
  new TypeAlias("vertex-ai", "vertex", [], false),
];

/** The alias called `name`, or null. */
export function findTypeAlias(name: string): TypeAlias | null {
  for (let i = 0, count = TYPE_ALIASES.length; i < count; i++) {
    const alias = unchecked(TYPE_ALIASES[i]); // i < count
    if (alias.name == name) return alias;
  }
  return null;
}
