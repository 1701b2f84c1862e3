import { BodyPlan } from "../../../assembly/config/body-plan";
import { ProviderSettings } from "../../../assembly/config/provider-settings";
import { findCapabilityByName, Trait } from "../../../assembly/protocol/capability";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { providerOf, Reading } from "../support/configuration";
import { rowsOf } from "../support/table";

/** The settings of a plan, `name=json`, a question mark behind defaults. */
function describePlan(plan: BodyPlan): string {
  let text = "";
  for (let i = 0; i < plan.settings.length; i++) {
    const setting = plan.settings[i];
    let name = "";
    for (let node = setting.node; node >= 0; node = plan.paths.parentOf(node)) {
      name = textOf(plan.paths.nameOf(node)) + (name.length > 0 ? "." + name : "");
    }
    const isForChats = setting.trait == Trait.Messages;
    text += `${name}=${textOf(setting.json)}${setting.isDefault ? "?" : ""}${isForChats ? " (chat)" : ""};`;
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
      "customSettings":[{"name":"temperature","value":0.10}] | temperature=0.10;
      "customSettings":[{"name":"max_tokens","value":"5","overwrite":false}] | max_tokens="5"?;
      "customSettings":[{"name":"top_p","value":1,"mode":"auto","overwrite":"true"},{"name":"seed","value":null}] | top_p=1;seed=null;
      "customSettings":[{"name":"stream_options.include_usage","value":true,"mode":"raw"}] | stream_options.include_usage=true;
      "customSettings":[{"name":"model","value":"m","mode":"raw"}] | model=m;
      "customSettings":[{"name":"model","value":"m","mode":"raw","overwrite":false}] | model=m?;
      "responseJsonSchema":{"type":"json_object"} | response_format={"type":"json_object"} (chat);
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
      "type":"openai","responseJsonSchema":{} | true | true
      "type":"openai","capabilities":{"openai/v1/chatcompletions":"/d/{model}/chat"} | true | false
      "type":"generic" | false | false
      "type":"generic","firstByteTimeout":100 | false | false
      "type":"generic","modelMapping":{"a":"b"} | true | true
      "type":"generic","capabilities":{"openai/v1/embeddings":"/d/{model}"} | false | true
      "type":"openai","protocol":"original","modelMapping":{"a":"b"},"options":{"a":1},"firstByteTimeout":1 | false | false
      "type":"openai","protocol":"original","context":{"fileUrl":"h/f","cluster":"c"} | false | false
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
});
