// The kinds of JSON values (RFC 8259, section 3).

/** What a value is. `None` stands where there is no value. */
export const enum JsonKind {
  None = 0,
  Null,
  False,
  True,
  Number,
  String,
  Array,
  Object,
}
