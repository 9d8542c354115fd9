// The conversation as a file of the customer's own: who said what, when, under which decision.

import { type Author, type Item, inWords } from "@earnest/parts/tree";
import type { Say } from "@earnest/parts/words";

const BY: Record<Author, string> = {
  customer: "ai-author-customer",
  assistant: "ai-label",
  system: "ai-author-system",
  colleague: "widget-colleague-nameless",
};

/** A conversation as plain text. */
export function transcript(items: readonly Item[], t: Say): string {
  const lines = items.map((item) => {
    const when = new Date(item.at / 1000).toISOString().slice(0, 16).replace("T", " ");
    return `[${when} UTC] ${item.name || t(BY[item.author])}${item.decision ? ` (${item.decision})` : ""}\n${inWords(item)}\n`;
  });
  return lines.join("\n");
}

/** Hand a file of text to the browser. */
export function download(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `${name}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
