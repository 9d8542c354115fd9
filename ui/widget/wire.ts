// The public HTTP API, as the panel uses it. The token goes into a header and nowhere else.

import { type Item, readItem, readItems } from "@earnest/parts/tree";
import type { Deed } from "./state";
import { type Brand, optionsOf, type Passkeys, readBrand, readPasskeys, readWhy, tokenOf, type Why } from "./told";

/** The server said no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
    /** Seconds after which the same may be sent again; 0: it would be refused again. */
    readonly retrySeconds: number,
  ) {
    super(detail);
  }
}

/** The server was not reached. */
export class Unreachable extends Error {}

export interface Took {
  readonly items: readonly Item[];
  readonly pending: boolean;
}

const RETRIED = new Set([429, 502, 503, 504]);
const RETRY_SECONDS = 2;
const WAIT_MILLISECONDS = 20_000;
const QUIET_MILLISECONDS = 45_000; // the server sends a sign of life every 15 seconds

const PASSKEYS = "/v1/identity/passkeys";

type Json = Record<string, unknown>;

/** What goes over the wire for a deed: its address under the conversation, and its body. */
export function request(deed: Deed, client_id: string): { path: string; body: Json } {
  const { kind, ...rest } = deed;
  switch (kind) {
    case "person":
      return { path: "person", body: { client_id } };
    case "rating":
    case "score":
      return { path: "rating", body: { client_id, reasons: [], text: "", ...rest } };
    default:
      return { path: "items", body: { kind, client_id, ...rest } };
  }
}

/** What opens a session; a browser that says no for its user (Global Privacy Control) is heard from the first call on. */
export function opening(identity: string | null, saysNo: boolean): Json {
  return { ...(identity && { identity_token: identity }), ...(saysNo && { global_privacy_control: true }) };
}

