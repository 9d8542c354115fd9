// The panel: who speaks, what was said, what can be done. What it shows follows from the state and from nothing else.

import "@earnest/parts/cards";
import "@earnest/parts/notes";
import "@earnest/parts/rating";
import { DO } from "@earnest/parts/element";
import { icon } from "@earnest/parts/icons";
import { signed } from "@earnest/parts/passkey";
import { type Item, inWords } from "@earnest/parts/tree";
import { direction, type Say, sayer } from "@earnest/parts/words";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Announcer } from "./announcer";
import { Conversation } from "./conversation";
import { download, transcript } from "./download";
import type { Frame } from "./frame";
import { customerOf, tabStorage } from "./keep";
import { Messages } from "./messages";
import { personWords } from "./person";
import "./proof";
import { type Deed, heard, NEW_TALK, personOf, type Talk, working } from "./state";
import { type Brand, UNKNOWN_BRAND, type Why } from "./told";
import { Refused, Wire } from "./wire";

const WORKING_MILLISECONDS = 1_000; // nothing is shown for an answer that comes at once
const LONG_MILLISECONDS = 8_000;
const TEXT_LENGTH_MAX = 8_000;
const SHOWN_LENGTH = 7_000;
const SUGGESTIONS_MAX = 4;
const LIMITS_MAX = 1;
const NEAR_END_PIXELS = 80;
const WIDE_PIXELS = 820; // below, a wider window has no room
const TICK_MILLISECONDS = 1_000;
const FORBIDDEN = 403;
/** The choice that goes on once the customer has proved who they are. */
const PROVE = "prove";

/** To keep a decision's receipt as a file. */
interface Keep {
  readonly kind: "keep";
  readonly decision: string;
}

/** To open the page with the customer's data and choices. */
interface OwnData {
  readonly kind: "own-data";
}

export class EarnestPanel extends LitElement {
  static override properties = {
    talk: { state: true },
    brand: { state: true },
    menu: { state: true },
    wide: { state: true },
    wait: { state: true },
    open: { state: true },
    now: { state: true },
    ending: { state: true },
    notice: { state: true },
    typed: { state: true },
    behind: { state: true },
    known: { state: true },
    proving: { state: true },
  };
  declare talk: Talk;
  declare brand: Brand;
  declare menu: boolean;
  declare wide: boolean;
  /** How long the customer has been waiting for an answer, in steps: not yet worth a word, working, long. */
  declare wait: "" | "working" | "long";
  /** The decisions whose reasons are open. */
  declare open: Readonly<Record<string, Why | "loading" | "failed">>;
  declare now: number;
  declare ending: boolean;
  declare notice: string;
  declare typed: number;
  /** Whether there is something new below what is shown. */
  declare behind: boolean;
  /** Whether somebody is signed in at the shop. */
  declare known: boolean;
  /** Whether the customer is about to prove who they are. */
  declare proving: boolean;

