// What outlives a reload of the page: in the session storage of this frame's own origin, for this tab alone.

import { NEW_TALK, type Talk } from "./state";

export interface Kept {
  readonly token: string;
  readonly conversation: string;
  /** Whose it is: the shop's customer reference, "" for a visitor. */
  readonly who: string;
  /** Whether the customer wants to be met as a visitor, whoever is signed in at the shop. */
  readonly guest: boolean;
  readonly talk: Talk;
}

export const NOTHING_KEPT: Kept = { token: "", conversation: "", who: "", guest: false, talk: NEW_TALK };

const NAME = "earnest";

/** This tab's storage; where the browser closes it to frames of other sites, one that ends with the page. */
export function tabStorage(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  try {
    return sessionStorage;
  } catch {
    const held = new Map<string, string>();
    return {
      getItem: (key) => held.get(key) ?? null,
      setItem: (key, value) => void held.set(key, value),
      removeItem: (key) => void held.delete(key),
    };
  }
}

export type TabStorage = ReturnType<typeof tabStorage>;

/** What was kept; nothing where storage is closed to us or was written by an older version. */
export function kept(storage: TabStorage): Kept {
  try {
    const found: unknown = JSON.parse(storage.getItem(NAME) ?? "null");
    if (typeof found !== "object" || found === null) return NOTHING_KEPT;
    const { token, conversation, who, guest, talk } = found as Partial<Kept>;
    if (typeof token !== "string" || typeof conversation !== "string" || typeof who !== "string") return NOTHING_KEPT;
    // What may have been taken is sent again, under its old id: the answer is the same one.
    const queue = (talk?.queue ?? []).map((one) => ({ ...one, after: -1, sent: false }));
    const talked = { ...NEW_TALK, ...talk, queue, items: [], link: "quiet" as const, late: false };
    return { token, conversation, who, guest: guest === true, talk: talked };
  } catch {
    return NOTHING_KEPT;
  }
}

/** Keep it; the items stay with the server. Without storage a reload begins anew, and that is all. */
export function keep(storage: TabStorage, { token, conversation, who, guest, talk }: Kept): void {
  const { queue, barred, pressed, done } = talk;
  try {
    if (token || queue.length > 0 || guest) {
      storage.setItem(
        NAME,
        JSON.stringify({ token, conversation, who, guest, talk: { queue, barred, pressed, done } }),
      );
    } else storage.removeItem(NAME);
  } catch {
    // full or closed: see above
  }
}

/** The customer that a shop's token names; it only tells whether somebody else signed in: the server alone checks it. */
export function customerOf(identity: string | null): string {
  try {
    const claims: unknown = JSON.parse(
      atob((identity ?? "").split(".")[1]?.replace(/-/g, "+").replace(/_/g, "/") ?? ""),
    );
    return String((claims as { sub?: unknown }).sub ?? "");
  } catch {
    return "";
  }
}
