import { expectAll, sentBeside } from "../../support/sent-chat";

// What stands behind the messages.
function tools(members: string): string {
  const text = sentBeside(members);
  return text.startsWith("!") ? text : text.replace('"max_tokens":4096,…', "").replace(",", "");
}

function chosen(choice: string): string {
  return tools(`"tools":[{"type":"function","function":{"name":"f"}}],${choice}`).replace(
    '"tools":[{"name":"f","input_schema":{"type":"object","properties":{}}}]',
    "",
  );
}

const EMPTY = '"input_schema":{"type":"object","properties":{}}';

// prettier-ignore
const TOOLS: Array<string> = [
  '"tools":[{"type":"function","function":{"name":"f","description":"D\\n","parameters":{"type":"object", "properties":{"a":{"type":"number","default":1.0}}},"strict":true}}]',
  '"tools":[{"name":"f","description":"D\\n","input_schema":{"type":"object", "properties":{"a":{"type":"number","default":1.0}}},"strict":true}]',
  '"tools":[{"type":"function","function":{"name":"f"}},{"function":{"name":"g","description":"","strict":false,"parameters":null}}]', `"tools":[{"name":"f",${EMPTY}},{"name":"g","description":"",${EMPTY}}]`,
  '"tools":[{"type":"function","function":{"name":"f","parameters":{}}}]', `"tools":[{"name":"f",${EMPTY}}]`,
  '"tools":[{"type":"function","function":{"name":"f","parameters":{ "properties":{"a":{}}}}}]', '"tools":[{"name":"f","input_schema":{"type":"object", "properties":{"a":{}}}}]',
  '"tools":[{"type":"function","function":{"name":"f","description":7,"parameters":"x","strict":"true"},"cache_control":7}]', `"tools":[{"name":"f",${EMPTY}}]`,
  '"tools":[{"type":"function","function":{"name":"f"},"cache_control":{"type":"ephemeral"}},{"type":"function","function":{"name":"g","cache_control":{}}}]', `"tools":[{"name":"f",${EMPTY},"cache_control":{"type":"ephemeral"}},{"name":"g",${EMPTY},"cache_control":{}}]`,
  '"tools":[{"type":"function","name":"f","parameters":{"type":"object"}}]', '"tools":[{"name":"f","input_schema":{"type":"object"}}]',
  '"tools":[{"type":"web_search_20250305", "name":"web_search"},{"name":"c","input_schema":{}},{"type":"custom","name":"d","input_schema":{}}]', '"tools":[{"type":"web_search_20250305", "name":"web_search"},{"name":"c","input_schema":{}},{"type":"custom","name":"d","input_schema":{}}]',
  '"functions":[{"name":"f","parameters":{"type":"object"}}]', '"tools":[{"name":"f","input_schema":{"type":"object"}}]',
  '"functions":[{"name":"f"}],"tools":[{"type":"function","function":{"name":"g"}}]', `"tools":[{"name":"g",${EMPTY}},{"name":"f",${EMPTY}}]`,
  // none
  '"tools":[]', "",
  '"tools":null,"tool_choice":"auto"', "",
  '"tools":{"0":{}},"tool_choice":{"type":"nonsense"},"parallel_tool_calls":false', "",
  '"functions":"f","function_call":{"name":"f"}', "",
  '"tools":[{"type":"function","function":{"name":"f"}}],"tools":[]', "",
  // wrong
  '"tools":[null]', "!400 untranslatable tools[0]: expected an object",
  '"tools":[{"type":"function","function":{"name":"f"}},"g"]', "!400 untranslatable tools[1]: expected an object",
  '"tools":[{"type":"function"}]', "!400 untranslatable tools[0]: expected a function with a name",
  '"tools":[{"type":"function","function":{"name":""}}]', "!400 untranslatable tools[0]: expected a function with a name",
  '"tools":[{"type":"function","function":{"name":7}}]', "!400 untranslatable tools[0]: expected a function with a name",
  '"tools":[{"type":"function","function":[]}]', "!400 untranslatable tools[0]: expected a function with a name",
  '"tools":[{"type":"custom","custom":{"name":"c","format":{"type":"text"}}}]', "!400 untranslatable tools[0]: a tool without a schema cannot be sent to this provider",
  '"functions":[{"name":"f"},{}]', "!400 untranslatable functions[1]: expected a function with a name",
  '"functions":[7]', "!400 untranslatable functions[0]: expected a function with a name",
];

