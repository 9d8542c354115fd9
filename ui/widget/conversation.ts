// One conversation with the server: sends what waits, one after the other, and hears what is new. Nothing is lost and
// nothing happens twice: each thing keeps its client id until the server has taken it, and items carry numbers.

import type { Item } from "@earnest/parts/tree";
import { customerOf, type Kept, keep, kept, NOTHING_KEPT, type TabStorage } from "./keep";
import {
  type Deed,
  heard,
  type Link,
  NEW_TALK,
  nextToSend,
  posted,
  queued,
  received,
  refused,
  type Talk,
  taken,
} from "./state";
import { Refused, type Wire } from "./wire";

const BACKOFF_MILLISECONDS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
const POLL_MILLISECONDS = 3_000;
const STREAM_FAILURES_MAX = 2;
/** Rounds of polling before the stream is tried again. */
const POLLS = 10;

/** What the panel hears of a conversation. */
export interface Ear {
  changed(): void;
  /** The server would not take something up. */
  refused(deed: Deed, status: number, why: string): void;
  /** The shop's token for whoever is signed in there now; null for a guest. */
  identity(): Promise<string | null>;
}

export class Conversation {
  #kept: Kept;
  replaying = false;
  #sending = false;
  #failures = 0;
  #over = new AbortController();
  #following = false;
  #wake: (() => void) | null = null;

