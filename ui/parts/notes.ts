// What stands under an answer: its source, its reason, and the whole of why.

import { html, nothing, type TemplateResult } from "lit";
import { day } from "./clock";
import { PartElement } from "./element";
import { icon } from "./icons";
import type { Quote } from "./tree";
import type { Say } from "./words";

/** The source of an answer, with the passage that it rests on. */
export class EarnestQuote extends PartElement {
  static override properties = { ...PartElement.properties, quote: { attribute: false } };
  declare quote: Quote;

  protected override render(): TemplateResult {
    const { quote, say: t } = this;
    const title = html`<bdi>${quote.title}</bdi>`;
    return html`
      <figure class="e-quote">
        <blockquote dir="auto">${quote.passage}</blockquote>
        <figcaption>
          ${icon("source")}
          <span>${
            quote.url ? html`<a href=${quote.url} target="_blank" rel="noopener noreferrer">${title}</a>` : title
          }${quote.version ? html`, ${t("widget-version", { version: quote.version })}` : nothing}${
            quote.updated_at ? html` · ${t("widget-updated", { day: day(quote.updated_at, this.language) })}` : nothing
          }</span>
        </figcaption>
      </figure>`;
  }
}

/** Data that was looked at: a source and its fields, or a sentence where the server gave one. */
export interface UsedData {
  readonly source: string;
  readonly fields: readonly string[];
  readonly words: string;
}

export interface WhyTold {
  readonly decision: string;
  readonly rules: readonly string[];
  readonly used: readonly UsedData[];
  readonly notUsed: readonly UsedData[];
  readonly sure: string;
  readonly change: readonly string[];
  readonly reviewable: boolean;
  readonly entry: number;
}

const FIELDS_MAX = 8;

/** Why a decision was made; everything in it was recorded with the decision. */
export class EarnestWhy extends PartElement {
  static override properties = {
    ...PartElement.properties,
    told: { attribute: false },
    failed: { type: Boolean },
    barred: { attribute: false },
    contested: { type: Boolean },
    writing: { state: true },
  };
  declare told: WhyTold | null;
  declare failed: boolean;
  declare barred: readonly string[];
  declare contested: boolean;
  declare writing: boolean;

  protected override render(): TemplateResult {
    const { told, say: t } = this;
    if (this.failed) return html`<div class="e-why"><p>${t("widget-why-failed")}</p></div>`;
    if (!told) return html`<div class="e-why" aria-busy="true"><p>${t("widget-why-loading")}</p></div>`;
    return html`
      <div class="e-why">
        <dl>
          ${this.#row("widget-why-rules", told.rules.length ? told.rules.map((one) => html`<p>${one}</p>`) : t("why-no-rules"))}
          ${this.#row("widget-why-used", told.used.length ? told.used.map((one) => this.#data(one, true)) : t("widget-why-nothing"))}
          ${told.notUsed.length ? this.#row("widget-why-not-used", this.#unused(told.notUsed)) : nothing}
          ${told.sure ? this.#row("widget-why-sure", told.sure) : nothing}
          ${
            told.change.length
              ? this.#row(
                  "widget-why-change",
                  told.change.map((one) => html`<p>${one}</p>`),
                )
              : nothing
          }
        </dl>
        ${this.#contest(told)}
        <p class="e-note">${t("widget-decision")} <bdi class="e-id">${told.decision}</bdi>${
          told.entry ? html` · ${t("why-proof", { entry: told.entry })}` : nothing
        }</p>
      </div>`;
  }

  #row(key: string, value: unknown): TemplateResult {
    /* says: widget-why-rules widget-why-used widget-why-not-used widget-why-sure widget-why-change */
    return html`<div><dt>${this.say(key)}</dt><dd>${value}</dd></div>`;
  }

  /** What was left alone, in one line; what the customer barred stands by itself, to be used again. */
  #unused(all: readonly UsedData[]): TemplateResult {
    const barred = all.filter((one) => this.barred.includes(one.source));
    const names = all
      .filter((one) => !barred.includes(one))
      .map((one) => (one.source ? this.say("widget-source", { name: one.source }) : one.words));
    return html`${barred.map((one) => this.#data(one, false))}<p>${names.join("\u00a0· ")}</p>`;
  }

  #data(data: UsedData, used: boolean): TemplateResult {
    const t = this.say;
    if (!data.source) return html`<p>${data.words}</p>`;
    const name = t("widget-source", { name: data.source });
    const fields = [...new Set(data.fields.slice(0, FIELDS_MAX).map((one) => field(one, t)))];
    const barred = this.barred.includes(data.source);
    const deed = { kind: barred ? "unbar" : "bar", source: data.source };
    return html`
      <div class="e-data">
        <p><b>${name}</b>${fields.length ? html`<span class="e-note">${fields.join(", ")}</span>` : nothing}</p>
        ${
          used || barred
            ? html`<button type="button" class="e-button e-small" aria-label=${`${t(barred ? "widget-use" : "widget-bar")}: ${name}`}
                @click=${() => this.ask(deed)}>${t(barred ? "widget-use" : "widget-bar")}</button>`
            : nothing
        }
        ${barred ? html`<p class="e-note e-stand">${icon("off")} ${t("widget-barred")}</p>` : nothing}
      </div>`;
  }

  #contest(told: WhyTold): TemplateResult | typeof nothing {
    const t = this.say;
    if (!told.reviewable) return nothing;
    if (this.contested) return html`<p class="e-stand">${icon("check")} ${t("widget-contested")}</p>`;
    if (!this.writing) {
      const begin = () => {
        this.writing = true;
        void this.updateComplete.then(() => this.querySelector("textarea")?.focus());
      };
      return html`<div class="e-buttons"><button type="button" class="e-button" @click=${begin}>
        ${icon("person")} ${t("widget-contest")}</button></div>`;
    }
    const send = (event: SubmitEvent) => {
      event.preventDefault();
      const text = String(new FormData(event.target as HTMLFormElement).get("text") ?? "").trim();
      this.writing = false;
      this.ask({ kind: "contest", decision: told.decision, text });
    };
    return html`
      <form @submit=${send}>
        <label class="e-field"><span>${t("widget-contest-text")}</span>
          <textarea name="text" rows="2" maxlength="2000" dir="auto"></textarea></label>
        <div class="e-buttons">
          <button type="submit" class="e-button e-main">${t("widget-contest")}</button>
          <button type="button" class="e-button" @click=${() => (this.writing = false)}>${t("widget-leave")}</button>
        </div>
      </form>`;
  }
}

/** A field's name in words; a brand's own field reads as the brand named it. */
const field = (name: string, t: Say): string =>
  t("widget-field", { name: name.replace(/\./g, "-") })
    .replace(/[_-]/g, " ")
    .replace(/^line /, "");

customElements.define("earnest-quote", EarnestQuote);
customElements.define("earnest-why", EarnestWhy);
