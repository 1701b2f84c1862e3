import { BodyPlan } from "../../../assembly/config/body-plan";
import { ProviderSettings } from "../../../assembly/config/provider-settings";
import { CAPABILITIES, findCapabilityByName, Trait } from "../../../assembly/protocol/capability";
import { EditOp } from "../../../assembly/provider/body-edit-spec";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { providerOf, Reading } from "../support/configuration";
import { rowsOf } from "../support/table";

function nameOf(plan: BodyPlan, member: i32): string {
  let name = "";
  for (let node = member; node >= 0; node = plan.paths.parentOf(node)) {
    name = textOf(plan.paths.nameOf(node)) + (name.length > 0 ? "." + name : "");
  }
  return name;
}

/** The edits of a plan: `name=json`, a question mark behind defaults, `-name`, `name>other`, `min<name<max`. */
function describePlan(plan: BodyPlan): string {
  let text = "";
  for (let i = 0; i < plan.edits.length; i++) {
    const edit = plan.edits[i];
    const name = nameOf(plan, edit.node);
    if (edit.op == EditOp.Drop) text += `-${name}`;
    else if (edit.op == EditOp.Rename) text += `${name}>${nameOf(plan, edit.to)}`;
    else if (edit.op == EditOp.Clamp) text += `${textOf(edit.min)}<${name}<${textOf(edit.max)}`;
    else text += `${name}=${textOf(edit.json)}${edit.op == EditOp.Default ? "?" : ""}`;
    if (edit.trait == Trait.Messages) text += " (chat)";
    for (let j = 0; j < edit.capabilities.length; j++) text += ` @${textOf(CAPABILITIES[edit.capabilities[j]].name)}`;
    if (edit.condition >= 0) text += ` if ${nameOf(plan, edit.condition)}`;
    text += ";";
  }
  if (plan.forcedModel.byteLength > 0) text += `model=${textOf(plan.forcedModel)};`;
  if (plan.defaultModel.byteLength > 0) text += `model=${textOf(plan.defaultModel)}?;`;
  return text;
}

function needs(provider: ProviderSettings, name: string): bool {
  const capability = findCapabilityByName(utf8(name));
  return capability !== null && provider.needsBody(capability);
}

