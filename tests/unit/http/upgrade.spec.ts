import { HeaderList } from "../../../assembly/host/header-list";
import { isUpgrade } from "../../../assembly/http/upgrade";
import { FakeHeaders } from "../support/fake-headers";

function isUpgradeOf(head: string): bool {
  return isUpgrade(HeaderList.read(FakeHeaders.parse(head).serialize()));
}

describe("an upgrade", () => {
  it("needs both headers, as in RFC 9110", () => {
    const right = [
      "upgrade: websocket\nconnection: upgrade",
      "connection: Upgrade\nupgrade: h2c",
      "connection: keep-alive, UPGRADE\nupgrade: websocket",
      "connection: upgrade,x\nupgrade: websocket",
    ];
    for (let i = 0; i < right.length; i++) expect(isUpgradeOf(right[i])).toBe(true, right[i]);
    const wrong = [
      "accept: x",
      "upgrade: websocket",
      "connection: upgrade",
      "upgrade: websocket\nconnection: keep-alive",
      "upgrade: websocket\nconnection: upgrades",
      "upgrade: websocket\nconnection: x-upgrade",
      "upgrade: websocket\nproxy-connection: upgrade",
    ];
    for (let i = 0; i < wrong.length; i++) expect(isUpgradeOf(wrong[i])).toBe(false, wrong[i]);
  });
});
