import { parseBalancer } from "../../../assembly/config/balancer";
import { ConfigNode } from "../../../assembly/config/config-node";
import { ConsumerPlace } from "../../../assembly/config/consumer";
import { Problems } from "../../../assembly/config/problems";
import { HeaderList } from "../../../assembly/host/header-list";
import { JsonDocument } from "../../../assembly/json/document";
import { EMPTY, utf8 } from "../../../assembly/text/bytes";
import { Fnv64 } from "../../../assembly/text/fnv64";
import { ConsumerSource } from "../../../assembly/upstream/consumer";
import { HashKey } from "../../../assembly/upstream/hash-key";
import { FakeHeaders } from "../support/fake-headers";
import { FakeHost } from "../support/fake-host";

const BY_HEADER = new ConsumerPlace(utf8("x-user"), EMPTY);

function hashOf(text: string): string {
  const hash = new Fnv64();
  hash.add(utf8(text));
  return hash.value.toString(16);
}

let host = new FakeHost();

/** The hash of a request under `"hashOn": …`, "round robin" without a key. */
function ask(hashOn: string, request: string, consumer: ConsumerPlace | null = BY_HEADER): string {
  host.trace = [];
  const problems = new Problems();
  const text = `{"algorithm":"chash","hashOn":${hashOn}}`;
  const balancer = parseBalancer(ConfigNode.whole(JsonDocument.parse(utf8(text))), problems);
  expect(problems.errors.join("; ")).toBe("", hashOn);
  const key = HashKey.of(balancer, new ConsumerSource(consumer));
  if (key === null) return "round robin";
  return key.hash(host, HeaderList.read(FakeHeaders.parse(request).serialize())).toString(16);
}

function setAddresses(client: string, server: string): void {
  host.properties.set("source/address", utf8(client));
  host.properties.set("destination/address", utf8(server));
}

const GET = 'GET /v1/models?a=1&user=u%20x&user=2&b\nx-user: alice\nx-empty: \ncookie: x=1; sid="s 1"; sid=2';

// What is hashed of GET under each `hashOn`.
const HASHED: string[][] = [
  ['"vars","key":"uri"', "/v1/models"],
  ['"vars","key":"request_uri"', "/v1/models?a=1&user=u%20x&user=2&b"],
  ['"vars","key":"query_string"', "a=1&user=u%20x&user=2&b"],
  ['"vars","key":"host"', "gateway.test"],
  ['"vars","key":"server_name"', "gateway.test"],
  ['"vars","key":"arg_user"', "u%20x"],
  ['"vars","key":"arg_a"', "1"],
  ['"vars","key":"remote_addr"', "[2001:db8::1]"],
  ['"vars","key":"remote_port"', "4242"],
  ['"vars","key":"server_addr"', "10.0.0.1"],
  ['"vars","key":"hostname"', "node-7"],
  ['"header","key":"X-User"', "alice"],
  ['"cookie","key":"sid"', "s 1"],
  ['"consumer"', "alice"],
  ['"vars_combinations","key":"$uri"', "/v1/models"],
  ['"vars_combinations","key":"$arg_none-${arg_a}$http_X_user"', "\x00" + "1" + "\x00" + "alice"],
  ['"vars_combinations","key":"x$cookie_x:$remote_addr"', "1" + "\x00" + "[2001:db8::1]"],
];

// What GET says nothing of.
const UNSAID: string[] = [
  '"vars","key":"mqtt_client_id"',
  '"vars","key":"arg_none"',
  '"vars","key":"arg_b"',
  '"vars","key":"arg_use"',
  '"header","key":"x-none"',
  '"header","key":"x-empty"',
  '"cookie","key":"si"',
  '"cookie","key":"SID"',
  '"vars_combinations","key":"$arg_none$http_x_none"',
  '"body","key":"user"',
];

