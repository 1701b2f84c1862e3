// The mode of a configuration, changed in its text: the order of members decides between two patterns of a mapping.

const MODE = /("mode"\s*:\s*)"(?:upstream|listener|hash)"/;

/** `text`, with this mode in place of its own; where it names none, or is no object, the mode comes first. */
export function withMode(text: string, mode: "upstream" | "hash"): string {
  if (MODE.test(text)) return text.replace(MODE, `$1"${mode}"`);
  return text.replace(/^\s*\{(\s*\})?/, (_, isEmpty) => (isEmpty ? `{"mode":"${mode}"}` : `{"mode":"${mode}",`));
}
