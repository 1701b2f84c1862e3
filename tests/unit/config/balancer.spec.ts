import { ConsumerPlace } from "../../../assembly/config/consumer";
import { textOf } from "../../../assembly/text/bytes";
import { Reading } from "../support/configuration";
import { FakeHost } from "../support/fake-host";

const PROVIDER = '"provider":{"type":"openai"}';

function read(members: string, isHigress: bool = false): Reading {
  const host = new FakeHost();
  host.higress = isHigress;
  return new Reading(`{${PROVIDER},${members}}`, host);
}

/** How many parts a key has, "round robin" without one. */
function partsOf(balancer: string, more: string = '"consumer":{"header":"x"}'): string {
  const settings = read(`"balancer":${balancer},${more}`).settings;
  if (settings === null) return "refused";
  return settings.balancer.hasRing ? settings.balancer.parts.length.toString() : "round robin";
}

function placeOf(place: ConsumerPlace | null): string {
  if (place === null) return "nowhere";
  return `${textOf(place.header)}|${textOf(place.property).replaceAll("\0", "/")}`;
}

function consumerOf(members: string, isHigress: bool = false): string {
  const settings = read(members, isHigress).settings;
  return settings === null ? "refused" : placeOf(settings.consumer);
}

const VARIABLES =
  '"uri", "server_name", "server_addr", "request_uri", "remote_port", "remote_addr", "query_string", "host", "hostname", "mqtt_client_id"';

// The members of `balancer` besides its algorithm, chash, and what is wrong with them.
const WRONG: string[][] = [
  ['"key":"uri"', "hashOn: expected what to hash on, since algorithm is chash, found nothing"],
  ['"hashOn":"vars"', 'key: hashOn "vars" needs a key'],
  ['"hashOn":"vars","key":"http_x"', `key: expected one of ${VARIABLES} or "arg_…", found "http_x"`],
  ['"hashOn":"vars","key":"arg_"', `key: expected one of ${VARIABLES} or "arg_…", found "arg_"`],
  ['"hashOn":"header","key":"a b"', 'key: expected letters, digits, "_" and "-", found "a b"'],
  ['"hashOn":"cookie","key":"a=b"', 'key: expected letters, digits, "_" and "-", found "a=b"'],
  ['"hashOn":"vars_combinations","key":"uri"', 'key: expected variables such as $uri, found "uri"'],
  ['"hashOn":"vars_combinations","key":"$-{uri}$"', 'key: expected variables such as $uri, found "$-{uri}$"'],
  ['"hashOn":"vars_combinations","key":"$uri$${arg_x ?? y}"', 'key: no variable is called "{arg_x ?? y}"'],
  ['"hashOn":"vars_combinations","key":"$uri${host"', 'key: no variable is called "{host"'],
  ['"hashOn":"vars_combinations","key":"${}"', 'key: no variable is called "{}"'],
  ['"hashOn":"vars_combinations","key":"$http_"', 'key: no variable is called "http_"'],
  ['"hashOn":"vars_combinations","key":"$uri$foo"', 'key: no variable is called "foo"'],
  ['"hashOn":"vars_combinations","key":"$uri_x"', 'key: no variable is called "uri_x"'],
  ['"hashOn":"consumer"', 'hashOn: hashOn "consumer" needs the key consumer, which says where one is named'],
  ['"hashOn":"body"', 'key: hashOn "body" needs either key or promptBytes'],
  ['"hashOn":"header","key":"x","promptBytes":7', 'promptBytes: only hashOn "body" has this detail'],
];

describe("balancer", () => {
  it("is a ring with chash and without errors", () => {
    expect(partsOf('{"algorithm":"chash","hashOn":"vars","key":"uri"}')).toBe("1");
    expect(
      partsOf('{"algorithm":"chash","hashOn":"vars_combinations","key":"$uri-${arg_x}$http_a_b$cookie_c $"}'),
    ).toBe("4");
    expect(partsOf('{"algorithm":"chash","hashOn":"consumer"}')).toBe("1");
    expect(partsOf('{"algorithm":"chash","hashOn":"body","key":"user"}')).toBe("0");
    expect(partsOf('{"algorithm":"chash","hash_on":"header","key":"x"}')).toBe("1");
    expect(partsOf('{"algorithm":"roundrobin"}')).toBe("round robin");
    expect(partsOf("{}")).toBe("round robin");
    expect(partsOf("null")).toBe("round robin");
  });

  it("says what is wrong, and then shares in turn", () => {
    for (let i = 0; i < WRONG.length; i++) {
      const balancer = `{"algorithm":"chash",${WRONG[i][0]}}`;
      expect(read(`"balancer":${balancer}`).report).toBe(`error: balancer.${WRONG[i][1]}`, WRONG[i][0]);
      expect(partsOf(balancer, '"x":1')).toBe("round robin", WRONG[i][0]);
    }
  });

  it("needs nobody to say where a consumer is where Envoy hashes, or in Higress", () => {
    const balancer = '"balancer":{"algorithm":"chash","hashOn":"consumer"}';
    expect(read(`${balancer},"mode":"upstream"`).report).toBe("");
    expect(read(balancer, true).report).toBe("");
  });
});

describe("consumer", () => {
  it("is a header or a property", () => {
    expect(consumerOf('"consumer":{"header":"X-User"}')).toBe("x-user|");
    expect(consumerOf('"consumer":{"property":["metadata","filter_metadata","a.b","sub"]}')).toBe(
      "|metadata/filter_metadata/a.b/sub",
    );
    expect(consumerOf('"consumer":{"property":"connection_id"}')).toBe("|connection_id");
  });

  it("is believed only where it is named, or in Higress", () => {
    expect(consumerOf('"consumer":null')).toBe("nowhere");
    expect(consumerOf('"consumer":null', true)).toBe("x-mse-consumer|");
    expect(consumerOf('"consumer":{"header":"x-user"}', true)).toBe("x-user|");
  });

  it("says what is wrong, and then there is none", () => {
    const wrong: string[][] = [
      ["{}", ": expected either header or property"],
      ['{"header":"x","property":["y"]}', ": expected either header or property"],
      ['{"header":":path"}', '.header: expected the name of a header, found ":path"'],
      ['{"header":""}', '.header: expected the name of a header, found ""'],
      ['{"property":[]}', ".property: expected the path of a property, found nothing"],
      ['{"property":["a",""]}', ".property[1]: expected a name, found nothing that is one"],
      ['{"property":["a\\u0000b"]}', ".property[0]: expected a name, found nothing that is one"],
      ['{"property":[[]]}', ".property[0]: expected a string, found a list"],
      ['{"header":"x","Property":["y"]}', '.Property: unknown key, did you mean "property"?'],
      ["7", ": expected an object, found a number (7)"],
    ];
    for (let i = 0; i < wrong.length; i++) {
      const members = `"consumer":${wrong[i][0]}`;
      expect(read(members).report).toBe(`error: consumer${wrong[i][1]}`, members);
      expect(consumerOf(members, true)).toBe("nowhere", members);
    }
  });
});
