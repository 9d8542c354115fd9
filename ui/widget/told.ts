// What the server tells beside the conversation: who it is, and why something was decided.

/** What a company says of itself in public. */
export interface Brand {
  readonly name: string;
  readonly abilities: readonly string[];
  readonly limits: readonly string[];
  readonly hours: string;
  /** The IANA time zone that the hours are told in, "" where the server does not say. */
  readonly zone: string;
  /** Whether people are there now; null where the server does not say. */
  readonly open: boolean | null;
  /** Minutes until they close, or until they open. */
  readonly minutes: number;
  /** How soon a person answers, in minutes; 0 where the server does not say. */
  readonly within: number;
  /** By what a customer can prove here who they are: "mail", "passkey". */
  readonly proves: readonly string[];
}

export const UNKNOWN_BRAND: Brand = {
  name: "",
  abilities: [],
  limits: [],
  hours: "",
  zone: "",
  open: null,
  minutes: 0,
  within: 0,
  proves: [],
};

/** Data that was looked at: a source and its fields, or a sentence where the server gave one. */
export interface Used {
  readonly source: string;
  readonly fields: readonly string[];
  readonly words: string;
}

/** Why a decision was made, as recorded. */
export interface Why {
  readonly decision: string;
  readonly rules: readonly string[];
  readonly used: readonly Used[];
  readonly notUsed: readonly Used[];
  readonly sure: string;
  readonly change: readonly string[];
  readonly reviewable: boolean;
  /** Its place in the signed log, 0 where it could not be checked. */
  readonly entry: number;
}

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** A text, or the text of a language in a table of them. */
function said(value: unknown, language: string): string {
  if (typeof value === "string") return value;
  if (!isJson(value)) return "";
  const found = value[language] ?? value.text ?? value.title ?? value.en;
  return typeof found === "string" ? found : "";
}

const texts = (value: unknown, language: string): string[] =>
  Array.isArray(value) ? value.map((one) => said(one, language)).filter(Boolean) : [];

export function readBrand(value: unknown, language: string): Brand {
  if (!isJson(value)) return UNKNOWN_BRAND;
  const person = isJson(value.person) ? value.person : {};
  return {
    name: said(value.name, language),
    abilities: texts(value.abilities, language),
    limits: texts(value.limits, language),
    hours: said(value.hours, language),
    zone: typeof value.zone === "string" ? value.zone : "",
    open: typeof person.open === "boolean" ? person.open : null,
    minutes: typeof person.until_minutes === "number" ? person.until_minutes : 0,
    within: typeof person.minutes === "number" ? person.minutes : 0,
    proves: texts(value.proves, ""),
  };
}

export function readWhy(value: unknown): Why {
  const told = isJson(value) ? value : {};
  const proof = isJson(told.proof) ? told.proof : {};
  const change = texts(told.change_words, "en");
  return {
    decision: said(told.decision, ""),
    rules: (Array.isArray(told.rules) ? told.rules : [])
      .map((one) => said(isJson(one) ? one.says : one, ""))
      .filter(Boolean),
    used: [...readUsed(told.used), ...readUsed(told.bought)],
    notUsed: readUsed(told.not_used),
    sure: said(told.sure_words, ""),
    change: change,
    reviewable: told.reviewable === true,
    entry: proof.trouble === "" && typeof proof.index === "number" ? proof.index + 1 : 0,
  };
}

const FIELD = /^([a-z_]\w*)\.([\w.]+)(?: for .+)?$/;

/** Fields such as "order.status for service.order" by their source; anything else is a sentence of its own. */
export function readUsed(value: unknown): Used[] {
  const found = new Map<string, Used>();
  for (const one of texts(value, "")) {
    const [, source, field] = FIELD.exec(one) ?? [];
    const key = source ?? one;
    const known = found.get(key);
    const fields = field ? [...new Set([...(known?.fields ?? []), field.replace(/^lines\./, "line-")])] : [];
    found.set(key, { source: source ?? "", fields, words: source ? "" : one });
  }
  return [...found.values()];
}

/** The customer's own passkeys, as the server tells of them. */
export interface Passkeys {
  /** Whether this server takes passkeys, and the customer is signed in. */
  readonly offered: boolean;
  readonly own: readonly { readonly id: string; readonly made: number; readonly used: number }[];
}

export function readPasskeys(value: unknown): Passkeys {
  const told = isJson(value) ? value : {};
  const own = Array.isArray(told.passkeys) ? told.passkeys.filter(isJson) : [];
  return {
    offered: told.offered === true,
    own: own.map((one) => ({ id: said(one.id, ""), made: Number(one.made_at), used: Number(one.used_at) })),
  };
}

export const tokenOf = (value: unknown): string => said(isJson(value) ? value.token : "", "");
export const optionsOf = (value: unknown): Json => (isJson(value) && isJson(value.options) ? value.options : {});
