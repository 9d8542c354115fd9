// Who wrote it: shape, icon and word, never colour alone. The server says who; nothing here can change it.

import type { Author } from "@earnest/parts/tree";
import type { ReactNode } from "react";
import { useWords } from "./words";

export type Writer = Author | "note";

const SIGNS: Readonly<Record<Writer, string>> = { customer: "", assistant: "✦", colleague: "", system: "·", note: "✎" };

/** The author of an item; `name` where a person is known by name. */
export function AuthorBadge({ author, name = "" }: { readonly author: Writer; readonly name?: string }): ReactNode {
  const t = useWords();
  const sign = SIGNS[author] || name.slice(0, 1).toUpperCase() || "·";
  return (
    <span className={`author author-${author}`}>
      <span aria-hidden="true" className="author-sign">
        {sign}
      </span>
      {author === "customer" || author === "colleague"
        ? name || t(`desk-author-${author}`)
        : t(`desk-author-${author}`)}
      {author === "colleague" && name ? <span className="soft"> · {t("desk-team")}</span> : null}
    </span>
  );
}
/* says: desk-author-customer desk-author-assistant desk-author-colleague desk-author-system desk-author-note */
