// In what providers that speak one protocol differ, where a translation has a choice; rows state it.

/** What one type of provider reads. */
@final
export class ProviderTraits {
  /** The member of chats that limits an answer's tokens. */
  tokenLimit: string = "max_tokens";
  /** True when messages of an assistant may bring its `reasoning_content` back. */
  readsReasoning: bool = false;
  /** True when parts and tools may have `cache_control`. */
  readsCacheControl: bool = false;
  /** True when a system message may stand behind others, which the templates of many open models refuse. */
  readsLateSystem: bool = false;
  /** True when requests must look like those of Claude Code (`claudeCodeMode`). */
  wantsClaudeCode: bool = false;

  /** These traits, and requests that look like those of Claude Code. */
  forClaudeCode(): ProviderTraits {
    const traits = new ProviderTraits();
    traits.tokenLimit = this.tokenLimit;
    traits.readsReasoning = this.readsReasoning;
    traits.readsCacheControl = this.readsCacheControl;
    traits.readsLateSystem = this.readsLateSystem;
    traits.wantsClaudeCode = true;
    return traits;
  }
}
