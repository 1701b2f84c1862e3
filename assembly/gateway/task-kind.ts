// Of which kind the task is that a request is about, where a provider has two (Kling's videos).

import { ProviderSettings } from "../config/provider-settings";
import { isParameterOf } from "../http/query";
import { queryOf } from "../http/uri";
import { MemberScan } from "../json/member-scan";
import { TaskKind, TaskKinds } from "../provider/task-kinds";
import { Bytes, startsWith, utf8 } from "../text/bytes";
import { RequestHead } from "./request-head";

const VIDEO = utf8("video_id");

/** The kind, or null where the provider has none or the request is about no task; `scan` has read the body, if there is one. */
export function findTaskKind(provider: ProviderSettings, head: RequestHead, scan: MemberScan | null): TaskKind | null {
  const kinds = provider.row.tasks;
  const capability = head.capability;
  if (kinds === null || capability === null || provider.isOriginal) return null;
  const index = capability.index;
  if (index == kinds.first.create) return hasMember(provider, scan) ? kinds.second : kinds.first;
  return index == kinds.first.retrieve ? kindOfId(kinds, head) : null;
}

function hasMember(provider: ProviderSettings, scan: MemberScan | null): bool {
  if (scan === null) return false;
  const nodes = provider.body.tasks;
  for (let i = 0, count = nodes.length; i < count; i++) {
    if (scan.count(unchecked(nodes[i])) > 0) return true; // i < count
  }
  return false;
}

function kindOfId(kinds: TaskKinds, head: RequestHead): TaskKind {
  const id = idOf(head);
  if (id !== null && startsWith(id, kinds.second.prefix)) return kinds.second;
  if (id !== null && startsWith(id, kinds.first.prefix)) return kinds.first;
  return isParameterOf(queryOf(head.path), kinds.parameter, kinds.second.name) ? kinds.second : kinds.first;
}

function idOf(head: RequestHead): Bytes | null {
  const row = head.row;
  return row === null ? null : row.pattern.find(VIDEO, head.cutPath());
}
