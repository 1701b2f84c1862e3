// Which statuses are told apart (RFC 9110, section 15).

/** The first status of errors, whoever made them. */
export const FIRST_ERROR: i32 = 400;
/** A client asks too often (RFC 6585, section 4). */
export const TOO_MANY_REQUESTS: i32 = 429;
/** The first status of errors of servers, and the last one of all. */
export const FIRST_SERVER_ERROR: i32 = 500;
export const LAST_ERROR: i32 = 599;

/** True for a status that says that all is well. */
export function isSuccess(status: i32): bool {
  return status >= 200 && status < 300;
}
