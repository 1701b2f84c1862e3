import { Reading } from "../support/configuration";
import { rowsOf } from "../support/table";

describe("wrong parts of a value", () => {
  it("are named by their full path", () => {
    // Member of a provider of type openai, what is wrong.
    const table = rowsOf(`
      "apiTokens":["a",{}] | apiTokens[1]: expected a string, found an object
      "apiTokens":["a",null] | apiTokens[1]: expected a string, found nothing
      "apiTokens":[["a"]] | apiTokens[0]: expected a string, found a list
      "modelMapping":{"a":{}} | modelMapping.a: expected a string, found an object
      "modelMapping":{"gpt-4.1":[]} | modelMapping["gpt-4.1"]: expected a string, found a list
      "modelMapping":{"~(":"x"} | modelMapping.~(: bad pattern: *
      "modelMapping":{"~":"x"} | modelMapping.~: the pattern after ~ is empty
      "allowModels":["a","~["] | allowModels[1]: bad pattern: *
      "allowModels":[{}] | allowModels[0]: expected a string, found an object
      "allowCapabilities":["openai/v1/chatcompletion"] | allowCapabilities[0]: expected the name of a capability, found "openai/v1/chatcompletion", did you mean "openai/v1/chatcompletions"?
      "allowCapabilities":["openai/v1/models","nothing"] | allowCapabilities[1]: expected the name of a capability, found "nothing"
      "capabilities":{"openai/v1/model":"/x"} | capabilities.openai/v1/model: expected the name of a capability, found "openai/v1/model", did you mean "openai/v1/models"?
      "capabilities":{"openai/v1/models":"x"} | capabilities.openai/v1/models: expected a path that begins with "/", or false, found a string
      "capabilities":{"openai/v1/models":""} | capabilities.openai/v1/models: expected a path that begins with "/", or false, found a string
      "capabilities":{"openai/v1/models":"/a b"} | capabilities.openai/v1/models: expected a path that begins with "/", or false, found a string
      "capabilities":{"openai/v1/models":"/a\\r\\nb"} | capabilities.openai/v1/models: expected a path that begins with "/", or false, found a string
      "capabilities":{"openai/v1/models":true} | capabilities.openai/v1/models: expected a path that begins with "/", or false, found a boolean
      "capabilities":{"openai/v1/models":{}} | capabilities.openai/v1/models: expected a path that begins with "/", or false, found an object
      "options":{"model":5} | options.model: expected a string, found a number
      "optionDefaults":{"model":null} | optionDefaults.model: expected a string, found nothing
      "customSettings":[5] | customSettings[0]: expected an object, found a number
      "customSettings":[{"name":"a","value":1,"mode":"Raw"}] | customSettings[0].mode: expected one of "auto", "raw", found "Raw"
      "customSettings":[{"name":"a","value":1,"mode":"raw","overwrite":"no"}] | customSettings[0].overwrite: expected true or false, found a string (no)
      "customSettings":[{"name":"model","value":1,"mode":"raw"}] | customSettings[0]: expected a string
      "customSettings":[{"name":"a.b","value":1,"mode":"raw"},{"name":"a","value":1,"mode":"raw"}] | customSettings[1]: another setting is for a member around or inside this one
      "context":{} | context.fileUrl: expected a URL with a host
      "context":{"fileUrl":"/f","cluster":"c"} | context.fileUrl: expected a URL with a host
      "context":{"fileUrl":"http://h/f","servicePort":80} | context.serviceName: expected the name of a service
      "context":{"fileUrl":"http://h/f","serviceName":"s"} | context.servicePort: expected a port
      "context":{"fileUrl":"http://h/f","serviceName":"s","servicePort":"x"} | context.servicePort: expected a whole number, 0 or more, found a string (x)
      "openaiCustomUrl":"/v1" | openaiCustomUrl: expected a URL with a host, found "/v1"
      "openaiCustomUrl":"http://h/\\r\\nx" | openaiCustomUrl: expected a URL without line breaks
      "providerDomain":"h\\r\\nx: y" | providerDomain: expected a host without line breaks and NUL
      "auth":{"header":{"x y":"v"}} | auth.header.x y: expected the name of a header, found "x y"
      "auth":{"header":{":path":"v"}} | auth.header.:path: expected the name of a header, found ":path"
      "auth":{"header":{"Host":"v"}} | auth.header.Host: expected the name of a header, found "host"
      "auth":{"header":{"X-A":"v","x-a":"w"}} | auth.header.x-a: this header is set twice
      "auth":{"header":["v"]} | auth.header: expected an object, found a list
      "auth":{"query":{"k":{}}} | auth.query.k: expected a string, found an object
      "auth":{"header":{"a":""}} | auth.header.a: expected a string that is not empty, found an empty one
    `);
    for (let i = 0; i < table.length; i++) {
      const reading = new Reading(`{"provider":{"type":"openai",${table[i][0]}}}`);
      const errors = reading.problems.errors;
      const first = errors.length == 0 ? "" : errors[0];
      const wanted = `provider.${table[i][1]}`;
      const isRight = wanted.endsWith("*") ? first.startsWith(wanted.slice(0, -1)) : first == wanted;
      expect(isRight ? wanted : first).toBe(wanted, table[i][0]);
      expect(reading.ids).toBe("(none)", table[i][0]);
    }
  });

  it("that are ignored are a warning", () => {
    const table = rowsOf(`
      "customSettings":[{"name":"top_k","value":1}] | customSettings[0]: "top_k" is no setting of mode auto, ignored
      "customSettings":[{"name":"seed","value":1,"valu":2}] | customSettings[0].valu: unknown key, did you mean "value"?
      "context":{"fileUrl":"http://h/f","cluster":"c","fileURL":"x"} | context.fileURL: unknown key, did you mean "fileUrl"?
    `);
    for (let i = 0; i < table.length; i++) {
      const reading = new Reading(`{"provider":{"type":"openai",${table[i][0]}}}`);
      expect(reading.report).toBe(`warning: provider.${table[i][1]}`, table[i][0]);
      expect(reading.ids).toBe("[openai]", table[i][0]);
    }
  });

  it("of custom settings without name or value are nothing, as in Higress", () => {
    const reading = new Reading(
      '{"provider":{"type":"openai","customSettings":[{"value":1},{"name":"","value":1},{"name":"seed"},{}]}}',
    );
    expect(reading.report).toBe("");
    expect(reading.ids).toBe("[openai]");
  });

  it("of a host of type generic are named by its key", () => {
    expect(new Reading('{"provider":{"type":"generic","genericHost":"h\\nx"}}').report.split("\n")[0]).toBe(
      "error: provider.genericHost: expected a host without line breaks and NUL",
    );
  });
});
