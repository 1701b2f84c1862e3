// What can be wrong with a form (RFC 7578), and the words for it.

/** Why a form was refused; `None` means that it was not. */
export enum FormError {
  None,
  /** The form ends before its closing delimiter. */
  NotClosed,
  /** A line begins with the boundary and is no delimiter to each reader. */
  BadDelimiter,
  /** The head of a part is no list of header fields. */
  BadHead,
  /** It is longer than `MAX_PART_HEAD`. */
  LongHead,
  /** Readers may differ about whether a part is the wanted one, or about what its value means. */
  UnclearName,
  /** The wanted part stands there twice. */
  RepeatedPart,
  /** Its value is longer than `MAX_PART_VALUE`. */
  LongValue,
}

/** Says in plain English what is wrong; the offset is the caller's to add. */
export function describeFormError(error: FormError): string {
  switch (error) {
    case FormError.None:
      return "no error";
    case FormError.NotClosed:
      return "no closing boundary";
    case FormError.BadDelimiter:
      return "malformed boundary line";
    case FormError.BadHead:
      return "malformed header of a part";
    case FormError.LongHead:
      return "header of a part too long";
    case FormError.UnclearName:
      return "name of a part that readers may understand differently";
    case FormError.RepeatedPart:
      return "part repeated";
    default:
      return "value too long";
  }
}
