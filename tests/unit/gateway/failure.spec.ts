import { Origin, originOf, originOfCall, restAsked } from "../../../assembly/gateway/failure";
import { HeaderList } from "../../../assembly/host/header-list";
import { utf8 } from "../../../assembly/text/bytes";
import { FakeHeaders } from "../support/fake-headers";
import { FakeHost } from "../support/fake-host";
import { rowsOf } from "../support/table";

const NOW: u64 = 784_111_777_000_000_000;

function listOf(lines: string): HeaderList {
  return HeaderList.read(FakeHeaders.parse(lines).serialize());
}

function nameOf(origin: Origin): string {
  if (origin == Origin.Upstream) return "upstream";
  return origin == Origin.Router ? "router" : "filter";
}

describe("who speaks in an answer", () => {
  it("is told by the response code details", () => {
    // As Envoy 1.40 has them (envoy/stream_info/stream_info.h).
    const table = rowsOf(`
      via_upstream | upstream
      upstream_reset_before_response_started{connection_termination} | router
      upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused} | router
      upstream_reset_after_response_started{protocol_error} | router
      upstream_per_try_timeout | router
      upstream_per_try_idle_timeout | router
      upstream_max_stream_duration_reached | router
      response_timeout | router
      no_healthy_upstream | router
      cluster_not_found | router
      maintenance_mode | router
      unconditional_drop_overload | router
      drop_overload | router
      ext_authz_denied | filter
      ext_authz_error | filter
      rbac_access_denied_matched_policy[none] | filter
      local_rate_limited | filter
      request_rate_limited | filter
      jwt_authn_access_denied{Jwt_is_missing} | filter
      fault_filter_abort | filter
      direct_response | filter
      filter_removed_required_request_headers{missing_required_header:_:method} | filter
      aisle.host_failure | filter
      wasm_fail_stream | filter
      x_upstream_ | filter
      via_upstream2 | filter
    `);
    for (let i = 0; i < table.length; i++) {
      const host = new FakeHost();
      host.properties.set("response/code_details", utf8(table[i][0]));
      expect(nameOf(originOf(host))).toBe(table[i][1], table[i][0]);
    }
  });

  it("is an upstream where the proxy does not say", () => {
    const host = new FakeHost();
    expect(nameOf(originOf(host))).toBe("upstream");
    host.properties.set("response/code_details", utf8(""));
    expect(nameOf(originOf(host))).toBe("upstream");
    host.properties.set("response/code_details", utf8("ext_authz_denied"));
    host.refused = ["property"];
    expect(nameOf(originOf(host))).toBe("upstream");
  });

  it("is the router in an answer to a call-out that nobody has taken time for", () => {
    const statuses = [200, 400, 429, 500, 502, 503, 504, 505];
    for (let i = 0; i < statuses.length; i++) {
      const isOfRouter = statuses[i] == 503 || statuses[i] == 504;
      const bare = listOf(`:status: ${statuses[i]}\ncontent-type: text/plain`);
      expect(nameOf(originOfCall(bare, statuses[i]))).toBe(isOfRouter ? "router" : "upstream", `${statuses[i]}`);
      const timed = listOf(`:status: ${statuses[i]}\nx-envoy-upstream-service-time: 0`);
      expect(nameOf(originOfCall(timed, statuses[i]))).toBe("upstream", `${statuses[i]}, timed`);
    }
  });
});

describe("the rest that an answer asks for", () => {
  it("is that of retry-after-ms, or else of retry-after", () => {
    // Headers, separated by semicolons, and milliseconds.
    const table = rowsOf(`
      x: 1 | 0
      retry-after: 2 | 2000
      retry-after-ms: 250 | 250
      retry-after: 2;retry-after-ms: 250 | 250
      retry-after-ms: 250;retry-after: 2 | 250
      retry-after: Sun, 06 Nov 1994 08:49:40 GMT | 3000
      retry-after: Sun, 06 Nov 1994 08:49:30 GMT | 0
      retry-after: never | 0
      retry-after: 1;retry-after: 9 | 1000
    `);
    for (let i = 0; i < table.length; i++) {
      const head = listOf(table[i][0].replaceAll(";", "\n"));
      expect(restAsked(head, NOW).toString()).toBe(table[i][1], table[i][0]);
    }
  });
});