  constructor(
    readonly wire: Wire,
    readonly storage: TabStorage,
    readonly language: string,
    readonly ear: Ear,
  ) {
    this.#kept = kept(storage);
    addEventListener("online", () => this.#retry());
    addEventListener("offline", () => this.#linked("offline"));
  }

  get talk(): Talk {
    return this.#kept.talk;
  }

  get begun(): boolean {
    return this.#kept.conversation !== "" || this.talk.queue.length > 0;
  }

  get signedIn(): boolean {
    return this.#kept.who !== "" && !this.guest;
  }

  /** Whether this conversation knows nothing of the customer's account, by their own wish. */
  get guest(): boolean {
    return this.#kept.guest;
  }

  get token(): string {
    return this.#kept.token;
  }

  /** Go on with what was kept, unless somebody else is signed in by now. */
  async resume(): Promise<void> {
    if (!this.begun) return;
    const who = customerOf(await this.ear.identity());
    if (who !== this.#kept.who && (this.#kept.who !== "" || who !== "")) this.forget();
    else {
      await this.#replay();
      this.#go();
    }
  }

  /** What was said before this page was loaded: there to be read, and no news. */
  async #replay(): Promise<void> {
    this.replaying = true;
    const { token, conversation } = this.#kept;
    try {
      for (let more = conversation !== ""; more; ) {
        const items = await this.wire.items(token, conversation, heard(this.talk.items));
        more = items.length > 0;
        this.#set(received(this.talk, items));
      }
    } catch {
      // the stream tells what is the matter
    } finally {
      this.replaying = false;
    }
  }

  /** Do something; it is sent as soon as it can be. */
  act(deed: Deed): void {
    this.#set(queued(this.talk, deed, crypto.randomUUID()));
    this.#go();
  }

  /** The address of the customer's data and choices. */
  async ownData(): Promise<string> {
    await this.#open();
    return this.wire.ownData(this.#kept.token);
  }

  /** Open a session and a conversation where there are none yet; the token. */
  async opened(): Promise<string> {
    await this.#open();
    return this.#kept.token;
  }

  /** What the browser is to be asked so that the customer signs a card of this conversation. */
  async askSignature(card: string): Promise<Record<string, unknown>> {
    return this.wire.askSignature(this.#kept.token, this.#kept.conversation, card);
  }

  /** Sign in anew by the shop's word of just now; false where nobody, or somebody else, is signed in there. */
  async signInAnew(): Promise<boolean> {
    const identity = await this.ear.identity();
    if (!identity || !this.signedIn || customerOf(identity) !== this.#kept.who) return false;
    this.goOnAs(await this.wire.openSession(identity));
    return true;
  }

  /** Go on with the same conversation under another token; what was heard stays, what waits is sent by it. */
  goOnAs(token: string): void {
    this.#over.abort();
    this.#over = new AbortController();
    this.#following = false;
    this.#keep({ ...this.#kept, token });
    this.#go();
  }

  /** Take a message that was not sent out of the queue. */
  drop(client_id: string): void {
    this.#set({ ...this.talk, queue: this.talk.queue.filter((one) => one.client_id !== client_id) });
  }

  /** End it here and begin anew, as a visitor if so wished; the next message opens another conversation. */
  forget(guest = false): void {
    this.#over.abort();
    this.#over = new AbortController();
    this.#following = false;
    if (this.#kept.token) void this.wire.endSession(this.#kept.token).catch(() => undefined); // it ends by itself, too
    this.#keep({ ...NOTHING_KEPT, guest, talk: NEW_TALK });
  }

  /** Stop listening; what was said stays to be read. */
  end(): void {
    this.#over.abort();
    this.#linked("ended");
  }

  #go(): void {
    void this.#send();
    void this.#follow();
  }

  #retry(): void {
    this.#failures = 0;
    this.#wake?.();
    this.#go();
  }

  async #send(): Promise<void> {
    if (this.#sending || this.talk.link === "ended") return;
    this.#sending = true;
    const over = this.#over.signal;
    try {
      for (let next = nextToSend(this.talk); next && !over.aborted; next = nextToSend(this.talk)) {
        const { client_id, deed } = next;
        try {
          await this.#open();
          this.#set(posted(this.talk, client_id));
          const took = await this.wire.send(this.#kept.token, this.#kept.conversation, deed, client_id);
          if (over.aborted) return;
          this.#failures = 0;
          this.#set(taken(this.talk, client_id, took.items, took.pending));
          if (this.talk.link === "offline") this.#linked("reconnecting");
          void this.#follow();
        } catch (error) {
          if (over.aborted) return;
          if (!(await this.#mend(error, over, () => this.#no(client_id, deed, error as Refused)))) return;
        }
      }
    } finally {
      if (this.#over.signal === over || over.aborted) this.#sending = false;
    }
  }

  #no(client_id: string, deed: Deed, error: Refused): void {
    this.#set(refused(this.talk, client_id, error.message || String(error.status)));
    this.ear.refused(deed, error.status, error.message);
  }

  /** Wait, sign in anew, or give up one thing; false when the conversation has ended. */
  async #mend(error: unknown, over: AbortSignal, giveUp: () => void): Promise<boolean> {
    if (!(error instanceof Refused)) {
      this.#linked(navigator.onLine ? "reconnecting" : "offline");
      await this.#pause(over);
      return true;
    }
    if (error.retrySeconds > 0) {
      await this.#pause(over, error.retrySeconds * 1_000);
      return true;
    }
    if (error.status === 401 && this.#kept.token) return this.#renew();
    giveUp();
    return true;
  }

  /** A session and a conversation, where there are none yet. */
  async #open(): Promise<void> {
    if (!this.#kept.token) {
      const identity = await this.ear.identity();
      const token = await this.wire.openSession(this.guest ? null : identity);
      this.#keep({ ...this.#kept, token, who: customerOf(identity) });
    }
    if (!this.#kept.conversation) {
      const conversation = await this.wire.openConversation(this.#kept.token, this.language);
      this.#keep({ ...this.#kept, conversation });
    }
  }

  /** A new session for the same customer, whose conversation goes on; a visitor's has ended with the session. */
  async #renew(): Promise<boolean> {
    const identity = await this.ear.identity();
    if (!this.signedIn || customerOf(identity) !== this.#kept.who) {
      this.end();
      return false;
    }
    this.#keep({ ...this.#kept, token: await this.wire.openSession(identity) });
    return true;
  }

  async #follow(): Promise<void> {
    if (this.#following || !this.#kept.conversation || this.talk.link === "ended") return;
    this.#following = true;
    const over = this.#over.signal;
    for (let failures = 0; !over.aborted; ) {
      try {
        await this.#stream(over);
        failures = 0;
      } catch (error) {
        if (over.aborted) break;
        failures += 1;
        if (error instanceof Refused && [403, 404].includes(error.status)) this.end();
        else if (error instanceof Refused && error.status === 401) await this.#renew().catch(() => this.end());
        else if (failures < STREAM_FAILURES_MAX) await this.#pause(over);
        else await this.#poll(over);
      }
    }
    if (this.#over.signal === over) this.#following = false;
  }

  async #stream(over: AbortSignal): Promise<void> {
    const { token, conversation } = this.#kept;
    const item = (one: Item) => this.#set(received(this.talk, [one]));
    await this.wire.follow(token, conversation, heard(this.talk.items), over, {
      opened: () => this.#live("live"),
      item,
    });
    if (!over.aborted) this.#linked("reconnecting");
  }

  /** Look again and again, where no stream gets through; the items are the same. */
  async #poll(over: AbortSignal): Promise<void> {
    for (let round = 0; round < POLLS && !over.aborted; round += 1) {
      try {
        const { token, conversation } = this.#kept;
        const items = await this.wire.items(token, conversation, heard(this.talk.items));
        if (over.aborted) return;
        this.#live("polling");
        this.#set(received(this.talk, items));
        await this.#sleep(over, POLL_MILLISECONDS);
      } catch (error) {
        if (error instanceof Refused && error.retrySeconds === 0) return;
        this.#linked(navigator.onLine ? "reconnecting" : "offline");
        await this.#pause(over);
      }
    }
  }

  #live(link: Link): void {
    this.#failures = 0;
    this.#linked(link);
    void this.#send();
  }

  async #pause(over: AbortSignal, milliseconds?: number): Promise<void> {
    const step = Math.min(this.#failures, BACKOFF_MILLISECONDS.length - 1);
    this.#failures += 1;
    await this.#sleep(over, milliseconds ?? BACKOFF_MILLISECONDS[step] ?? 0);
  }

  async #sleep(over: AbortSignal, milliseconds: number): Promise<void> {
    await new Promise<void>((done) => {
      const timer = setTimeout(done, milliseconds);
      const wake = () => {
        clearTimeout(timer);
        done();
      };
      over.addEventListener("abort", wake, { once: true });
      this.#wake = wake;
    });
  }

  #linked(link: Link): void {
    if (this.talk.link !== link && this.talk.link !== "ended") this.#set({ ...this.talk, link });
  }

  #set(talk: Talk): void {
    if (talk !== this.talk) this.#keep({ ...this.#kept, talk });
  }

  #keep(next: Kept): void {
    this.#kept = next;
    keep(this.storage, next);
    this.ear.changed();
  }
}
