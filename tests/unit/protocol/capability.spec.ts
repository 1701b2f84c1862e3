import { Capability, CAPABILITIES, findCapabilityByName, Protocol, Trait } from "../../../assembly/protocol/capability";
import { PATH_TABLE } from "../../../assembly/protocol/path-table";
import { textOf, utf8 } from "../../../assembly/text/bytes";

/** Names of the capabilities with a trait, without `openai/v1/`, sorted. */
function namesWith(trait: Trait): string {
  const names: string[] = [];
  for (let i = 0; i < CAPABILITIES.length; i++) {
    if (CAPABILITIES[i].has(trait)) names.push(textOf(CAPABILITIES[i].name).replace("openai/v1/", ""));
  }
  return names.sort().join(" ");
}

function requiredBy(name: string): string {
  const capability = findCapabilityByName(utf8(name));
  return capability === null ? "(unknown)" : capability.requiredMember;
}

function protocolOf(capability: Capability | null): Protocol {
  return capability === null ? Protocol.OpenAi : capability.protocol;
}

describe("capabilities", () => {
  it("are found by their whole name", () => {
    expect(PATH_TABLE.length > 0).toBe(true);
    expect(findCapabilityByName(utf8("openai/v1/chatcompletions")) !== null).toBe(true);
    const wrong = [
      "",
      "chatcompletions",
      "openai/v1/chatcompletion",
      "OpenAI/v1/chatcompletions",
      "openai/v1/chatcompletions ",
    ];
    for (let i = 0; i < wrong.length; i++) expect(findCapabilityByName(utf8(wrong[i])) === null).toBe(true, wrong[i]);
  });

  it("read the model where the contract processes the body", () => {
    expect(namesWith(Trait.Model)).toBe(
      "anthropic/v1/complete anthropic/v1/messages anthropic/v1/messages/count_tokens audiospeech chatcompletions cohere/v1/rerank completions embeddings fine-tuningjobs imagegeneration moderations qwen/v1/rerank responses videoremix videos",
    );
    expect(namesWith(Trait.HiddenModel)).toBe(
      "audiotranscription audiotranslation gemini/v1beta/generatecontent gemini/v1beta/streamgeneratecontent imageedit imagevariation realtime",
    );
  });

  it("stream, and accept events, where the contract says so", () => {
    expect(namesWith(Trait.Streamable)).toBe(
      "anthropic/v1/complete anthropic/v1/messages chatcompletions completions imageedit imagegeneration responses",
    );
    expect(namesWith(Trait.AcceptsEvents)).toBe("chatcompletions videoremix videos");
    expect(namesWith(Trait.Messages)).toBe("chatcompletions");
  });

  it("require a member besides the model", () => {
    const table = [
      "openai/v1/chatcompletions",
      "messages",
      "openai/v1/embeddings",
      "input",
      "openai/v1/completions",
      "prompt",
      "openai/v1/responses",
      "input",
      "openai/v1/moderations",
      "input",
      "cohere/v1/rerank",
      "query",
      "anthropic/v1/messages",
      "messages",
      "openai/v1/models",
      "",
    ];
    for (let i = 0; i < table.length; i += 2) expect(requiredBy(table[i])).toBe(table[i + 1], table[i]);
  });

  it("belong to the protocol whose errors the client reads", () => {
    for (let i = 0; i < CAPABILITIES.length; i++) {
      const name = textOf(CAPABILITIES[i].name);
      const wanted = name.startsWith("anthropic/") ? Protocol.Anthropic : Protocol.OpenAi;
      expect(protocolOf(CAPABILITIES[i])).toBe(wanted, name);
    }
  });
});