  #say: Say = (key) => key;
  #language = "en";
  #frame: Frame | undefined;
  #conversation: Conversation | undefined;
  #announcer: Announcer | undefined;
  #wire = new Wire();
  #messages = new Messages();
  #sizes: ResizeObserver | undefined;
  #pinned = true;
  #top = 0;
  #visible = false;
  #after: (() => void) | null = null;
  #unread = 0;
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor() {
    super();
    this.talk = NEW_TALK;
    this.brand = UNKNOWN_BRAND;
    this.menu = false;
    this.wide = false;
    this.wait = "";
    this.open = {};
    this.now = Date.now();
    this.ending = false;
    this.notice = "";
    this.typed = 0;
    this.behind = false;
    this.known = false;
    this.proving = false;
    this.addEventListener(DO, (event) => this.#asked((event as CustomEvent<Deed | Keep | OwnData>).detail));
    setInterval(() => this.#tick(), TICK_MILLISECONDS);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Begin in a language; what was said before in this tab goes on. */
  async begin(frame: Frame, language: string): Promise<void> {
    if (this.#frame) return;
    this.#frame = frame;
    this.#language = language;
    this.#say = sayer(language);
    document.documentElement.lang = language;
    document.documentElement.dir = direction(language);
    document.title = this.#say("widget-frame");
    this.#announcer = new Announcer();
    this.#conversation = new Conversation(this.#wire, tabStorage(), language, {
      changed: () => this.#changed(),
      refused: (deed, status, why) => this.#refused(deed, status, why),
      identity: () => frame.identity(),
    });
    this.talk = this.#conversation.talk;
    this.requestUpdate();
    void this.#wire.brand(language).then(
      (brand) => {
        this.brand = brand;
      },
      () => undefined, // an older server does not tell; the panel does without
    );
    await Promise.all([this.#recognise(), this.#conversation.resume()]);
  }

  /** Somebody signed in or out at the shop: another person's conversation is not shown. */
  async identify(): Promise<void> {
    this.open = {};
    await Promise.all([this.#recognise(), this.#conversation?.resume()]);
  }

  async #recognise(): Promise<void> {
    this.known = customerOf((await this.#frame?.identity()) ?? null) !== "";
  }

  /** Whether the panel can be seen; what comes meanwhile counts as unread. */
  shown(visible: boolean): void {
    this.#visible = visible;
    if (!visible) return;
    this.#unread = 0;
    this.#frame?.tell({ earnest: "unread", count: 0, words: "" });
    this.#toEnd();
    this.querySelector<HTMLElement>("#words")?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.#conversation) return nothing;
    return html`${this.#header()}
      <main>
      <div class="e-body" @scroll=${this.#scrolled} @keydown=${this.#walk}>
        <div class="e-log" role="log" aria-live="off" aria-label=${this.#say("widget-log")} tabindex="0">
          ${this.#greeting()}
          ${repeat(
            this.talk.items,
            (item) => item.seq,
            (item) => this.#messages.item(item, this.#view()),
          )}
          ${this.talk.queue.map((one) => this.#messages.waiting(one, this.#view()))}
          ${this.#working()}
          ${this.ending ? this.#end() : nothing}
        </div>
      </div>
      ${this.behind ? this.#more() : nothing}
      ${this.#state()}
      ${this.proving ? this.#proof() : nothing}
      ${this.#composer()}
      </main>`;
  }

  #view() {
    return {
      talk: this.talk,
      say: this.#say,
      language: this.#language,
      now: this.now,
      brand: this.brand.name,
      open: this.open,
      why: (decision: string) => this.#why(decision),
      drop: (client_id: string) => this.#conversation?.drop(client_id),
      redo: (client_id: string, text: string) => this.#redo(client_id, text),
    };
  }

  /** Whoever reads the end goes on reading the end, whatever comes or takes room. */
  protected override updated(): void {
    const body = this.querySelector(".e-body");
    const log = this.querySelector(".e-log");
    if (!body || !log || this.#sizes) return;
    this.#sizes = new ResizeObserver(() => this.#pinned && body.scrollTo({ top: body.scrollHeight }));
    this.#sizes.observe(body);
    this.#sizes.observe(log);
  }

  #header(): TemplateResult {
    const t = this.#say;
    return html`
      <header>
        <div class="e-top">
          <span class="e-mark" aria-hidden="true">${(this.brand.name || "?").slice(0, 1)}</span>
          <h1>${this.brand.name ? t("widget-title", { brand: this.brand.name }) : t("widget-frame")}</h1>
          <button type="button" class="e-icon-button" aria-expanded=${this.menu} aria-controls="menu" title=${t("widget-menu")}
            aria-label=${t("widget-menu")} @click=${() => this.#toggleMenu(!this.menu)}>${icon("more")}</button>
          ${
            this.#frame?.framed
              ? html`<button type="button" class="e-icon-button e-widen" ?hidden=${screen.width < WIDE_PIXELS} aria-pressed=${this.wide} title=${t("widget-wide")}
                  aria-label=${t("widget-wide")} @click=${this.#widen}>${icon(this.wide ? "narrow" : "widen")}</button>
                <button type="button" class="e-icon-button" title=${t("widget-close")} aria-label=${t("widget-close")}
                  @click=${() => this.#frame?.tell({ earnest: "close" })}>${icon("minimise")}</button>`
              : nothing
          }
        </div>
        <p class="e-ai" data-author="ai">${icon("spark")} <span><b>${t("ai-label")}</b> · ${t("widget-ai-mistakes")}</span></p>
        ${this.#person()}
        ${this.menu ? this.#menu() : nothing}
      </header>`;
  }

  /** The way to a person: in this place in every state. */
  #person(): TemplateResult {
    const t = this.#say;
    return html`
      <div class="e-to-person">
        <button type="button" class="e-button" @click=${this.#wantPerson}>${icon("person")} ${t("person-button")}</button>
        <span>${personWords(personOf(this.talk), this.brand, this.#say, this.#language, this.now)}</span>
      </div>`;
  }

  #menu(): TemplateResult {
    const t = this.#say;
    const pick = (deed: () => void) => () => {
      this.#toggleMenu(false);
      deed();
    };
    const barred = this.talk.barred.map(
      (source) => html`<li><span>${t("widget-not-used", { name: t("widget-source", { name: source }) })}</span>
        <button type="button" class="e-button e-small" @click=${() => this.#do({ kind: "unbar", source })}>${t("widget-use")}</button></li>`,
    );
    return html`
      <nav id="menu" class="e-menu" aria-label=${t("widget-menu")} @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          this.#toggleMenu(false);
        }
      }}>
        <ul>
          ${this.talk.items.length ? html`<li><button type="button" @click=${pick(() => this.#finish())}>${t("widget-end")}</button></li>` : nothing}
          <li><button type="button" @click=${pick(() => this.#anew(this.#guest))}>${t("widget-new")}</button></li>
          ${this.talk.items.length ? html`<li><button type="button" @click=${pick(() => download(transcript(this.talk.items, t), this.brand.name || "chat"))}>${t("widget-download")}</button></li>` : nothing}
        </ul>
        ${this.brand.proves.length ? html`<ul><li><button type="button" @click=${pick(() => this.#prove(null))}>${t("widget-proof")}</button></li></ul>` : nothing}
        <h2>${t("widget-data")}</h2>
        <ul><li><button type="button" @click=${pick(() => void this.#ownData())}>${t("widget-data-open")}</button></li></ul>
        <p>${t("widget-memory-long")}</p>
        ${
          this.known
            ? html`<p>${t(this.#guest ? "widget-memory-none-long" : "widget-memory-account")}</p>
              <ul><li><button type="button" @click=${pick(() => this.#anew(!this.#guest))}>
                ${t(this.#guest ? "widget-with-account" : "widget-without-memory")}</button></li></ul>`
            : nothing
        }
        ${barred.length ? html`<ul class="e-barred">${barred}</ul>` : html`<p>${t("widget-data-none-barred")}</p>`}
      </nav>`;
  }

  #proof(): TemplateResult {
    const lent = {
      wire: this.#wire,
      conversation: this.#conversation as Conversation,
      proved: (words: string) => {
        this.#announcer?.say(words);
        const after = this.#after;
        this.#unprove();
        after?.();
      },
      closed: () => this.#unprove(),
    };
    return html`<earnest-proof .say=${this.#say} .language=${this.#language} .brand=${this.brand}
      .signedIn=${this.known && !this.#guest} .lent=${lent}></earnest-proof>`;
  }

  /** Let the customer prove who they are; what was asked goes on after it. */
  #prove(after: (() => void) | null): void {
    this.#after = after;
    this.proving = true;
  }

  #unprove(): void {
    this.#after = null;
    this.proving = false;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#words")?.focus());
  }

  /** Open the privacy centre in a tab of its own: made at once, or a browser would take it for a pop-up. */
  async #ownData(): Promise<void> {
    const tab = window.open("about:blank", "_blank");
    if (!tab || !this.#conversation) return;
    tab.opener = null;
    try {
      tab.location.replace(new URL(await this.#conversation.ownData(), location.href));
    } catch {
      tab.close();
      this.#announcer?.say(this.#say("widget-not-done"));
    }
  }

  #greeting(): TemplateResult {
    const t = this.#say;
    const { abilities, limits } = this.brand;
    return html`
      <article class="e-item" data-author="ai" tabindex="-1">
        ${this.#messages.author("assistant", 0, this.#view())}
        <div class="e-parts">
          <p>${t("ai-notice")}</p>
          ${abilities.length ? this.#abilities(abilities) : nothing}
          ${limits.length ? html`<p>${t("widget-cannot", { limits: limits.slice(0, LIMITS_MAX).join(" ") })}</p>` : nothing}
        </div>
      </article>`;
  }

  /** What it can do, to be pressed while nothing has been said yet. */
  #abilities(abilities: readonly string[]): TemplateResult {
    const shown = abilities.slice(0, SUGGESTIONS_MAX);
    const begun = this.talk.items.length + this.talk.queue.length > 0;
    return html`<p class="e-can">${this.#say("widget-can")}</p>
      ${
        begun
          ? html`<ul class="e-list">${shown.map((one) => html`<li>${one}</li>`)}</ul>`
          : html`<ul class="e-choices">${shown.map(
              (one) =>
                html`<li><button type="button" class="e-chip" @click=${() => this.#do({ kind: "message", text: one })}>${one.charAt(0).toLocaleUpperCase(this.#language)}${one.slice(1)}</button></li>`,
            )}</ul>`
      }`;
  }

  #working(): TemplateResult | typeof nothing {
    // Without a connection nobody works at it; the line above the words says what is the matter.
    if (!this.wait || this.talk.link === "offline") return nothing;
    const t = this.#say;
    const person = personOf(this.talk).state === "asked";
    const doing = t(person ? "widget-person-asked" : this.wait === "long" ? "widget-working-long" : "widget-working");
    const steps = html`<li><span class="e-dots" aria-hidden="true"><i></i><i></i><i></i></span> ${doing}</li>`;
    return html`<ol class="e-steps">
      ${this.talk.late ? html`<li>${icon("check")} ${t("widget-received")}</li>` : nothing}${steps}
    </ol>`;
  }

  #more(): TemplateResult {
    return html`<button type="button" class="e-more" @click=${() => this.#toEnd()}>${icon("down")} ${this.#say("widget-below")}</button>`;
  }

  /** What is the matter with the connection or the session, in one line. */
  #state(): TemplateResult | typeof nothing {
    const t = this.#say;
    switch (this.talk.link) {
      case "offline":
        return html`<p class="e-state">${icon("off")} <span>${t("widget-offline")}</span></p>`;
      case "reconnecting":
        return this.wait || this.talk.queue.length
          ? html`<p class="e-state">${icon("clock")} <span>${t("widget-reconnecting")}</span></p>`
          : nothing;
      case "ended":
        return html`<p class="e-state"><span>${t("widget-ended")}</span>
          <button type="button" class="e-button e-small" @click=${() => this.#anew(this.#guest)}>${t("widget-new")}</button></p>`;
      default:
        return this.notice ? html`<p class="e-state">${icon("off")} <span>${this.notice}</span></p>` : nothing;
    }
  }

  #end(): TemplateResult {
    return html`<earnest-score .say=${this.#say} .sent=${this.talk.done.includes("score")}></earnest-score>`;
  }

  #composer(): TemplateResult {
    const t = this.#say;
    const over = this.talk.link === "ended";
    return html`
      <form class="e-composer" @submit=${this.#submit}>
        <label class="e-unseen" for="words">${t("widget-write")}</label>
        <div class="e-box">
          <textarea id="words" rows="1" dir="auto" maxlength=${TEXT_LENGTH_MAX} placeholder=${t("widget-write")} ?disabled=${over}
            enterkeyhint="send" @keydown=${this.#key} @input=${this.#typing}></textarea>
          <button type="submit" class="e-send" aria-label=${t("widget-send")} title=${t("widget-send")} ?disabled=${over}>${icon("send")}</button>
        </div>
        <p class="e-foot">
          <span>${t(this.#guest ? "widget-memory-none" : this.known ? "widget-memory-signed-in" : "widget-memory")}</span>
          ${this.typed > SHOWN_LENGTH ? html`<span>${t("widget-length", { length: this.typed, most: TEXT_LENGTH_MAX })}</span>` : nothing}
        </p>
      </form>`;
  }

  get #guest(): boolean {
    return this.#conversation?.guest ?? false;
  }

  // --- what the customer does -------------------------------------------------------------------------------

  #asked(what: Deed | Keep | OwnData): void {
    if (what.kind === "keep") void this.#keepReceipt(what.decision);
    else if (what.kind === "own-data") void this.#ownData();
    else this.#do(what);
  }

  async #keepReceipt(decision: string): Promise<void> {
    try {
      download(await this.#wire.receipt(this.#conversation?.token ?? "", decision), decision);
    } catch {
      this.notice = this.#say("widget-receipt-failed");
      this.#announcer?.warn(this.notice);
    }
  }

  #do(deed: Deed, proved = false): void {
    this.notice = "";
    if (deed.kind === "choice" && deed.option === PROVE && !proved) {
      this.#prove(() => this.#do(deed, true));
      return;
    }
    if (deed.kind === "press" && deed.button === "confirm" && !deed.signature && this.#isSigned(deed.card)) {
      void this.#sign(deed);
      return;
    }
    this.#conversation?.act(deed);
    if (["choice", "press", "agree"].includes(deed.kind)) this.querySelector<HTMLElement>("#words")?.focus();
    if (deed.kind === "bar") this.#announcer?.say(this.#say("widget-barred"));
  }

  #isSigned(card: string): boolean {
    const parts = this.talk.items.flatMap((item) => item.parts);
    return parts.some((part) => part.kind === "card" && part.id === card && part.by_passkey);
  }

  /** Have the customer sign a card; whoever has no passkey yet is shown how to get one. */
  async #sign(deed: Deed & { kind: "press" }): Promise<void> {
    try {
      const options = await this.#conversation?.askSignature(deed.card);
      if (options) this.#do({ ...deed, signature: await signed(options) });
    } catch (error) {
      if (error instanceof Refused && error.status === FORBIDDEN) this.#prove(null);
      this.notice = (error instanceof Refused && error.message) || this.#say("widget-proof-not");
      this.#announcer?.warn(this.notice);
    }
  }

  #wantPerson = (): void => {
    const { state } = personOf(this.talk);
    if (state === "none") this.#do({ kind: "person" });
    else this.#announcer?.say(personWords(personOf(this.talk), this.brand, this.#say, this.#language, this.now));
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    const box = this.querySelector("#words") as HTMLTextAreaElement;
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    this.typed = 0;
    this.#grow(box);
    this.ending = false;
    this.#do({ kind: "message", text });
    this.#toEnd();
  };

  #redo(client_id: string, text: string): void {
    this.#conversation?.drop(client_id);
    const box = this.querySelector("#words") as HTMLTextAreaElement;
    box.value = text;
    this.#grow(box);
    box.focus();
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
    if (event.key === "Escape") this.#frame?.tell({ earnest: "close" });
  };

  #typing = (event: Event): void => {
    const box = event.target as HTMLTextAreaElement;
    this.typed = box.value.length;
    this.#grow(box);
  };

  #grow(box: HTMLTextAreaElement): void {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }

  /** Arrows walk over the messages; Enter goes into one, Escape back to the words. */
  #walk = (event: KeyboardEvent): void => {
    const items = [...this.querySelectorAll<HTMLElement>(".e-log > article")];
    const here = document.activeElement as HTMLElement;
    const at = items.findIndex((item) => item.contains(here));
    const onItem = here.matches(".e-log, .e-log > article");
    if (event.key === "Escape") this.querySelector<HTMLElement>("#words")?.focus();
    else if (!onItem) return;
    else if (event.key === "ArrowDown") items[Math.min(items.length - 1, at + 1)]?.focus();
    else if (event.key === "ArrowUp") items[at < 0 ? items.length - 1 : Math.max(0, at - 1)]?.focus();
    else if (event.key === "Enter" && at >= 0)
      items[at]?.querySelector<HTMLElement>("button, a, input, textarea")?.focus();
    else return;
    event.preventDefault();
  };

  async #why(decision: string): Promise<void> {
    if (this.open[decision]) {
      const { [decision]: _, ...others } = this.open;
      this.open = others;
      return;
    }
    this.open = { ...this.open, [decision]: "loading" };
    const token = this.#conversation?.token ?? "";
    const told = await this.#wire.why(token, decision).catch(() => "failed" as const);
    if (!this.open[decision]) return;
    this.#pinned = false;
    this.open = { ...this.open, [decision]: told };
    await this.updateComplete;
    await this.querySelector<LitElement>(`earnest-why[data-decision="${CSS.escape(decision)}"]`)?.updateComplete;
    this.querySelector(`earnest-why[data-decision="${CSS.escape(decision)}"]`)?.scrollIntoView({ block: "nearest" });
  }

  #toggleMenu(on: boolean): void {
    this.menu = on;
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>(on ? "#menu button" : "[aria-controls=menu]")?.focus();
    });
  }

  #widen = (): void => {
    this.wide = !this.wide;
    this.#frame?.tell({ earnest: "wide", on: this.wide });
  };

  #finish(): void {
    this.ending = true;
    this.#toEnd();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("earnest-score input")?.focus());
  }

  #anew(guest = false): void {
    this.#conversation?.forget(guest);
    this.ending = false;
    this.open = {};
    this.notice = "";
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#words")?.focus());
  }

  // --- what the server does ---------------------------------------------------------------------------------

  #changed(): void {
    const talk = this.#conversation?.talk ?? NEW_TALK;
    const before = this.talk;
    this.talk = talk;
    if (talk.items !== before.items) this.#came(before.items);
    if (working(talk) !== working(before) || talk.queue.length !== before.queue.length) this.#timeWait();
    if (talk.link !== before.link && ["offline", "ended"].includes(talk.link)) {
      this.#announcer?.warn(this.#say(talk.link === "ended" ? "widget-ended" : "widget-offline"));
    }
  }

  #came(before: readonly Item[]): void {
    const last = heard(before);
    const fresh = this.talk.items.filter((item) => item.seq > last && item.author !== "customer");
    const silent = this.#conversation?.replaying ?? false;
    if (!silent) for (const item of fresh) this.#announcer?.say(`${this.#by(item)}: ${inWords(item)}`);
    if (!this.#visible && !silent && fresh.length) {
      this.#unread += fresh.length;
      const words = this.#say("widget-unread", { count: this.#unread });
      this.#frame?.tell({ earnest: "unread", count: this.#unread, words });
    }
    if (this.#pinned || this.talk.items.at(-1)?.author === "customer") this.#toEnd();
    else this.behind = fresh.length > 0;
  }

  #by({ author, name }: Item): string {
    return this.#messages.name(author, this.#view(), name);
  }

  #refused(deed: Deed, status: number, why: string): void {
    const unknown =
      status === 404 || status === 405 || (status === 422 && !["message", "choice", "press"].includes(deed.kind));
    if (deed.kind === "message") this.#announcer?.warn(this.#say("widget-not-sent"));
    else if (deed.kind === "rating" || deed.kind === "score") return;
    else {
      this.notice = unknown ? this.#say("widget-not-here") : why || this.#say("widget-not-done");
      this.#announcer?.warn(this.notice);
    }
  }

  #timeWait(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    if (!working(this.talk)) {
      this.wait = "";
      return;
    }
    const step = (wait: "working" | "long", milliseconds: number) =>
      setTimeout(() => {
        this.wait = wait;
        if (this.talk.link !== "offline")
          this.#announcer?.say(this.#say(wait === "long" ? "widget-working-long" : "widget-working"));
      }, milliseconds);
    if (!this.wait) this.#timers = [step("working", WORKING_MILLISECONDS), step("long", LONG_MILLISECONDS)];
  }

  // --- the view ---------------------------------------------------------------------------------------------

  #tick(): void {
    this.now = Date.now();
  }

  #nearEnd(): boolean {
    const body = this.querySelector(".e-body");
    return !body || body.scrollHeight - body.scrollTop - body.clientHeight < NEAR_END_PIXELS;
  }

  #toEnd(): void {
    this.behind = false;
    this.#pinned = true;
    void this.updateComplete.then(() => {
      const body = this.querySelector(".e-body");
      body?.scrollTo({ top: body.scrollHeight });
    });
  }

  #scrolled = (): void => {
    const { scrollTop } = this.querySelector(".e-body") as HTMLElement;
    // What grows below moves nothing: only somebody who scrolls up leaves the end.
    if (this.#nearEnd()) this.#pinned = true;
    else if (scrollTop < this.#top) this.#pinned = false;
    this.#top = scrollTop;
    if (this.#pinned) this.behind = false;
  };
}

customElements.define("earnest-panel", EarnestPanel);
