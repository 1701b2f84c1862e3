import { textOf, utf8 } from "../../../../assembly/text/bytes";
import { ToolNames } from "../../../../assembly/translator/anthropic-openai/tool-names";
import { chatBeside, chatFor, messageRequestFor, Reads } from "../../support/sent-message";
import { expectAll } from "../../support/sent-chat";

const EMPTY = '"parameters":{"type":"object","properties":{}}';
const NAMED = "!400 untranslatable tools[0]: expected a tool with a name";

function tools(list: string): string {
  return `…,"tools":[${list}]`;
}

function plain(described: string): string {
  return tools(`{"type":"function","function":{${described}}}`);
}

const CLOSED = '{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}';

// prettier-ignore
const TOOLS: Array<string> = [
  '"tools":[{"name":"f","description":"D\\n\\u0041","input_schema":{"type":"object", "properties":{"a":{"default":1.0}}}}]', plain('"name":"f","description":"D\\n\\u0041","parameters":{"type":"object", "properties":{"a":{"default":1.0}}}'),
  '"tools":[{"type":"custom","name":"f"},{"type":"function","name":"g"},{"type":null,"name":"h"}]', tools(`{"type":"function","function":{"name":"f",${EMPTY}}},{"type":"function","function":{"name":"g",${EMPTY}}},{"type":"function","function":{"name":"h",${EMPTY}}}`),
  '"tools":[{"name":"g","name":"\\u0066","description":7,"description":""}]', plain(`"name":"\\u0066","description":"",${EMPTY}`),
  '"tools":[{"name":"f","description":7,"input_schema":"x","strict":"true","cache_control":{"type":"ephemeral"}}]', plain(`"name":"f",${EMPTY}`),
  '"tools":[{"name":"f","eager_input_streaming":true,"defer_loading":true,"input_examples":[{}],"allowed_callers":["direct"]}]', plain(`"name":"f",${EMPTY}`),
  // schemas
  '"tools":[{"name":"f","input_schema":null}]', plain(`"name":"f",${EMPTY}`),
  '"tools":[{"name":"f","input_schema":{}}]', plain(`"name":"f",${EMPTY}`),
  '"tools":[{"name":"f","input_schema":[]}]', plain(`"name":"f",${EMPTY}`),
  '"tools":[{"name":"f","input_schema":{"type":"object"}}]', plain('"name":"f","parameters":{"properties":{},"type":"object"}'),
  '"tools":[{"name":"f","input_schema":{ "properties":{"a":{}}}}]', plain('"name":"f","parameters":{"type":"object", "properties":{"a":{}}}'),
  '"tools":[{"name":"f","input_schema":{"title":"t"}}]', plain('"name":"f","parameters":{"type":"object","properties":{},"title":"t"}'),
  '"tools":[{"name":"f","input_schema":{"type":"string"}}]', plain('"name":"f","parameters":{"type":"string"}'),
  // strict ones
  `"tools":[{"name":"f","input_schema":${CLOSED},"strict":true}]`, plain(`"name":"f","parameters":${CLOSED},"strict":true`),
  `"tools":[{"name":"f","input_schema":${CLOSED},"strict":false}]`, plain(`"name":"f","parameters":${CLOSED},"strict":false`),
  '"tools":[{"name":"f","input_schema":{"type":"object","properties":{"a":{}},"additionalProperties":false},"strict":true}]', plain('"name":"f","parameters":{"type":"object","properties":{"a":{}},"additionalProperties":false}'),
  '"tools":[{"name":"f","strict":null}]', plain(`"name":"f",${EMPTY}`),
  // none
  '"tools":[],"tool_choice":{"type":"any"}', "…",
  '"tools":null,"tool_choice":{"type":"tool","name":"f"}', "…",
  '"tools":"f","tool_choice":7', "…",
  '"tools":{"a":{"name":"f"}}', "…",
  '"tool_choice":{"type":"auto","disable_parallel_tool_use":true}', "…",
  '"tools":[{"name":"f"}],"tools":[]', "…",
  // wrong
  '"tools":[null]', "!400 untranslatable tools[0]: expected an object",
  '"tools":[{"name":"f"},"g"]', "!400 untranslatable tools[1]: expected an object",
  '"tools":[{}]', NAMED,
  '"tools":[{"name":""}]', NAMED,
  '"tools":[{"name":7}]', NAMED,
  '"tools":[{"name":null,"description":"D"}]', NAMED,
  // at Anthropic
  '"tools":[{"name":"f"},{"type":"web_search_20250305","name":"web_search","max_uses":5}]', '!400 untranslatable tools[1]: the tool "web_search_20250305" runs at Anthropic, and not at this provider',
  '"tools":[{"type":"bash_20250124","name":"bash"}]', '!400 untranslatable tools[0]: the tool "bash_20250124" runs at Anthropic, and not at this provider',
  '"tools":[{"type":"mcp_toolset","mcp_server_name":"s"}]', '!400 untranslatable tools[0]: the tool "mcp_toolset" runs at Anthropic, and not at this provider',
  '"tools":[{"type":"","name":"f"}]', '!400 untranslatable tools[0]: the tool "" runs at Anthropic, and not at this provider',
];