describe("the body plan", () => {
  it("holds what options, settings and schema say", () => {
    const table = rowsOf(`
      "options":{"a":1,"b.c":"x"} | a=1;b.c="x";
      "options":{"a": {"b" : [1, 2]}} | a={"b" : [1, 2]};
      "options":{"seed":12345678901234567890.50} | seed=12345678901234567890.50;
      "optionDefaults":{"a":null} | a=null?;
      "options":{"model":"m"} | model=m;
      "optionDefaults":{"model":"m\\u00fc"} | model=mü?;
      "options":{"a":1},"optionDefaults":{"a":2} | a=1;
      "options":{"a":1},"optionDefaults":{"b":2} | a=1;b=2?;
      "optionDefaults":{"seed":1},"customSettings":[{"name":"seed","value":2,"overwrite":false}] | seed=2?;
      "options":{"seed":1},"customSettings":[{"name":"seed","value":2}] | seed=1;seed=2;
      "customSettings":[{"name":"temperature","value":0.10}] | temperature=0.10;
      "customSettings":[{"name":"max_tokens","value":"5","overwrite":false}] | max_tokens="5"?;
      "customSettings":[{"name":"top_p","value":1,"mode":"auto","overwrite":"true"},{"name":"seed","value":null}] | top_p=1;seed=null;
      "customSettings":[{"name":"stream_options.include_usage","value":true,"mode":"raw"}] | stream_options.include_usage=true;
      "customSettings":[{"name":"model","value":"m","mode":"raw"}] | model=m;
      "customSettings":[{"name":"model","value":"m","mode":"raw","overwrite":false}] | model=m?;
      "responseJsonSchema":{"type":"json_object"} | response_format={"type":"json_object"} (chat);
      "bodyEdits":[{"drop":"a"},{"drop":"b.c"}] | -a;-b.c;
      "bodyEdits":[{"rename":"a","to":"b.c"}] | a>b.c;
      "bodyEdits":[{"default":"a","value":null},{"force":"b.c","value":{"x": 1}}] | a=null?;b.c={"x": 1};
      "bodyEdits":[{"clamp":"a","min":0,"max":1.50},{"clamp":"b","min":-1e2},{"clamp":"c","max":7}] | 0<a<1.50;-1e2<b<;<c<7;
      "bodyEdits":[{"force":"a","value":1,"when":"b.c"}] | a=1 if b.c;
      "bodyEdits":[{"drop":"a","capabilities":["openai/v1/embeddings","openai/v1/responses"]}] | -a @openai/v1/embeddings @openai/v1/responses;
      "bodyEdits":[{"drop":"a","capabilities":"openai/v1/embeddings"}] | -a @openai/v1/embeddings;
      "bodyEdits":[{"force":"model","value":"m"}] | model=m;
      "bodyEdits":[{"default":"model","value":"m"}] | model=m?;
      "options":{"a":1},"optionDefaults":{"b":2},"bodyEdits":[{"drop":"b"}] | a=1;b=2?;-b;
      "bodyEdits":[{"rename":"a","to":"b"},{"clamp":"b","max":1},{"default":"b","value":0}] | a>b;<b<1;b=0?;
      "bodyEdits":[{"drop":"b"},{"rename":"a","to":"b"}] | -b;a>b;
      "bodyEdits":[{"force":"a","value":1},{"drop":"a","when":"c"}] | a=1;-a if c;
      "bodyEdits":[{"drop":"a"},{"drop":"a"}] | -a;-a;
    `);
    for (let i = 0; i < table.length; i++) {
      expect(describePlan(providerOf('"type":"openai",' + table[i][0]).body)).toBe(table[i][1], table[i][0]);
    }
  });

  it("has room for 64 names", () => {
    let options = "";
    for (let i = 0; i < 70; i++) options += `${i > 0 ? "," : ""}"o${i}":${i}`;
    const reading = new Reading(`{"provider":{"type":"openai","options":{${options}}}}`);
    expect(reading.report.split("\n")[0]).toBe("error: provider.options.o62: too many members to set in one provider");
    expect(reading.ids).toBe("(none)");
  });

  it("knows the member that strict requests must have", () => {
    const plan = providerOf('"type":"openai","strictRequests":true').body;
    const chat = findCapabilityByName(utf8("openai/v1/chatcompletions"));
    const models = findCapabilityByName(utf8("openai/v1/models"));
    expect(chat !== null && textOf(plan.paths.nameOf(plan.requiredNode(chat))) == "messages").toBe(true);
    expect(models !== null && plan.requiredNode(models) == -1).toBe(true);
    const lax = providerOf('"type":"openai"').body;
    expect(chat !== null && lax.requiredNode(chat) == -1).toBe(true);
  });
});