describe("the key of a request", () => {
  beforeEach(() => {
    host = new FakeHost();
    setAddresses("[2001:db8::1]:4242", "10.0.0.1:8080");
    host.properties.set("xds/node/id", utf8("node-7"));
  });

  it("is the hash of what it says", () => {
    for (let i = 0; i < HASHED.length; i++) expect(ask(HASHED[i][0], GET)).toBe(hashOf(HASHED[i][1]), HASHED[i][0]);
  });

  it("is the client's address where it says nothing", () => {
    for (let i = 0; i < UNSAID.length; i++) expect(ask(UNSAID[i], GET)).toBe(hashOf("[2001:db8::1]"), UNSAID[i]);
    expect(ask('"consumer"', GET, null)).toBe(hashOf("[2001:db8::1]"), "a consumer that is nowhere");
    expect(ask('"vars","key":"query_string"', "GET /v1/models")).toBe(hashOf("[2001:db8::1]"), "no query");
    expect(ask('"vars","key":"uri"', "x: y")).toBe(hashOf("[2001:db8::1]"), "no path");
  });

  it("is 0 where that is not known either", () => {
    host = new FakeHost();
    for (let i = 0; i < UNSAID.length; i++) expect(ask(UNSAID[i], GET)).toBe("0", UNSAID[i]);
    expect(ask('"vars","key":"remote_port"', GET)).toBe("0");
    host.properties.set("source/address", EMPTY);
    expect(ask('"vars","key":"remote_addr"', GET)).toBe("0");
    host.refused = ["property"];
    expect(ask('"vars","key":"hostname"', GET)).toBe("0");
  });

  it("asks the proxy for what it needs and nothing else", () => {
    ask('"header","key":"x-user"', GET);
    expect(host.trace.join()).toBe("");
    ask('"vars","key":"remote_addr"', GET);
    expect(host.trace.join()).toBe("property source/address");
    ask('"header","key":"x-none"', GET);
    expect(host.trace.join()).toBe("property source/address");
  });

  it("is the address alone, of any family", () => {
    setAddresses("192.0.2.1:1", "/run/envoy.sock");
    expect(ask('"vars","key":"remote_addr"', GET)).toBe(hashOf("192.0.2.1"));
    expect(ask('"vars","key":"server_addr"', GET)).toBe(hashOf("/run/envoy.sock"));
    setAddresses("/run/client.sock", "");
    expect(ask('"vars","key":"remote_port"', GET)).toBe(hashOf("/run/client.sock"), "there is no port");
  });

  it("of two parts is not that of the same text cut elsewhere", () => {
    const both = '"vars_combinations","key":"$arg_a$arg_b"';
    expect(ask(both, "GET /?a=x&b=yz")).not.toBe(ask(both, "GET /?a=xy&b=z"));
    expect(ask(both, "GET /?a=x")).not.toBe(ask(both, "GET /?b=x"));
  });
});

describe("the consumer of a request", () => {
  it("is what the header says, or the property", () => {
    const head = HeaderList.read(FakeHeaders.parse("x-user: alice\nx-mse-consumer: mallory").serialize());
    const byHeader = new ConsumerSource(BY_HEADER).read(host, head);
    expect(byHeader === null ? "" : String.UTF8.decode(byHeader.slice(0).buffer)).toBe("alice");
    host.properties.set("metadata/sub", utf8("bob"));
    const place = new ConsumerPlace(EMPTY, utf8("metadata\0sub"));
    const byProperty = new ConsumerSource(place).read(host, head);
    expect(byProperty === null ? "" : String.UTF8.decode(byProperty.slice(0).buffer)).toBe("bob");
  });

  it("is nobody where nothing is trusted, or says anything", () => {
    const head = HeaderList.read(FakeHeaders.parse("x-mse-consumer: mallory\nx-user: ").serialize());
    expect(new ConsumerSource(null).read(host, head) === null).toBe(true);
    expect(new ConsumerSource(BY_HEADER).read(host, head) === null).toBe(true, "an empty header");
    const place = new ConsumerPlace(EMPTY, utf8("metadata\0none"));
    expect(new ConsumerSource(place).read(host, head) === null).toBe(true, "no such property");
  });
});
