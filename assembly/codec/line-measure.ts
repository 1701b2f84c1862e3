// What is found out about one line of an event stream.

/** The result of `measureLine`. */
@final
export class LineMeasure {
  /** The first byte that ends the line (LF or CR), or the end of the bytes. */
  end: usize = 0;
  /** True when the line may hold one of the telling names with a value that is not null. */
  isTelling: bool = false;

  /** Notes both. */
  set(end: usize, isTelling: bool): void {
    this.end = end;
    this.isTelling = isTelling;
  }
}
