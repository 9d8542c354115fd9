// How a customer proves who they are: a code by mail for whoever is not signed in, passkeys for whoever is.

import { icon } from "@earnest/parts/icons";
import { known, made, signed } from "@earnest/parts/passkey";
import type { Say } from "@earnest/parts/words";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Conversation } from "./conversation";
import type { Brand, Passkeys } from "./told";
import { Refused, type Wire } from "./wire";

const NONE: Passkeys = { offered: false, own: [] };
const FORBIDDEN = 403;

/** What the panel lends: the server, the conversation, and what to do once it is proved. */
export interface Lent {
  readonly wire: Wire;
  readonly conversation: Conversation;
  readonly proved: (words: string) => void;
  readonly closed: () => void;
}

export class EarnestProof extends LitElement {
  static override properties = {
    say: { attribute: false },
    language: { attribute: false },
    brand: { attribute: false },
    signedIn: { attribute: false },
    lent: { attribute: false },
    asked: { state: true },
    keys: { state: true },
    busy: { state: true },
    trouble: { state: true },
  };
  declare say: Say;
  declare language: string;
  declare brand: Brand;
  /** Whether somebody is signed in at the shop, and talks as who they are. */
  declare signedIn: boolean;
  declare lent: Lent;
  /** The address that a code was asked for, "" before. */
  declare asked: string;
  declare keys: Passkeys;
  declare busy: boolean;
  declare trouble: string;

  constructor() {
    super();
    this.asked = "";
    this.keys = NONE;
    this.busy = false;
    this.trouble = "";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override firstUpdated(): void {
    if (this.signedIn) void this.#try(() => this.#look());
    this.querySelector<HTMLElement>("section")?.focus();
  }

  protected override render(): TemplateResult {
    const t = this.say;
    return html`
      <section class="e-proof" tabindex="-1" aria-labelledby="e-proof-title" aria-busy=${this.busy}
        @keydown=${this.#key}>
        <h2 id="e-proof-title">${t("widget-proof")}</h2>
        <button type="button" class="e-icon-button" aria-label=${t("widget-proof-close")} title=${t("widget-proof-close")}
          @click=${() => this.lent.closed()}>${icon("minimise")}</button>
        ${this.signedIn ? this.#passkeys() : this.brand.proves.includes("mail") ? this.#mail() : html`<p>${t("widget-proof-sign-in")}</p>`}
        <p class="e-trouble" role="alert">${this.trouble}</p>
      </section>`;
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.lent.closed();
  };

  #mail(): TemplateResult {
    const t = this.say;
    if (!this.asked)
      return html`<p>${t("widget-mail-why")}</p>
        <form @submit=${this.#ask}>
          <label class="e-field"><span>${t("widget-mail-address")}</span>
            <input name="address" type="email" autocomplete="email" required maxlength="200"></label>
          <div class="e-buttons"><button type="submit" class="e-button e-main" ?disabled=${this.busy}>${t("widget-mail-ask")}</button></div>
        </form>`;
    return html`<p>${t("widget-mail-asked", { address: this.asked })}</p>
      <form @submit=${this.#code}>
        <label class="e-field"><span>${t("widget-mail-code")}</span>
          <input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required></label>
        <div class="e-buttons">
          <button type="submit" class="e-button e-main" ?disabled=${this.busy}>${t("widget-mail-prove")}</button>
          <button type="button" class="e-button" ?disabled=${this.busy} @click=${() => this.#proveMail("")}>${t("widget-mail-link")}</button>
          <button type="button" class="e-button" @click=${() => this.#again()}>${t("widget-mail-again")}</button>
        </div>
      </form>`;
  }

  #passkeys(): TemplateResult {
    const t = this.say;
    const { offered, own } = this.keys;
    if (!known() || !this.brand.proves.includes("passkey")) return html`<p>${t("widget-passkey-none")}</p>`;
    const day = (at: number) => new Date(at / 1_000).toLocaleDateString(this.language, { dateStyle: "medium" });
    return html`<p>${t("widget-passkey-why")}</p>
      ${
        own.length
          ? html`<div class="e-buttons"><button type="button" class="e-button e-main" ?disabled=${this.busy}
                @click=${() => this.prove()}>${t("widget-passkey-prove")}</button></div>
              <ul>${own.map(
                (one) => html`<li><span>${t("widget-passkey-made", { day: day(one.made) })}</span>
                  <button type="button" class="e-button e-small" ?disabled=${this.busy}
                    @click=${() => this.#remove(one.id)}>${t("widget-passkey-remove")}</button></li>`,
              )}</ul>`
          : nothing
      }
      <div class="e-buttons"><button type="button" class="e-button" ?disabled=${this.busy || !offered}
        @click=${() => this.#enrol()}>${t(own.length ? "widget-passkey-another" : "widget-passkey-first")}</button></div>`;
  }

  #ask = (event: SubmitEvent): void => {
    event.preventDefault();
    const address = String(new FormData(event.target as HTMLFormElement).get("address")).trim();
    void this.#try(async () => {
      await this.lent.wire.askMail(await this.lent.conversation.opened(), address, this.language);
      this.asked = address;
      await this.updateComplete;
      this.querySelector<HTMLElement>("input")?.focus();
    });
  };

  #code = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#proveMail(String(new FormData(event.target as HTMLFormElement).get("code")));
  };

  #proveMail(code: string): void {
    void this.#try(async () => {
      const { conversation, wire } = this.lent;
      conversation.goOnAs(await wire.proveMail(conversation.token, code));
      this.lent.proved(this.say("widget-mail-proved"));
    });
  }

  #again(): void {
    this.asked = "";
    this.trouble = "";
  }

  /** Prove by a passkey; whoever has none yet is shown how to get one. */
  prove(): void {
    void this.#try(async () => {
      await this.#byPasskey();
      this.lent.proved(this.say("widget-passkey-proved"));
    });
  }

  #enrol(): void {
    void this.#try(async () => {
      const { conversation, wire } = this.lent;
      if (this.keys.own.length) await this.#byPasskey();
      else if (!(await conversation.signInAnew())) throw new Refused(FORBIDDEN, this.say("widget-proof-sign-in"), 0);
      await wire.addPasskey(conversation.token, await made(await wire.askPasskey(conversation.token, "enrol")));
      await this.#look();
    });
  }

  #remove(id: string): void {
    void this.#try(async () => {
      const { conversation, wire } = this.lent;
      await this.#byPasskey();
      await wire.removePasskey(conversation.token, id);
      await this.#look();
    });
  }

  async #byPasskey(): Promise<void> {
    const { conversation, wire } = this.lent;
    const answer = await signed(await wire.askPasskey(conversation.token, "prove"));
    conversation.goOnAs(await wire.provePasskey(conversation.token, answer));
  }

  async #look(): Promise<void> {
    this.keys = await this.lent.wire.passkeys(await this.lent.conversation.opened());
  }

  async #try(deed: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.trouble = "";
    try {
      await deed();
    } catch (error) {
      this.trouble = (error instanceof Refused && error.message) || this.say("widget-proof-not");
    } finally {
      this.busy = false;
    }
  }
}

customElements.define("earnest-proof", EarnestProof);
