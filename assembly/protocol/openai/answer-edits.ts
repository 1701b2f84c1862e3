// What a configuration wants done to the answers of chats.

/** What becomes of a model's reasoning. */
export enum ReasoningMode {
  /** It stays where it is. */
  Passthrough,
  /** It is taken out. */
  Ignore,
  /** It goes before the content, between tags. */
  Concat,
}

/** The edits of chats' answers; made with the configuration, not changed afterwards. */
@final
export class AnswerEdits {
  /** Reasoning without content becomes the content. */
  promotesThinking: bool = false;
  reasoning: ReasoningMode = ReasoningMode.Passthrough;
  /** The usage that a stream states in a choice is moved to where OpenAI has it. */
  movesChoiceUsage: bool = false;

  /** True when something may become of a whole answer. */
  get editsWhole(): bool {
    return this.watchesThinking || this.reasoning != ReasoningMode.Passthrough;
  }

  /** True when something may become of a stream. */
  get editsStream(): bool {
    return this.editsWhole || this.movesChoiceUsage;
  }

  /** True when an answer without content must be told from others: reasoning that goes into the content leaves none. */
  get watchesThinking(): bool {
    return this.promotesThinking && this.reasoning != ReasoningMode.Concat;
  }
}
