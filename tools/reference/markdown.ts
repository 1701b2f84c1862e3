// Tables and code in Markdown (GitHub's dialect).

/** A table; cells may hold bars, which are escaped. */
export function tableOf(header: string[], rows: string[][]): string {
  const lines = [header, header.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}

/** `text` as code, also when it holds backticks; nothing for no text. */
export function codeOf(text: string): string {
  if (text === "") return "";
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}
