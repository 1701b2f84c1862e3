/** The two APIs in which `make run` speaks to Aisle, as far as it must know them. */

/** An API, and the client that it stands for. */
export interface Dialect {
  /** What one call is called. */
  call: string;
  path: string;
  /** The name that clients use; Aisle maps it to the upstream's own. */
  model: string;
  /** Members of every body, besides the model and the messages. */
  members: object;
  /** Headers of every call, besides the body's type. */
  headers: Record<string, string>;
  /** What to say of a client: how it comes here. */
  client(gateway: string): string;
  /** Commands to paste, each below its title, besides a call and its stream. */
  further(gateway: string): string[];
  textOf(answer: any): string | null | undefined;
  tokensOf(answer: any): number | undefined;
  /** The text that one event of a stream adds. */
  deltaOf(event: any): string | null | undefined;
}

/** https://platform.openai.com/docs/api-reference/chat */
export const OPENAI: Dialect = {
  call: "chat",
  path: "/v1/chat/completions",
  model: "gpt-4o-mini",
  members: {},
  headers: {},
  client: (gateway) => `${gateway}, model ${OPENAI.model}`,
  further: (gateway) => [
    "# the models",
    `curl -sS ${gateway}/v1/models`,
    "# an error: files are not among the allowed capabilities",
    `curl -sS -i ${gateway}/v1/files`,
  ],
  textOf: ({ choices }) => choices?.[0]?.message?.content,
  tokensOf: ({ usage }) => usage?.total_tokens,
  deltaOf: ({ choices }) => choices?.[0]?.delta?.content,
};

/** https://docs.anthropic.com/en/api/messages, for Claude Code */
export const ANTHROPIC: Dialect = {
  call: "message",
  path: "/v1/messages",
  model: "claude-sonnet-5-5",
  members: { max_tokens: 1024 },
  headers: { "anthropic-version": "2023-06-01" },
  client: (gateway) => `ANTHROPIC_BASE_URL=${gateway} ANTHROPIC_AUTH_TOKEN=none claude`,
  further: (gateway) => {
    const body = `'{"model":"${ANTHROPIC.model}","messages":[{"role":"user","content":"Hello!"}]}'`;
    const count = `curl -sS ${gateway}/v1/messages/count_tokens -H 'content-type: application/json' -d ${body}`;
    return ["# how many tokens, estimated", count];
  },
  textOf: ({ content }) => content?.find((block: { type: string }) => block.type === "text")?.text,
  tokensOf: ({ usage }) => usage && usage.input_tokens + usage.output_tokens,
  deltaOf: ({ delta }) => delta?.text,
};