// prettier-ignore
const CHOICES: Array<string> = [
  '{"type":"auto"}', ',"tool_choice":"auto"',
  '{"type":"none"}', ',"tool_choice":"none"',
  '{"type":"any"}', ',"tool_choice":"required"',
  '{"type":"tool","name":"\\u0066"}', ',"tool_choice":{"type":"function","function":{"name":"f"}}',
  '{"type":"tool","name":"undeclared"}', ',"tool_choice":{"type":"function","function":{"name":"undeclared"}}',
  '{"type":"auto","disable_parallel_tool_use":true}', ',"tool_choice":"auto","parallel_tool_calls":false',
  '{"type":"any","disable_parallel_tool_use":false}', ',"tool_choice":"required","parallel_tool_calls":true',
  '{"type":"auto","disable_parallel_tool_use":"yes"}', ',"tool_choice":"auto"',
  '{"type":"auto","disable_parallel_tool_use":null}', ',"tool_choice":"auto"',
  '{"type":"any","type":"auto"}', ',"tool_choice":"auto"',
  "null", "",
  '"auto"', "!400 untranslatable tool_choice: expected an object",
  "[]", "!400 untranslatable tool_choice: expected an object",
  "{}", "!400 untranslatable tool_choice.type: expected auto, any, tool or none",
  '{"type":"required"}', "!400 untranslatable tool_choice.type: expected auto, any, tool or none",
  '{"type":7}', "!400 untranslatable tool_choice.type: expected auto, any, tool or none",
  '{"type":"tool"}', "!400 untranslatable tool_choice.name: expected the name of a tool",
  '{"type":"tool","name":""}', "!400 untranslatable tool_choice.name: expected the name of a tool",
  '{"type":"tool","name":7}', "!400 untranslatable tool_choice.name: expected the name of a tool",
];

const A55 = "a".repeat(55);
const LONG = "a".repeat(70);
const SHORT = `${A55}_6bd5e503`;

function shorten(names: ToolNames, name: string): string {
  return textOf(names.shorten(utf8(name)));
}

function restore(names: ToolNames, name: string): string {
  return textOf(names.restore(utf8(name)));
}

