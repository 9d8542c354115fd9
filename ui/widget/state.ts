// What the panel knows, and what follows from it. Pure: every change is a new value.

import { MICROSECONDS } from "@earnest/parts/clock";
import { type Card, type HandOver, type Item, inWords, type Offer, partOf, type Row } from "@earnest/parts/tree";

export type Button = "confirm" | "cancel";

/** What a customer can do; `person` and `rating` have addresses of their own. */
export type Deed =
  | { readonly kind: "message"; readonly text: string }
  | {
      readonly kind: "press";
      readonly card: string;
      readonly args_hash: string;
      readonly button: Button;
      /** What the customer's passkey answered, of a card that takes their signature. */
      readonly signature?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "choice"; readonly option: string }
  | { readonly kind: "undo"; readonly decision: string }
  | { readonly kind: "contest"; readonly decision: string; readonly text: string }
  | { readonly kind: "bar" | "unbar"; readonly source: string }
  | { readonly kind: "correct"; readonly hand_over: string; readonly rows: readonly Row[] }
  | { readonly kind: "agree"; readonly offer: string; readonly yes: boolean }
  | { readonly kind: "person" }
  | {
      readonly kind: "rating";
      readonly decision: string;
      readonly helpful: boolean;
      readonly reasons: readonly string[];
    }
  | { readonly kind: "score"; readonly score: number; readonly text: string };

/** Something that was not yet taken up by the server; sent again under the same id, it has one effect. */
export interface Waiting {
  readonly client_id: string;
  readonly deed: Deed;
  /** The last item that was there when it went out; -1 while it has not. */
  readonly after: number;
  /** Whether the server has taken it, and its place in the log is still to come. */
  readonly sent: boolean;
  /** Why the server will not take it, "" while it may. */
  readonly refused: string;
}

/** How the panel hears of new items. */
export type Link = "quiet" | "live" | "polling" | "reconnecting" | "offline" | "ended";

export interface Talk {
  readonly items: readonly Item[];
  readonly queue: readonly Waiting[];
  readonly link: Link;
  /** Answers under way that take longer than the server waits. */
  readonly late: boolean;
  /** Sources that the customer does not want to be looked at. */
  readonly barred: readonly string[];
  /** Buttons pressed, by card. */
  readonly pressed: Readonly<Record<string, Button>>;
  /** What was done and need not be offered again: "contest:D-...", "rating:D-...". */
  readonly done: readonly string[];
}

export const NEW_TALK: Talk = { items: [], queue: [], link: "quiet", late: false, barred: [], pressed: {}, done: [] };

/** The items with more of them; each number once, in order. */
export function merged(items: readonly Item[], more: readonly Item[]): readonly Item[] {
  const known = new Map(items.map((item) => [item.seq, item]));
  const fresh = more.filter((item) => !known.has(item.seq));
  if (fresh.length === 0) return items;
  for (const item of fresh) known.set(item.seq, item);
  return [...known.values()].sort((one, other) => one.seq - other.seq);
}

/** The number up to which no item is missing; the feed goes on from here. */
export function heard(items: readonly Item[]): number {
  let last = 0;
  for (const item of items) if (item.seq === last + 1) last = item.seq;
  return last;
}

/** The talk after items came; a message that went out and now stands in the log waits no more. */
export function received(talk: Talk, more: readonly Item[]): Talk {
  const items = merged(talk.items, more);
  if (items === talk.items) return talk;
  const known = new Set(talk.items.map((item) => item.seq));
  const fresh = more.filter((item) => !known.has(item.seq));
  const answered = fresh.some((item) => item.author !== "customer");
  return { ...talk, items, late: talk.late && !answered, queue: fresh.reduce(without, talk.queue) };
}

/** The queue without the message that an item is. What never went out stays, whatever the log says: it may be meant twice. */
function without(queue: readonly Waiting[], item: Item): readonly Waiting[] {
  if (item.author !== "customer") return queue;
  const said = inWords(item).trim();
  const found = queue.find(
    ({ deed, after }) => deed.kind === "message" && after >= 0 && item.seq > after && deed.text.trim() === said,
  );
  return found ? queue.filter((one) => one !== found) : queue;
}

/** The talk with one more thing to send. */
export function queued(talk: Talk, deed: Deed, client_id: string): Talk {
  const waiting: Waiting = { client_id, deed, after: -1, sent: false, refused: "" };
  const next = { ...talk, queue: [...talk.queue, waiting] };
  switch (deed.kind) {
    case "press":
      return { ...next, pressed: { ...talk.pressed, [deed.card]: deed.button } };
    case "bar":
      return { ...next, barred: [...new Set([...talk.barred, deed.source])] };
    case "unbar":
      return { ...next, barred: talk.barred.filter((source) => source !== deed.source) };
    default:
      return { ...next, done: [...new Set([...talk.done, ...mark(deed)])] };
  }
}

/** What is not to be offered again once it was done. */
export function mark(deed: Deed): string[] {
  switch (deed.kind) {
    case "undo":
    case "contest":
    case "rating":
      return [`${deed.kind}:${deed.decision}`];
    case "agree":
      return [`agree:${deed.offer}`];
    case "correct":
      return [`correct:${deed.hand_over}`];
    case "score":
      return ["score"];
    default:
      return [];
  }
}

