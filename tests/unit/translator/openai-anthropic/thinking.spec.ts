import { expectAll, sent, sentBeside } from "../../support/sent-chat";

function thinking(budget: i32): string {
  return `"max_tokens":${budget + 4096},"thinking":{"type":"enabled","budget_tokens":${budget}},…`;
}

const NONE = '"max_tokens":4096,…';

// prettier-ignore
const BUDGETS: Array<string> = [
  '"reasoning_effort":"none"', NONE,
  '"reasoning_effort":"minimal"', thinking(1024),
  '"reasoning_effort":"low"', thinking(1024),
  '"reasoning_effort":"medium"', thinking(8192),
  '"reasoning_effort":"h\\u0069gh"', thinking(16384),
  '"reasoning_effort":"xhigh"', thinking(32768),
  '"reasoning_effort":"max"', thinking(32768),
  '"reasoning_effort":"other"', thinking(8192),
  '"reasoning_effort":""', NONE,
  '"reasoning_effort":null', NONE,
  '"reasoning_effort":7', NONE,
  '"reasoning_effort":"high","reasoning_effort":"low"', thinking(1024),
  '"reasoning_max_tokens":2000,"reasoning_effort":"high"', thinking(2000),
  '"reasoning_max_tokens":2.5e3', thinking(2500),
  '"reasoning_max_tokens":1', thinking(1024),
  '"reasoning_max_tokens":0,"reasoning_effort":"high"', NONE,
  '"reasoning_max_tokens":-5', NONE,
  '"reasoning_max_tokens":"x","reasoning_effort":"low"', thinking(1024),
  '"reasoning_max_tokens":1e300', '"max_tokens":2147487743,"thinking":{"type":"enabled","budget_tokens":2147483647},…',
  // Anthropic's own form
  '"thinking":{"type":"enabled","budget_tokens":3000},"reasoning_effort":"high","reasoning_max_tokens":5000', thinking(3000),
  '"thinking":{"type":"enabled","budget_token":3000}', thinking(3000),
  '"thinking":{"type":"enabled","budget_tokens":3000,"budget_token":4000}', thinking(3000),
  '"thinking":{"type":"enabled","budget_tokens":"3000"}', thinking(1024),
  '"thinking":{"type":"enabled","budget_tokens":0}', thinking(1024),
  '"thinking":{"type":"enabled"}', thinking(1024),
  '"thinking":{"budget_tokens":3000}', thinking(3000),
  '"thinking":{"type":"enabled","budget_tokens":3000,"display":"omitted"}', '"max_tokens":7096,"thinking":{"type":"enabled","budget_tokens":3000,"display":"omitted"},…',
  '"thinking":{"type":"adaptive", "display":"summarized"}', '"max_tokens":4096,"thinking":{"type":"adaptive", "display":"summarized"},…',
  '"thinking":{"type":"disabled"},"reasoning_effort":"high"', '"max_tokens":4096,"thinking":{"type":"disabled"},…',
  // no such form
  '"thinking":null,"reasoning_effort":"low"', thinking(1024),
  '"thinking":{},"reasoning_effort":"low"', thinking(1024),
  '"thinking":{"type":7},"reasoning_effort":"low"', thinking(1024),
  '"thinking":true', NONE,
  '"thinking":[1]', NONE,
];

// prettier-ignore
const LIMITS: Array<string> = [
  '"max_tokens":20000,"reasoning_effort":"high"', '"max_tokens":20000,"thinking":{"type":"enabled","budget_tokens":16384},…',
  '"max_tokens":16384,"reasoning_effort":"high"', '"max_tokens":16384,"thinking":{"type":"enabled","budget_tokens":16383},…',
  '"max_completion_tokens":5e3,"max_tokens":99,"reasoning_effort":"high"', '"max_tokens":5e3,"thinking":{"type":"enabled","budget_tokens":4999},…',
  '"max_tokens":1025,"reasoning_effort":"low"', '"max_tokens":1025,"thinking":{"type":"enabled","budget_tokens":1024},…',
  '"max_tokens":1024,"reasoning_effort":"low"', '"max_tokens":1024,…',
  '"max_tokens":1024,"temperature":0,"top_k":3,"thinking":{"type":"enabled","budget_tokens":9000}', '"max_tokens":1024,"temperature":0,"top_k":3,…',
  '"max_tokens":0,"reasoning_effort":"low"', '"max_tokens":0,…',
  '"max_tokens":-1e300,"reasoning_effort":"low"', '"max_tokens":-1e300,…',
  '"max_tokens":1e300,"reasoning_effort":"low"', '"max_tokens":1e300,"thinking":{"type":"enabled","budget_tokens":1024},…',
  '"max_tokens":100,"thinking":{"type":"adaptive"}', '"max_tokens":100,"thinking":{"type":"adaptive"},…',
];

