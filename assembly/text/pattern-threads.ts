// The threads of a Pike VM at one position of the text, most preferred first.

/** An ordered set of instructions, each with the slots of the thread that reached it. */
export class ThreadList {
  /** Number of threads. */
  count: i32 = 0;

  private instructions: StaticArray<i32> = new StaticArray<i32>(1);
  private slots: StaticArray<i32> = new StaticArray<i32>(1);
  private stride: i32 = 0;
  // An instruction was entered since `clear` if its mark is `round`.
  private marks: StaticArray<u32> = new StaticArray<u32>(1);
  private round: u32 = 0;

  /** Makes room for programs of `size` instructions with `slotCount` slots. */
  prepare(size: i32, slotCount: i32): void {
    const room = max(size, this.instructions.length);
    const stride = max(slotCount, this.stride);
    if (room == this.instructions.length && stride == this.stride) return;
    this.instructions = new StaticArray<i32>(room);
    this.slots = new StaticArray<i32>(room * stride);
    this.stride = stride;
    this.marks = new StaticArray<u32>(room);
    this.round = 0;
  }

  /** Empties the set. */
  clear(): void {
    this.count = 0;
    this.round++;
    if (this.round == 0) {
      // After 2^32 positions old marks could be taken for new ones.
      this.marks.fill(0);
      this.round = 1;
    }
  }

  /** Notes that `pc` is entered; false when it was before, by a more preferred thread. */
  enter(pc: i32): bool {
    if (unchecked(this.marks[pc]) == this.round) return false;
    unchecked((this.marks[pc] = this.round));
    return true;
  }

  /** Adds the entered instruction `pc` with the first `slotCount` of `slots`. */
  add(pc: i32, slots: StaticArray<i32>, slotCount: i32): void {
    const at = this.count++;
    unchecked((this.instructions[at] = pc));
    if (slotCount > 0) memory.copy(this.slotsOf(at), changetype<usize>(slots), slotCount << 2);
  }

  /** The instruction of the thread at `at`. */
  instruction(at: i32): i32 {
    return unchecked(this.instructions[at]);
  }

  /** Address of the slots of the thread at `at`. */
  slotsOf(at: i32): usize {
    return changetype<usize>(this.slots) + ((<usize>(at * this.stride)) << 2);
  }
}