/** The talk once something went out; it keeps the place in the log that it first went out at. */
export function posted(talk: Talk, client_id: string): Talk {
  const after = heard(talk.items);
  return changed(talk, client_id, (one) => (one.after < 0 ? { ...one, after } : one));
}

function changed(talk: Talk, client_id: string, change: (one: Waiting) => Waiting): Talk {
  return { ...talk, queue: talk.queue.map((one) => (one.client_id === client_id ? change(one) : one)) };
}

/** The talk once the server has taken something up: its items are in the answer, or they come later. */
export function taken(talk: Talk, client_id: string, items: readonly Item[], pending: boolean): Talk {
  const found = talk.queue.find((one) => one.client_id === client_id);
  const others = talk.queue.filter((one) => one !== found);
  // The customer's own words in an answer are those of this message, and of no other that reads the same.
  const next = { ...received({ ...talk, queue: [] }, items), queue: others };
  if (!pending) return next;
  const toCome = found?.deed.kind === "message" && !items.some((item) => item.author === "customer");
  return { ...next, late: true, queue: toCome ? [{ ...found, sent: true }, ...others] : others };
}

/** The talk once the server has refused something for good; a message stays, with the reason, anything else is undone. */
export function refused(talk: Talk, client_id: string, why: string): Talk {
  const found = talk.queue.find((one) => one.client_id === client_id);
  if (!found) return talk;
  if (found.deed.kind === "message") {
    return { ...talk, queue: talk.queue.map((one) => (one === found ? { ...one, refused: why } : one)) };
  }
  return takenBack({ ...talk, queue: talk.queue.filter((one) => one !== found) }, found.deed);
}

function takenBack(talk: Talk, deed: Deed): Talk {
  switch (deed.kind) {
    case "press":
      return {
        ...talk,
        pressed: Object.fromEntries(Object.entries(talk.pressed).filter(([card]) => card !== deed.card)),
      };
    case "bar":
      return { ...talk, barred: talk.barred.filter((source) => source !== deed.source) };
    default:
      return { ...talk, done: talk.done.filter((one) => !mark(deed).includes(one)) };
  }
}

/** The next thing to send; what was refused stays behind and holds nothing up. */
export function nextToSend(talk: Talk): Waiting | undefined {
  return talk.queue.find((one) => !one.refused && !one.sent);
}

export type CardState = "open" | "confirmed" | "cancelled" | "expired" | "replaced";

/** Where a card stands. The server alone decides; this only says which buttons are worth showing. */
export function cardState(talk: Talk, item: Item, card: Card, now: number): CardState {
  const button = talk.pressed[card.id];
  if (button) return button === "confirm" ? "confirmed" : "cancelled";
  const later = talk.items.filter((one) => one.seq > item.seq);
  if (later.some((one) => one.author === "customer" && inWords(one) === card.title)) return "confirmed";
  if (later.some((one) => partOf(one, "card"))) return "replaced";
  if (later.some((one) => partOf(one, "receipt")?.title === card.title)) return "confirmed";
  return card.expires_at / MICROSECONDS <= now ? "expired" : "open";
}

/** Whether an offer was answered: by its buttons, or by a typed yes or no, after which a receipt names it. */
export function isAnswered(talk: Talk, item: Item, offer: Offer): boolean {
  if (talk.done.includes(`agree:${item.decision}`)) return true;
  const receipts = talk.items.filter((one) => one.seq > item.seq).map((one) => partOf(one, "receipt"));
  return receipts.some((receipt) => receipt?.rows.some(([, value]) => value === offer.label));
}

/** Whether choices still wait for one: they are the last thing said, and none is under way. */
export function choicesOpen(talk: Talk, item: Item): boolean {
  const sent = talk.queue.some((one) => one.deed.kind === "choice" || one.deed.kind === "message");
  return !sent && !talk.items.some((one) => one.seq > item.seq);
}

export type Person =
  | { readonly state: "none" }
  | { readonly state: "asked" }
  | { readonly state: "waiting"; readonly due: number }
  | { readonly state: "here" };

/** Whether a person is on the way or here. Around a person's own words the system tells that one took over or has gone. */
export function personOf(talk: Talk): Person {
  let found: Person = { state: "none" };
  for (const item of talk.items) {
    const notice: HandOver | null = partOf(item, "hand_over");
    if (item.author === "colleague") found = { state: "here" };
    else if (item.author === "system") found = { state: found.state === "waiting" ? "here" : "none" };
    else if (notice && found.state !== "here") found = { state: "waiting", due: notice.due_at };
    else if (partOf(item, "receipt") && found.state === "waiting") found = { state: "none" };
  }
  const asked = found.state === "none" && talk.queue.some((one) => one.deed.kind === "person");
  return asked ? { state: "asked" } : found;
}

/** Whether the customer waits for an answer now. */
export function working(talk: Talk): boolean {
  if (talk.late) return true;
  return talk.queue.some((one) => !one.refused && !["rating", "score", "bar", "unbar"].includes(one.deed.kind));
}
