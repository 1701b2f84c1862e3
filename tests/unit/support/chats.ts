// A chat, its provider and its answers, as the specs of what is told of exchanges send them.

/** The request line of a chat. */
export const CHAT = "POST /v1/chat/completions";

/** A chat that asks for a stream. */
export const BODY = '{"model":"m","stream":true}';

/** The same when it asks for usage, too. */
export const ASKING = '{"stream_options":{"include_usage":true},"model":"m","stream":true}';

/** The head of an answer that is a JSON text. */
export const JSON_HEAD = ":status: 200\ncontent-type: application/json";

/** The head of one that is an event stream. */
export const EVENTS = ":status: 200\ncontent-type: text/event-stream";

/** Members of a provider that must read chats. */
export const MAPPED = '"type":"openai","id":"p","modelMapping":{"m":"n"}';

/** What it says to one. */
export const ANSWER =
  '{"model":"n-1","choices":[{"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":3}}';
