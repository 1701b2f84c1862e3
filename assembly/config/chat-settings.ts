// What is done to the messages of chats: `contextCleanupCommands`, `mergeConsecutiveMessages` (Higress' ai-proxy) and
// `developerRole`.

import { ProviderRow } from "../provider/spec";
import { Bytes } from "../text/bytes";
import { ConfigNode } from "./config-node";

/** How a provider wants messages to be. */
@final
export class ChatSettings {
  /** Texts of a user that make everything before them forgotten. */
  readonly commands: Array<Bytes> = [];
  /** The longest command, in bytes. */
  longestCommand: i32 = 0;
  /** True when consecutive messages of the same role become one. */
  mergesMessages: bool = false;
  /** True when the role `developer` becomes `system`. */
  renamesDeveloper: bool = false;

  /** True when some chat may be changed by these settings. */
  get changesMessages(): bool {
    return this.renamesDeveloper || this.rewritesMessages;
  }

  /** True when every chat must be taken apart; the role alone is looked for first. */
  get rewritesMessages(): bool {
    return this.mergesMessages || this.commands.length > 0;
  }
}

/** Reads the settings of the provider `node`, whose type is `row`. */
export function parseChat(node: ConfigNode, row: ProviderRow): ChatSettings {
  const settings = new ChatSettings();
  const commands = node.member("contextCleanupCommands").list();
  for (let i = 0, count = commands.length; i < count; i++) {
    const command = unchecked(commands[i]).bytes; // i < count
    if (command.byteLength == 0) continue; // as in Higress
    settings.commands.push(command);
    settings.longestCommand = max(settings.longestCommand, command.byteLength);
  }
  settings.mergesMessages = node.member("mergeConsecutiveMessages").flag || node.member("hiclawMode").flag;
  const role = node.member("developerRole").text;
  settings.renamesDeveloper = role == "system" || (role != "keep" && !row.keepsDeveloper);
  return settings;
}
