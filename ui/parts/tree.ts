// The typed tree of a conversation, as the wire carries it. What is not understood is left out, never guessed.

export type Row = readonly [label: string, value: string];

export interface Option {
  readonly id: string;
  readonly label: string;
}

export interface Words {
  readonly kind: "words";
  readonly text: string;
}

export interface Quote {
  readonly kind: "quote";
  readonly article: string;
  readonly title: string;
  readonly version: string;
  /** Microseconds since 1970. */
  readonly updated_at: number;
  readonly passage: string;
  readonly url: string;
}

export interface Reason {
  readonly kind: "reason";
  readonly text: string;
}

export interface Choices {
  readonly kind: "choices";
  readonly options: readonly Option[];
}

export interface Card {
  readonly kind: "card";
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly args_hash: string;
  /** Microseconds since 1970. */
  readonly expires_at: number;
  readonly button_only: boolean;
  /** Whether it takes the customer's own signature, by a passkey. */
  readonly by_passkey: boolean;
}

export interface Receipt {
  readonly kind: "receipt";
  readonly decision: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** Microseconds since 1970; 0: it cannot be undone. */
  readonly undo_until: number;
}

export interface HandOver {
  readonly kind: "hand_over";
  readonly hand_over: string;
  readonly reason: string;
  /** Microseconds since 1970; 0: no clock. */
  readonly due_at: number;
  readonly summary: readonly Row[];
}

/** A question about the customer's own data, put once beside the help. */
export interface Offer {
  readonly kind: "offer";
  readonly purpose: string;
  readonly label: string;
  readonly gain: string;
  readonly text: string;
  readonly loss: string;
  /** What would be kept now, and until when. */
  readonly rows: readonly Row[];
  readonly yes: string;
  readonly no: string;
}

export type Part = Words | Quote | Reason | Choices | Card | Receipt | HandOver | Offer;

export type Author = "customer" | "assistant" | "colleague" | "system";

export interface Item {
  readonly seq: number;
  readonly id: string;
  /** Who wrote it: the server says so, and nothing in a message's text can. */
  readonly author: Author;
  readonly ai: boolean;
  /** Microseconds since 1970. */
  readonly at: number;
  readonly decision: string;
  /** The first name of the colleague who wrote it; "" for everybody else. */
  readonly name: string;
  readonly parts: readonly Part[];
}

type Given = Record<string, unknown>;

const isGiven = (value: unknown): value is Given => typeof value === "object" && value !== null;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Label and value pairs. */
export function readRows(value: unknown): Row[] {
  return list(value)
    .filter((row): row is unknown[] => Array.isArray(row) && row.length === 2)
    .map(([label, said]) => [text(label), text(said)] as const);
}

/** A part of a known kind; null for any other. */
export function readPart(value: unknown): Part | null {
  if (!isGiven(value)) return null;
  switch (value.kind) {
    case "words":
      return { kind: "words", text: text(value.text) };
    case "reason":
      return { kind: "reason", text: text(value.text) };
    case "quote":
      return {
        kind: "quote",
        article: text(value.article),
        title: text(value.title),
        version: text(value.version),
        updated_at: number(value.updated_at),
        passage: text(value.passage),
        url: safeUrl(text(value.url)),
      };
    case "choices": {
      const options = list(value.options).filter(isGiven);
      return { kind: "choices", options: options.map((one) => ({ id: text(one.id), label: text(one.label) })) };
    }
    case "card":
      return {
        kind: "card",
        id: text(value.id),
        title: text(value.title),
        rows: readRows(value.rows),
        args_hash: text(value.args_hash),
        expires_at: number(value.expires_at),
        button_only: value.button_only === true,
        by_passkey: value.by_passkey === true,
      };
    case "receipt":
      return {
        kind: "receipt",
        decision: text(value.decision),
        title: text(value.title),
        rows: readRows(value.rows),
        undo_until: number(value.undo_until),
      };
    case "hand_over":
      return {
        kind: "hand_over",
        hand_over: text(value.hand_over),
        reason: text(value.reason),
        due_at: number(value.due_at),
        summary: readRows(value.summary),
      };
    case "offer":
      return {
        kind: "offer",
        purpose: text(value.purpose),
        label: text(value.label),
        gain: text(value.gain),
        text: text(value.text),
        loss: text(value.loss),
        rows: readRows(value.rows),
        yes: text(value.yes),
        no: text(value.no),
      };
    default:
      return null;
  }
}

const AUTHORS: readonly string[] = ["customer", "assistant", "colleague", "system"];

/** An item; null where its number or its author is missing, for then nothing can be said of it. */
export function readItem(value: unknown): Item | null {
  if (!isGiven(value) || !Number.isInteger(value.seq) || !AUTHORS.includes(text(value.author))) return null;
  return {
    seq: value.seq as number,
    id: text(value.id),
    author: value.author as Author,
    ai: value.ai === true,
    at: number(value.at),
    decision: text(value.decision),
    name: text(value.name),
    parts: list(value.parts)
      .map(readPart)
      .filter((part): part is Part => part !== null),
  };
}

/** The items of a reply or a page. */
export function readItems(value: unknown): Item[] {
  const items = isGiven(value) ? list(value.items) : [];
  return items.map(readItem).filter((item): item is Item => item !== null);
}

/** Only addresses that a browser opens as a page; anything else counts as none. */
export function safeUrl(url: string): string {
  return /^https?:\/\//i.test(url) || /^\/[^/]/.test(url) ? url : "";
}

/** The part of a kind that comes first in an item. */
export function partOf<K extends Part["kind"]>(item: Item, kind: K): Extract<Part, { kind: K }> | null {
  return (item.parts.find((part) => part.kind === kind) as Extract<Part, { kind: K }> | undefined) ?? null;
}

/** What an item says in plain words, for a screen reader or a file. */
export function inWords(item: Item): string {
  return item.parts.flatMap(partInWords).filter(Boolean).join(" ");
}

function partInWords(part: Part): string[] {
  switch (part.kind) {
    case "words":
    case "reason":
      return [part.text];
    case "quote":
      return [`${part.title}: “${part.passage}”`];
    case "choices":
      return [part.options.map((one) => one.label).join(", ")];
    case "card":
    case "receipt":
      return [part.title, ...part.rows.map(([label, value]) => `${label}: ${value}.`)];
    case "hand_over":
      return [part.reason, ...part.summary.map(([label, value]) => `${label}: ${value}.`)];
    case "offer": {
      const kept = part.rows.map(([label, value]) => `${label}: ${value}.`);
      return [`${part.label}:`, part.gain, ...kept, part.text, part.loss, `${part.yes} / ${part.no}`];
    }
  }
}