// prettier-ignore
const SAMPLING: Array<string> = [
  '"reasoning_effort":"low","temperature":0.5,"top_k":4,"top_p":0.9', thinking(1024),
  '"reasoning_effort":"low","temperature":0.5,"top_k":4,"top_p":0.950', thinking(1024).replace(",…", ',"top_p":0.950,…'),
  '"reasoning_effort":"low","top_p":"1"', thinking(1024),
  '"reasoning_effort":"none","temperature":0.5,"top_k":4,"top_p":0.9', '"max_tokens":4096,"temperature":0.5,"top_p":0.9,"top_k":4,…',
  '"thinking":{"type":"adaptive"},"temperature":0.5,"top_k":4,"top_p":0.9', '"max_tokens":4096,"thinking":{"type":"adaptive"},…',
  '"thinking":{"type":"disabled"},"temperature":0.5,"top_p":0.9', '"max_tokens":4096,"thinking":{"type":"disabled"},"temperature":0.5,"top_p":0.9,…',
];

// Whether the model thinks, and how it is said.
function thinks(members: string): string {
  const text = sentBeside(`"temperature":0,${members}`);
  if (text.includes('"type":"disabled"')) return "disabled";
  return text.includes('"thinking":') == text.includes('"temperature":')
    ? "both"
    : text.includes('"thinking":')
      ? "yes"
      : "no";
}

const TOOLS = '"tools":[{"type":"function","function":{"name":"f"}}]';

// prettier-ignore
const FORCED: Array<string> = [
  `"reasoning_effort":"low",${TOOLS},"tool_choice":"auto"`, "yes",
  `"reasoning_effort":"low",${TOOLS},"tool_choice":"none"`, "yes",
  `"reasoning_effort":"low",${TOOLS},"parallel_tool_calls":false`, "yes",
  `"reasoning_effort":"low",${TOOLS},"tool_choice":"required"`, "no",
  `"reasoning_effort":"low",${TOOLS},"tool_choice":{"type":"function","function":{"name":"f"}}`, "no",
  `"reasoning_effort":"low",${TOOLS},"function_call":{"name":"f"}`, "no",
  `"reasoning_effort":"low",${TOOLS},"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"name":"f"}]}}`, "no",
  `"reasoning_effort":"low",${TOOLS},"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[]}}`, "yes",
  '"reasoning_effort":"low","tools":[],"tool_choice":"required"', "yes",
  `"thinking":{"type":"adaptive"},${TOOLS},"tool_choice":"required"`, "no",
  `"thinking":{"type":"enabled","budget_tokens":2000},${TOOLS},"tool_choice":"required"`, "no",
];

const CALL = '"tool_calls":[{"id":"c","function":{"name":"f"}}]';
const SIGNED = '"thinking_blocks":[{"type":"thinking","thinking":"T","signature":"s"}]';
const BARE = `{"role":"assistant",${CALL}}`;
const THOUGHT = `{"role":"assistant",${SIGNED},${CALL}}`;
const RESULT = '{"role":"tool","tool_call_id":"c","content":"1"}';
const SAID = '{"role":"assistant","content":"A"}';
const ASKED = '{"role":"user","content":"U"}';

function goesOnThinking(messages: string): string {
  return sent(`{"reasoning_effort":"low","messages":[${ASKED},${messages}]}`).includes('"thinking":{') ? "yes" : "no";
}

// prettier-ignore
const TURNS: Array<string> = [
  ASKED, "yes",
  SAID, "yes",
  `${BARE},${RESULT}`, "no",
  `${BARE},${RESULT},{"role":"developer","content":"D"}`, "no",
  // the last answer still is one without a thought
  `${BARE},${RESULT},${ASKED}`, "no",
  `${THOUGHT},${RESULT}`, "yes",
  `{"role":"assistant","thinking_blocks":[{"type":"redacted_thinking","data":"d"}],${CALL}},${RESULT}`, "yes",
  `{"role":"assistant","thinking_blocks":[{"type":"thinking","thinking":"T"}],${CALL}},${RESULT}`, "no",
  `{"role":"assistant","function_call":{"name":"f"}},{"role":"function","name":"f","content":"1"}`, "no",
  // a turn begins with the thought
  `${THOUGHT},${RESULT},${BARE},${RESULT}`, "yes",
  `${BARE},${RESULT},${BARE},${RESULT}`, "no",
  `${BARE},${RESULT},${THOUGHT},${RESULT}`, "yes",
  // what other turns did does not count
  `${BARE},${RESULT},${SAID},${ASKED}`, "yes",
  `${BARE},${RESULT},${SAID},${ASKED},${THOUGHT},${RESULT}`, "yes",
  `${THOUGHT},${RESULT},${SAID},${ASKED},${BARE},${RESULT}`, "no",
  `${THOUGHT},${RESULT},${ASKED},${BARE},${RESULT}`, "no",
];

describe("how much a model thinks", () => {
  it("is a budget", () => {
    expectAll(BUDGETS, sentBeside);
  });

  it("is held below the limit", () => {
    expectAll(LIMITS, sentBeside);
  });

  it("leaves out what Anthropic refuses beside it", () => {
    expectAll(SAMPLING, sentBeside);
  });

  it("is nothing where a tool is forced", () => {
    expectAll(FORCED, thinks);
  });

  it("is nothing where a turn has called tools without a thought", () => {
    expectAll(TURNS, goesOnThinking);
  });
});
