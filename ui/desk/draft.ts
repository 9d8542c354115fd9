// What is being written stays when the page is loaded anew or the session ends; it goes with the tab.

import { useCallback, useState } from "react";

const STORED = "earnest-desk-draft ";

/** A text of this tab, by name; an empty one is not kept. */
export function useDraft(name: string): readonly [string, (text: string) => void] {
  const [kept, setKept] = useState<Readonly<Record<string, string>>>({});
  const keep = useCallback(
    (text: string): void => {
      if (text) sessionStorage.setItem(STORED + name, text);
      else sessionStorage.removeItem(STORED + name);
      setKept((before) => ({ ...before, [name]: text }));
    },
    [name],
  );
  return [kept[name] ?? sessionStorage.getItem(STORED + name) ?? "", keep];
}
