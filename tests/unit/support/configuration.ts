// Reads configurations on a fake proxy and says what came of them.

import { Problems } from "../../../assembly/config/problems";
import { ProviderSettings } from "../../../assembly/config/provider-settings";
import { parseSettings, Settings } from "../../../assembly/config/settings";
import { ProviderRow } from "../../../assembly/provider/spec";
import { Bytes, textOf, utf8 } from "../../../assembly/text/bytes";
import { FakeHost } from "./fake-host";

/** A configuration that was read. */
export class Reading {
  readonly problems: Problems = new Problems();
  readonly settings: Settings | null;

  constructor(json: string, host: FakeHost = new FakeHost()) {
    this.settings = parseSettings(utf8(json), host, this.problems);
  }

  /** Errors, then warnings, each on its line. */
  get report(): string {
    const lines: Array<string> = [];
    for (let i = 0; i < this.problems.errors.length; i++) lines.push("error: " + this.problems.errors[i]);
    for (let i = 0; i < this.problems.warnings.length; i++) lines.push("warning: " + this.problems.warnings[i]);
    return lines.join("\n");
  }

  /** Ids of the usable providers, the active one in brackets. */
  get ids(): string {
    const settings = this.settings;
    if (settings === null) return "(none)";
    let ids: Array<string> = [];
    for (let i = 0; i < settings.providers.length; i++) {
      const id = textOf(settings.providers[i].id);
      ids.push(settings.providers[i] === settings.route.provider ? `[${id}]` : id);
    }
    return ids.join(" ");
  }
}

/** The only provider of a configuration, given as its members; a bare openai, and a failed expectation, if there is none. */
export function providerOf(members: string, host: FakeHost = new FakeHost()): ProviderSettings {
  const reading = new Reading(`{"provider":{${members}}}`, host);
  expect(reading.report).toBe("", members);
  const settings = reading.settings;
  if (settings !== null && settings.providers.length > 0) return settings.providers[0];
  return new ProviderSettings(new ProviderRow("none"));
}

/** The texts of `list`, joined by commas. */
export function textsOf(list: Array<Bytes>): string {
  const texts: Array<string> = [];
  for (let i = 0; i < list.length; i++) texts.push(textOf(list[i]));
  return texts.join(",");
}
