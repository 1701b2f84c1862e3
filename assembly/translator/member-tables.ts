// Every table of members, for docs/translation.md.

import { ANSWER_MEMBERS as TO_MESSAGE } from "./anthropic-openai/answer-members";
import { REQUEST_MEMBERS as TO_CHAT_REQUEST } from "./anthropic-openai/request-members";
import { MemberTable } from "./member-table";
import { ANSWER_MEMBERS as TO_COMPLETION } from "./openai-anthropic/answer-members";
import { REQUEST_MEMBERS as TO_MESSAGE_REQUEST } from "./openai-anthropic/request-members";

/** The tables, a direction's request and then its answer. */
export const MEMBER_TABLES: Array<MemberTable> = [TO_MESSAGE_REQUEST, TO_COMPLETION, TO_CHAT_REQUEST, TO_MESSAGE];