describe("tools of a message, as a chat's", () => {
  it("are functions", () => {
    expectAll(TOOLS, (members) => chatBeside(members));
  });

  it("are chosen", () => {
    expectAll(CHOICES, (choice) =>
      chatBeside(`"tools":[{"name":"f"}],"tool_choice":${choice}`).replace(plain(`"name":"f",${EMPTY}`), ""),
    );
  });

  it("are cached where the provider reads how", () => {
    const cached = '"tools":[{"name":"f","cache_control":{"type":"ephemeral"}},{"name":"g","cache_control":true}]';
    expect(chatBeside(cached, Reads.CacheControl)).toBe(
      tools(
        `{"type":"function","function":{"name":"f",${EMPTY}},"cache_control":{"type":"ephemeral"}},{"type":"function","function":{"name":"g",${EMPTY}}}`,
      ),
    );
  });

  it("have one short name everywhere, and none where they are not declared", () => {
    const request = messageRequestFor();
    const body = `{"model":"m","messages":[{"role":"assistant","content":[{"type":"tool_use","id":"i","name":"${LONG}","input":{}}]}],"tools":[{"name":"${LONG}"}],"tool_choice":{"type":"tool","name":"${LONG}"}}`;
    expect(chatFor(body, request)).toBe(
      `{"model":"m","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"i","type":"function","function":{"name":"${SHORT}","arguments":"{}"}}]}],` +
        `"tools":[{"type":"function","function":{"name":"${SHORT}",${EMPTY}}}],"tool_choice":{"type":"function","function":{"name":"${SHORT}"}}}`,
    );
    expect(restore(request.names, SHORT)).toBe(LONG);
    const other = `"tools":[{"name":"f"}],"tool_choice":{"type":"tool","name":"${LONG}"}`;
    expect(chatBeside(other)).toBe(
      `${plain(`"name":"f",${EMPTY}`)},"tool_choice":{"type":"function","function":{"name":"${LONG}"}}`,
    );
  });
});

describe("names of tools", () => {
  it("of 64 bytes stay", () => {
    const names = new ToolNames();
    for (let size = 0; size <= 64; size++) {
      const name = "a".repeat(size);
      expect(shorten(names, name)).toBe(name);
      expect(restore(names, name)).toBe(name);
    }
  });

  it("of more are shortened, and restored", () => {
    const names = new ToolNames();
    expect(shorten(names, LONG)).toBe(SHORT);
    expect(shorten(names, LONG)).toBe(SHORT);
    expect(restore(names, SHORT)).toBe(LONG);
    expect(restore(names, LONG)).toBe(LONG);
    expect(restore(names, A55)).toBe(A55);
    const size65 = shorten(names, "a".repeat(65));
    expect(size65.length).toBe(64);
    expect(size65.startsWith(`${A55}_`)).toBe(true);
    expect(size65).not.toBe(SHORT);
    expect(restore(names, size65)).toBe("a".repeat(65));
  });

  it("stay distinct from one that is like a short one", () => {
    const names = new ToolNames();
    names.reserve(utf8(SHORT));
    const short = shorten(names, LONG);
    expect(short).not.toBe(SHORT);
    expect(short.startsWith(`${A55}_`)).toBe(true);
    expect(short.length).toBe(64);
    expect(restore(names, short)).toBe(LONG);
    expect(restore(names, SHORT)).toBe(SHORT);
    const request = messageRequestFor();
    const text = chatFor(
      `{"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"${LONG}"},{"name":"${SHORT}"}]}`,
      request,
    );
    expect(text.includes(`"${SHORT}"`)).toBe(true);
    expect(text.includes(`"${short}"`)).toBe(true);
  });

  it("are cut between characters", () => {
    const names = new ToolNames();
    const short = shorten(names, "é".repeat(40));
    expect(short.startsWith(`${"é".repeat(27)}_`)).toBe(true);
    expect(restore(names, short)).toBe("é".repeat(40));
  });

  it("are told apart by all of their bytes", () => {
    const names = new ToolNames();
    for (let i = 0; i < 2000; i++) shorten(names, `${LONG}${i}`);
    for (let i = 0; i < 2000; i++) {
      expect(restore(names, shorten(names, `${LONG}${i}`))).toBe(`${LONG}${i}`);
    }
  });
});