const WHICH = "!400 untranslatable tool_choice: this choice cannot be sent to this provider";
const NAME = "!400 untranslatable tool_choice: expected the name of a tool";

// prettier-ignore
const CHOICES: Array<string> = [
  '"tool_choice":null', "",
  '"tool_choice":"none"', ',"tool_choice":{"type":"none"}',
  '"tool_choice":"auto"', ',"tool_choice":{"type":"auto"}',
  '"tool_choice":"required"', ',"tool_choice":{"type":"any"}',
  '"tool_choice":"any"', ',"tool_choice":{"type":"any"}',
  '"tool_choice":{"type":"function","function":{"name":"\\u0066"}}', ',"tool_choice":{"type":"tool","name":"\\u0066"}',
  '"tool_choice":{"type":"function","name":"f"}', ',"tool_choice":{"type":"tool","name":"f"}',
  '"tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true}', ',"tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true}',
  '"tool_choice":{"type":"any"}', ',"tool_choice":{"type":"any"}',
  '"tool_choice":"auto","tool_choice":"none"', ',"tool_choice":{"type":"none"}',
  '"function_call":"auto"', ',"tool_choice":{"type":"auto"}',
  '"function_call":"none"', ',"tool_choice":{"type":"none"}',
  '"function_call":{"name":"f"}', ',"tool_choice":{"type":"tool","name":"f"}',
  '"function_call":{"name":"f"},"tool_choice":"auto"', ',"tool_choice":{"type":"auto"}',
  // one call at a time
  '"parallel_tool_calls":false', ',"tool_choice":{"type":"auto","disable_parallel_tool_use":true}',
  '"parallel_tool_calls":true', "",
  '"parallel_tool_calls":null', "",
  '"parallel_tool_calls":"false"', "",
  '"parallel_tool_calls":false,"tool_choice":"required"', ',"tool_choice":{"type":"any","disable_parallel_tool_use":true}',
  '"parallel_tool_calls":false,"tool_choice":"none"', ',"tool_choice":{"type":"none"}',
  // wrong
  '"tool_choice":"f"', WHICH,
  '"tool_choice":7', WHICH,
  '"tool_choice":[]', WHICH,
  '"tool_choice":{}', WHICH,
  '"tool_choice":{"type":"custom","custom":{"name":"f"}}', WHICH,
  '"tool_choice":{"type":"function"}', NAME,
  '"tool_choice":{"type":"function","function":{}}', NAME,
  '"tool_choice":{"type":"function","function":{"name":null}}', NAME,
  '"tool_choice":{"type":"tool","name":7}', NAME,
  '"function_call":{}', NAME,
  '"function_call":true', "!400 untranslatable function_call: expected none, auto or the name of a function",
];

// prettier-ignore
const ALLOWED: Array<string> = [
  '{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}', `"tools":[{"name":"f",${EMPTY}}],"tool_choice":{"type":"auto"}`,
  '{"mode":"required","tools":[{"type":"function","name":"g"},{"type":"web_search_1","name":"w"},{"name":"other"},null,5]}', `"tools":[{"type":"web_search_1","name":"w"},{"name":"g",${EMPTY}}],"tool_choice":{"type":"any"}`,
  '{"tools":[{"name":"f"}]}', `"tools":[{"name":"f",${EMPTY}}]`,
  '{"mode":null,"tools":[{"name":"f"}]}', `"tools":[{"name":"f",${EMPTY}}]`,
  '{"mode":"required","tools":[]}', "",
  '{"mode":"required","tools":[{"name":"other"}]}', "",
  '{"mode":7,"tools":[]}', "!400 untranslatable tool_choice.allowed_tools.mode: expected auto or required",
  '{"mode":"auto"}', "!400 untranslatable tool_choice.allowed_tools.tools: expected a list",
  '{"mode":"auto","tools":{"name":"f"}}', "!400 untranslatable tool_choice.allowed_tools.tools: expected a list",
];

describe("a chat's tools", () => {
  it("are functions with a schema, or Anthropic's own", () => {
    expectAll(TOOLS, tools);
  });

  it("are chosen", () => {
    expectAll(CHOICES, chosen);
  });

  it("are those that are allowed", () => {
    expectAll(ALLOWED, (allowed: string): string =>
      tools(
        `"tools":[{"type":"function","function":{"name":"f"}},{"type":"web_search_1","name":"w"}],"functions":[{"name":"g"}],"tool_choice":{"type":"allowed_tools","allowed_tools":${allowed}}`,
      ),
    );
  });
});
