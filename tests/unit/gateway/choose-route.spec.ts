import { utf8 } from "../../../assembly/text/bytes";
import { FakeHost } from "../support/fake-host";
import { Gateway } from "../support/gateway";
import { rowsOf } from "../support/table";

const PROVIDERS = `"providers":[{"id":"a","type":"openai"},{"id":"b","type":"vllm"}]`;

// Properties as `name=value`, with slashes between the parts of a name.
function hostWith(properties: string): FakeHost {
  const host = new FakeHost();
  const pairs = properties.split(" ");
  for (let i = 0; i < pairs.length; i++) {
    const equals = pairs[i].indexOf("=");
    if (equals >= 0) host.properties.set(pairs[i].substring(0, equals), utf8(pairs[i].substring(equals + 1)));
  }
  return host;
}

function ask(configuration: string, properties: string): string {
  const gateway = new Gateway(`{${PROVIDERS},${configuration}}`, hostWith(properties));
  const outcome = gateway.send("GET /v1/models");
  return outcome == "sent" ? gateway.authority : outcome;
}

describe("the route of a request", () => {
  it("is found by Higress' names of properties and by those of stock Envoy", () => {
    // Rules, properties, who is asked.
    const table = rowsOf(`
      {"_match_route_":"r","activeProviderId":"a"}                         | route_name=r                                     | api.openai.com
      {"_match_route_":"r","activeProviderId":"a"}                         | xds/route_name=r                                 | api.openai.com
      {"_match_route_":"r","activeProviderId":"a"}                         | xds/route_name=                                  | gateway.test
      {"_match_route_":"r","activeProviderId":"a"}                         | ""                                               | 500 aisle.host_failure
      {"_match_route_prefix_":"r","activeProviderId":"a"}                  | ""                                               | 500 aisle.host_failure
      {"_match_service_":"s","activeProviderId":"a"}                       | cluster_name=s                                   | api.openai.com
      {"_match_service_":"s","activeProviderId":"a"}                       | xds/cluster_name=s                               | api.openai.com
      {"_match_service_":"s","activeProviderId":"a"}                       | ""                                               | 500 aisle.host_failure
      {"_match_route_":"r","_match_service_":"s","activeProviderId":"a"}   | route_name=r                                     | 500 aisle.host_failure
      {"_match_domain_":"gateway.test","activeProviderId":"a"}             | ""                                               | api.openai.com
      {"_match_domain_":"x","activeProviderId":"a"}                        | xds/route_metadata/filter_metadata/aisle/provider=b | vllm-service.cluster.local
    `);
    for (let i = 0; i < table.length; i++) {
      expect(ask(`"_rules_":[${table[i][0]}]`, table[i][1])).toBe(table[i][2], `${table[i][0]} ${table[i][1]}`);
    }
  });

  it("is asked for by the name that answered before", () => {
    const rules = `{${PROVIDERS},"_rules_":[{"_match_route_":"r","activeProviderId":"a"}]}`;
    const gateway = new Gateway(rules, hostWith("xds/route_name=r"));
    gateway.send("GET /v1/models");
    gateway.host.trace = [];
    expect(gateway.send("GET /v1/models")).toBe("sent");
    expect(gateway.host.trace.includes("property xds/route_name")).toBe(true);
    expect(gateway.host.trace.includes("property route_name")).toBe(false);
  });

  it("is not found where the proxy fails, and then nobody answers", () => {
    const host = hostWith("xds/route_metadata/filter_metadata/aisle/provider=b");
    const gateway = new Gateway(`{${PROVIDERS},"activeProviderId":"a"}`, host);
    expect(gateway.send("GET /v1/models")).toBe("sent");
    expect(gateway.authority).toBe("vllm-service.cluster.local");
    host.refused.push("property");
    expect(gateway.send("GET /v1/models")).toBe("500 aisle.host_failure");
  });
});
