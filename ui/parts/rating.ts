// What a customer thinks of an answer, and of the whole.

import { html, type TemplateResult } from "lit";
import { PartElement } from "./element";

const REASONS = ["wrong", "unclear", "not-asked", "intrusive", "unfair"] as const;
const SCORES = [1, 2, 3, 4, 5] as const;

/** Why an answer did not help: reasons and, where wanted, words. */
export class EarnestReasons extends PartElement {
  static override properties = { ...PartElement.properties, decision: { attribute: false } };
  declare decision: string;

  protected override render(): TemplateResult {
    const t = this.say;
    /* says: widget-wrong widget-unclear widget-not-asked widget-intrusive widget-unfair */
    return html`
      <form class="e-reasons" @submit=${this.#send}>
        <fieldset>
          <legend>${t("widget-what-wrong")}</legend>
          ${REASONS.map((one) => html`<label class="e-check"><input type="checkbox" name="reason" value=${one}><span>${t(`widget-${one}`)}</span></label>`)}
        </fieldset>
        <p class="e-note">${t("widget-feedback-use")}</p>
        <div class="e-buttons"><button type="submit" class="e-button e-main">${t("widget-feedback-send")}</button></div>
      </form>`;
  }

  #send(event: SubmitEvent): void {
    event.preventDefault();
    const reasons = new FormData(event.target as HTMLFormElement).getAll("reason").map(String);
    this.ask({ kind: "rating", decision: this.decision, helpful: false, reasons });
  }
}

/** One question at the end, never in the way. */
export class EarnestScore extends PartElement {
  static override properties = { ...PartElement.properties, sent: { type: Boolean } };
  declare sent: boolean;

  protected override render(): TemplateResult {
    const t = this.say;
    if (this.sent) return html`<p class="e-thanks">${t("widget-score-thanks")}</p>`;
    /* says: widget-score-lowest widget-score-low widget-score-middle widget-score-high widget-score-highest */
    const words = ["lowest", "low", "middle", "high", "highest"];
    return html`
      <form class="e-card e-score" @submit=${this.#send}>
        <fieldset>
          <legend>${t("widget-score")}</legend>
          <div class="e-scores">
            ${SCORES.map(
              (one) => html`<label><input type="radio" name="score" value=${one} required>
                <span class="e-number">${one}</span><span class="e-word">${t(`widget-score-${words[one - 1]}`)}</span></label>`,
            )}
          </div>
        </fieldset>
        <label class="e-field"><span>${t("widget-score-text")}</span>
          <textarea name="text" rows="2" maxlength="2000" dir="auto"></textarea></label>
        <div class="e-buttons"><button type="submit" class="e-button e-main">${t("widget-score-send")}</button></div>
      </form>`;
  }

  #send(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    this.ask({ kind: "score", score: Number(form.get("score")), text: String(form.get("text") ?? "").trim() });
  }
}

customElements.define("earnest-reasons", EarnestReasons);
customElements.define("earnest-score", EarnestScore);