/** The API of one Earnest, at the origin that the panel came from. */
export class Wire {
  async brand(language: string): Promise<Brand> {
    try {
      return readBrand(await this.#json("GET", `/v1/brand?language=${language}`), language);
    } catch (error) {
      if (!(error instanceof Refused && error.status === 404)) throw error;
      const { brand } = (await this.#json("GET", "/v1/health")) as { brand?: unknown };
      return readBrand({ name: brand }, language); // an older server tells its name there
    }
  }

  async openSession(identity: string | null): Promise<string> {
    const { globalPrivacyControl } = navigator as { globalPrivacyControl?: unknown };
    const body = opening(identity, globalPrivacyControl === true);
    return String(((await this.#json("POST", "/v1/sessions", "", body)) as Json).token);
  }

  /** Sign out: the token opens nothing any more. */
  async endSession(token: string): Promise<void> {
    await this.#fetch("DELETE", "/v1/sessions", token, undefined, { signal: AbortSignal.timeout(WAIT_MILLISECONDS) });
  }

  async openConversation(token: string, language: string): Promise<string> {
    return String(((await this.#json("POST", "/v1/conversations", token, { language })) as Json).id);
  }

  async send(token: string, conversation: string, deed: Deed, client_id: string): Promise<Took> {
    const { path, body } = request(deed, client_id);
    const told = (await this.#json("POST", `/v1/conversations/${conversation}/${path}`, token, body)) as Json;
    return { items: readItems(told), pending: told.pending === true };
  }

  async items(token: string, conversation: string, after: number): Promise<readonly Item[]> {
    return readItems(await this.#json("GET", `/v1/conversations/${conversation}/items?after=${after}`, token));
  }

  async why(token: string, decision: string): Promise<Why> {
    return readWhy(await this.#json("GET", `/v1/decisions/${decision}`, token));
  }

  /** The address of the privacy centre for whoever talks here; it opens once, and soon. */
  async ownData(token: string): Promise<string> {
    return String(((await this.#json("POST", "/v1/privacy-link", token)) as Json).path);
  }

  /** A code by mail, good in the session that asks; the cookie that comes back lets the mail's link count, too. */
  async askMail(token: string, address: string, language: string): Promise<void> {
    await this.#json("POST", "/v1/identity/mail", token, { address, language }, "same-origin");
  }

  /** The fresh token of a session that a mailed code proved; an empty code asks whether the link was used. */
  async proveMail(token: string, code: string): Promise<string> {
    return tokenOf(await this.#json("POST", "/v1/identity/mail/code", token, { code }));
  }

  async passkeys(token: string): Promise<Passkeys> {
    return readPasskeys(await this.#json("GET", PASSKEYS, token));
  }

  /** What the browser is to be asked, for a new passkey or for a proof by one. */
  async askPasskey(token: string, ceremony: "enrol" | "prove"): Promise<Json> {
    return optionsOf(await this.#json("POST", `${PASSKEYS}/asked`, token, { ceremony }));
  }

  /** What the browser is to be asked so that a card is signed. */
  async askSignature(token: string, conversation: string, card: string): Promise<Json> {
    return optionsOf(await this.#json("POST", `/v1/conversations/${conversation}/cards/${card}/signing`, token));
  }

  async addPasskey(token: string, answer: Json): Promise<void> {
    await this.#json("POST", PASSKEYS, token, answer);
  }

  /** The fresh token of a session that a passkey has just proved. */
  async provePasskey(token: string, answer: Json): Promise<string> {
    return tokenOf(await this.#json("POST", `${PASSKEYS}/proof`, token, answer));
  }

  async removePasskey(token: string, id: string): Promise<void> {
    await this.#fetch("DELETE", `${PASSKEYS}/${id}`, token, undefined, {
      signal: AbortSignal.timeout(WAIT_MILLISECONDS),
    });
  }

  /** A receipt that proves itself without us, as the text of its file. */
  async receipt(token: string, decision: string): Promise<string> {
    const path = `/v1/decisions/${decision}/receipt`;
    return (
      await this.#fetch("GET", path, token, undefined, { signal: AbortSignal.timeout(WAIT_MILLISECONDS) })
    ).text();
  }

  /** Hears items as they come until the stream ends; `opened` is called once it runs. */
  async follow(
    token: string,
    conversation: string,
    after: number,
    over: AbortSignal,
    told: { opened: () => void; item: (item: Item) => void },
  ): Promise<void> {
    const quiet = new AbortController();
    let timer = setTimeout(() => quiet.abort(), WAIT_MILLISECONDS);
    try {
      const answer = await this.#fetch("GET", `/v1/conversations/${conversation}/stream`, token, undefined, {
        headers: { "Last-Event-ID": String(after), Accept: "text/event-stream" },
        signal: AbortSignal.any([over, quiet.signal]),
      });
      told.opened();
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; reader; ) {
        const { done, value } = await reader.read();
        clearTimeout(timer);
        timer = setTimeout(() => quiet.abort(), QUIET_MILLISECONDS);
        if (done) return;
        rest = eachEvent(rest + value, told.item);
      }
    } catch (error) {
      throw error instanceof Refused ? error : new Unreachable();
    } finally {
      clearTimeout(timer);
    }
  }

  async #json(
    method: string,
    path: string,
    token = "",
    body?: Json,
    credentials: RequestCredentials = "omit",
  ): Promise<unknown> {
    const signal = AbortSignal.timeout(WAIT_MILLISECONDS);
    const answer = await this.#fetch(method, path, token, body, { signal, credentials });
    try {
      return await answer.json();
    } catch {
      throw new Unreachable();
    }
  }

  async #fetch(
    method: string,
    path: string,
    token: string,
    body: Json | undefined,
    more: RequestInit,
  ): Promise<Response> {
    const headers: Record<string, string> = { ...(more.headers as Record<string, string>) };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    const sent = body ? { body: JSON.stringify(body) } : {};
    let answer: Response;
    try {
      answer = await fetch(path, { credentials: "omit", ...more, ...sent, method, headers, cache: "no-store" });
    } catch {
      throw new Unreachable();
    }
    if (answer.ok) return answer;
    const problem = (await answer.json().catch(() => ({}))) as Json;
    const retry = RETRIED.has(answer.status) ? Number(answer.headers.get("Retry-After")) || RETRY_SECONDS : 0;
    throw new Refused(answer.status, typeof problem.detail === "string" ? problem.detail : "", retry);
  }
}

/** Tells every whole event of a stream's text; what is left over is the beginning of the next one. */
export function eachEvent(text: string, tell: (item: Item) => void): string {
  const events = text.replaceAll("\r\n", "\n").split("\n\n");
  const rest = events.pop() ?? "";
  for (const event of events) {
    const lines = event.split("\n");
    const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim());
    const name = lines
      .find((line) => line.startsWith("event:"))
      ?.slice(6)
      .trim();
    if (data.length === 0) continue;
    const value: unknown = JSON.parse(data.join("\n"));
    if (name === "end")
      throw new Refused(Number((value as Json).status) || 401, String((value as Json).detail ?? ""), 0);
    const item = name === "item" ? readItem(value) : null;
    if (item) tell(item);
  }
  return rest;
}
