import { Route } from "../../../assembly/config/route";
import { RouteRules, RuleMatch } from "../../../assembly/config/route-rules";
import { Bytes, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

function texts(list: string): Array<Bytes> {
  const bytes: Array<Bytes> = [];
  const parts = list.split(" ");
  for (let i = 0; i < parts.length; i++) if (parts[i].length > 0) bytes.push(utf8(parts[i]));
  return bytes;
}

// Rows of routes, services, domains and prefixes; each rule's target says its number.
function rulesOf(table: string): RouteRules {
  const rules = new RouteRules();
  const rows = rowsOf(table);
  for (let i = 0; i < rows.length; i++) {
    const match = new RuleMatch();
    match.routes = texts(rows[i][0]);
    match.services = texts(rows[i][1]);
    match.domains = texts(rows[i][2]);
    match.prefixes = texts(rows[i][3]);
    rules.add(match, Route.broken(i.toString()));
  }
  return rules;
}

function find(rules: RouteRules, route: string, host: string, cluster: string): string {
  const found = rules.find(utf8(route), utf8(host), utf8(cluster));
  return found === null ? "none" : found.problem;
}

describe("rules of routes", () => {
  it("match by what is named first: routes (with services), domains, services, prefixes; the first counts", () => {
    const rules = rulesOf(`
      r1 r2 | ""         | ""            | ""
      r3    | s.x s.y:80 | ""            | ""
      ""    | s.z:80     | d.x           | ""
      ""    | s.z s.w:81 | ""            | ""
      ""    | ""         | *.e.x f.*     | ""
      ""    | ""         | ""            | p/ q/r
      r3    | ""         | *             | p
      ""    | ""         | *tail         | ""
    `);
    const table = rowsOf(`
      r1   | h       | ""                 | 0
      r2   | d.x     | ""                 | 0
      r3   | h       | outbound|1||s.x    | 1
      r3   | h       | outbound|80||s.y   | 1
      r3   | h       | outbound|81||s.y   | 6
      r3   | h       | ""                 | 6
      r9   | d.x     | ""                 | 2
      r9   | D.X:99  | ""                 | 2
      ""   | d.xx    | outbound|9|v1|s.z  | 3
      ""   | h       | outbound|81||s.w   | 3
      ""   | h       | outbound|80||s.w   | none
      ""   | h       | s.z                | 3
      ""   | h       | a|b|s.z            | none
      ""   | h       | a|80|b|c|s.z       | none
      x    | a.e.x   | ""                 | 4
      x    | .e.x    | ""                 | 4
      x    | e.x     | ""                 | none
      x    | f.      | ""                 | 4
      x    | f       | ""                 | none
      p/a  | h       | ""                 | 5
      p/   | h       | ""                 | 5
      p    | h       | ""                 | none
      q/ra | h       | ""                 | 5
      q/   | h       | ""                 | none
      ""   | atail   | ""                 | 7
      ""   | tail    | ""                 | 7
      ""   | [::1]:1 | ""                 | none
    `);
    for (let i = 0; i < table.length; i++) {
      const row = table[i];
      expect(find(rules, row[0], row[1], row[2])).toBe(row[3], `${row[0]} ${row[1]} ${row[2]}`);
    }
  });

  it("take `*` for every host, and the brackets of an address for part of it", () => {
    const rules = rulesOf(`
      "" | "" | [::1] | ""
      "" | "" | *     | ""
    `);
    expect(find(rules, "", "[::1]:8080", "")).toBe("0");
    expect(find(rules, "", "any", "")).toBe("1");
    expect(find(rules, "", "", "")).toBe("1");
  });

  it("ask for properties only if a rule needs them", () => {
    const none = rulesOf("");
    expect(none.needsRoute || none.needsService || none.needsDomain).toBe(false);
    const domains = rulesOf(`"" | "" | d | ""`);
    expect(domains.needsDomain && !domains.needsRoute && !domains.needsService).toBe(true);
    const routes = rulesOf(`r | "" | d | ""`);
    expect(routes.needsRoute && !routes.needsService).toBe(true);
    const both = rulesOf(`r | s | "" | ""`);
    expect(both.needsRoute && both.needsService).toBe(true);
    expect(rulesOf(`"" | "" | "" | p`).needsRoute).toBe(true);
  });
});