describe("a body", () => {
  it("is read where something needs it", () => {
    const chat = "openai/v1/chatcompletions";
    const embeddings = "openai/v1/embeddings";
    const models = "openai/v1/models";
    // Members of a provider, chats, embeddings.
    const table = rowsOf(`
      "type":"openai" | false | false
      "type":"openai","apiTokens":"k","timeout":5,"maxRequestBytes":9 | false | false
      "type":"openai","modelMapping":{} | false | false
      "type":"openai","modelMapping":{"a":"b"} | true | true
      "type":"openai","options":{"a":1} | true | true
      "type":"openai","optionDefaults":{"a":1} | true | true
      "type":"openai","options":{"model":"m"} | true | true
      "type":"openai","optionDefaults":{"model":"m"} | true | true
      "type":"openai","customSettings":[{"name":"seed","value":1}] | true | true
      "type":"openai","allowModels":["a"] | true | true
      "type":"openai","strictRequests":true | true | true
      "type":"openai","firstByteTimeout":100 | true | false
      "type":"openai","context":{"fileUrl":"h/f","cluster":"c"} | true | false
      "type":"openai","responseJsonSchema":{} | true | false
      "type":"openai","bodyEdits":[{"drop":"a"}] | true | true
      "type":"openai","bodyEdits":[{"drop":"a","capabilities":["openai/v1/embeddings"]}] | false | true
      "type":"openai","contextCleanupCommands":["clear"] | true | false
      "type":"openai","contextCleanupCommands":[""] | false | false
      "type":"openai","mergeConsecutiveMessages":true | true | false
      "type":"openai","hiclawMode":true | true | false
      "type":"openai","developerRole":"auto" | false | false
      "type":"vllm","developerRole":"auto" | false | false
      "type":"generic","developerRole":"keep" | false | false
      "type":"openai","developerRole":"system" | true | false
      "type":"openai","capabilities":{"openai/v1/chatcompletions":"/d/{model}/chat"} | true | false
      "type":"generic" | false | false
      "type":"generic","firstByteTimeout":100 | false | false
      "type":"generic","modelMapping":{"a":"b"} | true | true
      "type":"generic","capabilities":{"openai/v1/embeddings":"/d/{model}"} | false | true
      "type":"openai","protocol":"original","modelMapping":{"a":"b"},"options":{"a":1},"firstByteTimeout":1 | false | false
      "type":"openai","protocol":"original","context":{"fileUrl":"h/f","cluster":"c"} | false | false
      "type":"openai","protocol":"original","bodyEdits":[{"drop":"a"}],"developerRole":"system","mergeConsecutiveMessages":true | false | false
      "type":"openai","protocol":"original","allowModels":["a"] | true | true
      "type":"openai","protocol":"original","strictRequests":true | true | true
    `);
    for (let i = 0; i < table.length; i++) {
      const provider = providerOf(table[i][0]);
      expect(needs(provider, chat).toString()).toBe(table[i][1], table[i][0]);
      expect(needs(provider, embeddings).toString()).toBe(table[i][2], table[i][0]);
      expect(needs(provider, models)).toBe(false, table[i][0]);
    }
  });

  it("merges what override says behind the settings, and limits tokens as each API does", () => {
    const chat = " @openai/v1/chatcompletions;";
    const others =
      "max_tokens=9 @openai/v1/completions;max_output_tokens=9 @openai/v1/responses;max_tokens=9 @anthropic/v1/messages;max_tokens_to_sample=9 @anthropic/v1/complete;";
    const limit = '"override":{"llmOptions":{"maxTokens":9}}';
    const table = [
      `"type":"openai",${limit}`,
      "-max_tokens" + chat + "max_completion_tokens=9" + chat + others,
      `"type":"vllm",${limit}`,
      "max_tokens=9" + chat + "-max_completion_tokens" + chat + others,
      '"type":"vllm","options":{"a":1},"override":{"requestBody":{"openai-chat":{"a":2,"b":{"c":[],"d":{}}}}}',
      "a=1;a=2?" + chat + "b.c=[]?" + chat + "b.d={}?" + chat,
      '"type":"vllm","override":{"requestBodyForceOverride":true,"requestBody":{"openai-chat":{"a":2,"d":{}}}}',
      "a=2" + chat + "d={}" + chat,
      '"type":"vllm","override":{"llmOptions":{"maxTokens":"007"},"requestBody":{"bedrock-converse":{"a":2}}}',
      ("max_tokens=9" + chat + "-max_completion_tokens" + chat + others).replaceAll("9", "7"),
    ];
    for (let i = 0; i < table.length; i += 2) {
      expect(describePlan(providerOf(table[i]).body)).toBe(table[i + 1], table[i]);
    }
  });
});
