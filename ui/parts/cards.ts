// Cards: what would happen, what was done, and who takes over.

import { html, nothing, type TemplateResult } from "lit";
import { countdown, due, left, timeOfDay } from "./clock";
import { PartElement } from "./element";
import { icon } from "./icons";
import type { Card, HandOver, Offer, Receipt, Row } from "./tree";

export type Standing = "open" | "confirmed" | "cancelled" | "expired" | "replaced";

const rows = (given: readonly Row[]): TemplateResult => html`
  <dl class="e-rows">
    ${given.map(([label, value]) => html`<div><dt>${label}</dt><dd dir="auto">${value}</dd></div>`)}
  </dl>`;

/** A proposal: nothing happens before its button is pressed. */
export class EarnestCard extends PartElement {
  static override properties = {
    ...PartElement.properties,
    card: { attribute: false },
    standing: { attribute: false },
  };
  declare card: Card;
  declare standing: Standing;

  protected override render(): TemplateResult {
    const { card, say: t } = this;
    return html`
      <section class="e-card" data-standing=${this.standing} aria-label=${t("widget-card", { title: card.title })}>
        <h3>${card.title}</h3>
        ${rows(card.rows)}
        ${this.standing === "open" ? this.#buttons() : html`<p class="e-stand">${this.#standing()}</p>`}
      </section>`;
  }

  #buttons(): TemplateResult {
    const { card, say: t } = this;
    const press = (button: string) => () =>
      this.ask({ kind: "press", card: card.id, args_hash: card.args_hash, button });
    return html`
      <div class="e-buttons">
        <button type="button" class="e-button e-main" @click=${press("confirm")}>${card.title}</button>
        <button type="button" class="e-button" @click=${press("cancel")}>${t("card-cancel")}</button>
      </div>
      <p class="e-note">
        ${t(card.by_passkey ? "widget-by-passkey" : card.button_only ? "widget-button-only" : "widget-or-yes", { due: due(card.expires_at, this.now, this.language) })}
      </p>`;
  }

  #standing(): TemplateResult {
    const t = this.say;
    switch (this.standing) {
      case "confirmed":
        return html`${icon("check")} ${t("widget-card-confirmed")}`;
      case "cancelled":
        return html`${icon("off")} ${t("card-cancelled")}`;
      case "expired":
        return html`${icon("clock")} ${t("card-expired")}`;
      default:
        return html`${icon("off")} ${t("widget-card-replaced")}`;
    }
  }
}

/** What was done, and until when it can be undone. */
export class EarnestReceipt extends PartElement {
  static override properties = {
    ...PartElement.properties,
    receipt: { attribute: false },
    undone: { type: Boolean },
    own: { type: Boolean },
  };
  declare receipt: Receipt;
  declare undone: boolean;
  /** Whether the customer reads it, who may keep it as a file. */
  declare own: boolean;

  protected override render(): TemplateResult {
    const { receipt, say: t } = this;
    return html`
      <section class="e-card e-receipt" aria-label=${t("receipt-title", { title: receipt.title })}>
        <p class="e-kind">${icon("check")} ${t("widget-receipt")}</p>
        <h3>${receipt.title}</h3>
        ${rows(receipt.rows)}
        ${this.#undo()}
        <p class="e-note">${t("widget-decision")} <bdi class="e-id">${receipt.decision}</bdi></p>
        ${this.own ? html`<button type="button" class="e-link" @click=${() => this.ask({ kind: "keep", decision: receipt.decision })}>${t("widget-receipt-save")}</button>` : nothing}
      </section>`;
  }

  #undo(): TemplateResult | typeof nothing {
    const { receipt, say: t } = this;
    if (receipt.undo_until === 0) return nothing;
    if (this.undone) return html`<p class="e-stand">${icon("undo")} ${t("widget-undone")}</p>`;
    const rest = left(receipt.undo_until, this.now);
    if (rest === 0) return html`<p class="e-note">${t("widget-undo-over")}</p>`;
    const { minutes, seconds } = countdown(rest);
    return html`
      <div class="e-undo">
        <button type="button" class="e-button" @click=${() => this.ask({ kind: "undo", decision: receipt.decision })}>
          ${icon("undo")} ${t("receipt-undo")}
        </button>
        <span class="e-note">${minutes ? t("widget-undo-minutes", { minutes }) : t("widget-undo-seconds", { seconds })},
          ${t("widget-undo-until", { time: timeOfDay(receipt.undo_until, this.language) })}</span>
      </div>`;
  }
}

/** A person takes over: why, by when, and what they are told, for the customer to see and to put right. */
export class EarnestHandOver extends PartElement {
  static override properties = {
    ...PartElement.properties,
    notice: { attribute: false },
    corrected: { type: Boolean },
    editing: { state: true },
  };
  declare notice: HandOver;
  declare corrected: boolean;
  declare editing: boolean;
  #written: Row[] | null = null;

  protected override render(): TemplateResult {
    const { notice, say: t } = this;
    const shown = this.#written ?? notice.summary;
    return html`
      <section class="e-card e-person" aria-label=${t("widget-person-card")}>
        <p class="e-kind">${icon("person")} ${t("widget-person-card")}</p>
        ${notice.due_at ? html`<h3>${t("widget-answer-by", { due: due(notice.due_at, this.now, this.language) })}</h3>` : nothing}
        ${notice.reason ? html`<p class="e-because">${notice.reason}</p>` : nothing}
        ${shown.length === 0 ? nothing : this.editing ? this.#form(shown) : this.#told(shown)}
      </section>`;
  }

  #told(shown: readonly Row[]): TemplateResult {
    const t = this.say;
    return html`
      <p class="e-lead">${t("widget-they-see")}</p>
      ${rows(shown)}
      ${this.corrected ? html`<p class="e-stand">${icon("check")} ${t("widget-corrected")}</p>` : nothing}
      <div class="e-buttons">
        <button type="button" class="e-button" @click=${() => this.#edit(true)}>${t("widget-correct")}</button>
      </div>`;
  }

  #form(shown: readonly Row[]): TemplateResult {
    const t = this.say;
    return html`
      <form @submit=${this.#send}>
        <p class="e-lead">${t("widget-they-see-fix")}</p>
        ${shown.map(
          ([label, value], at) => html`
            <label class="e-field"><span>${label}</span>
              <textarea name=${`row-${at}`} rows="1" maxlength="500" dir="auto" .value=${value}></textarea></label>`,
        )}
        <div class="e-buttons">
          <button type="submit" class="e-button e-main">${t("widget-correct-send")}</button>
          <button type="button" class="e-button" @click=${() => this.#edit(false)}>${t("widget-leave")}</button>
        </div>
      </form>`;
  }

  #edit(on: boolean): void {
    this.editing = on;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(on ? "textarea" : "button")?.focus());
  }

  #send(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const written = this.notice.summary.map(([label], at): Row => [label, String(form.get(`row-${at}`) ?? "").trim()]);
    const before = this.#written ?? this.notice.summary;
    if (written.some(([, value], at) => value !== before[at]?.[1])) {
      this.#written = written;
      this.ask({ kind: "correct", hand_over: this.notice.hand_over, rows: written });
    }
    this.#edit(false);
  }
}

/** A question about the customer's own data: yes and no look the same, and whoever goes on without either may. */
export class EarnestOffer extends PartElement {
  static override properties = {
    ...PartElement.properties,
    offer: { attribute: false },
    decision: { attribute: false },
    answered: { type: Boolean },
  };
  declare offer: Offer;
  /** The decision under which it was put. */
  declare decision: string;
  declare answered: boolean;

  protected override render(): TemplateResult {
    const { offer, say: t } = this;
    return html`
      <section class="e-card e-offer" aria-label=${offer.label}>
        <h3>${offer.label}</h3>
        <p class="e-lead" dir="auto">${offer.gain}</p>
        ${rows(offer.rows)}
        <p class="e-note" dir="auto">${offer.text}</p>
        <p class="e-note" dir="auto">${t("widget-offer-no", { loss: offer.loss })}</p>
        ${this.answered ? html`<p class="e-stand">${icon("check")} ${t("widget-offer-answered")}</p>` : this.#buttons()}
        <button type="button" class="e-link" @click=${() => this.ask({ kind: "own-data" })}>${t("widget-offer-all")}</button>
      </section>`;
  }

  #buttons(): TemplateResult {
    const { offer } = this;
    const say = (yes: boolean) => () => this.ask({ kind: "agree", offer: this.decision, yes });
    return html`
      <div class="e-buttons e-even">
        <button type="button" class="e-button" @click=${say(true)}>${offer.yes}</button>
        <button type="button" class="e-button" @click=${say(false)}>${offer.no}</button>
      </div>`;
  }
}

customElements.define("earnest-offer", EarnestOffer);
customElements.define("earnest-card", EarnestCard);
customElements.define("earnest-receipt", EarnestReceipt);
customElements.define("earnest-hand-over", EarnestHandOver);
