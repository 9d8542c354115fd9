// One message as it is shown: its author, its parts, and what can be done with it.

import { timeOfDay } from "@earnest/parts/clock";
import { icon } from "@earnest/parts/icons";
import type { Author, Item, Part, Quote } from "@earnest/parts/tree";
import type { Say } from "@earnest/parts/words";
import { html, nothing, type TemplateResult } from "lit";
import { cardState, choicesOpen, isAnswered, type Talk, type Waiting } from "./state";
import type { Why } from "./told";

/** What a message is shown with. */
export interface View {
  readonly talk: Talk;
  readonly say: Say;
  readonly language: string;
  readonly now: number;
  readonly brand: string;
  readonly open: Readonly<Record<string, Why | "loading" | "failed">>;
  why(decision: string): void;
  drop(client_id: string): void;
  redo(client_id: string, text: string): void;
}

type Shown = TemplateResult | typeof nothing;

const AUTHORED = { assistant: "ai", system: "system", colleague: "person", customer: "customer" } as const;

export class Messages {
  /** Messages whose reasons for a bad mark are being given. */
  #marking = "";

  item(item: Item, view: View): Shown {
    if (item.parts.length === 0) return nothing;
    return html`
      <article class="e-item" data-author=${AUTHORED[item.author]} tabindex="-1">
        ${this.author(item.author, item.at, view, item.name)}
        <div class="e-parts">${item.parts.map((part) => (part.kind === "quote" ? this.#sources(part, item, view) : this.#part(part, item, view)))}</div>
        ${item.ai && item.decision && item.author !== "system" ? this.#foot(item.decision, view) : nothing}
      </article>`;
  }

  /** A message of the customer that the server has not taken yet. */
  waiting(one: Waiting, view: View): Shown {
    if (one.deed.kind !== "message") return nothing;
    const { text } = one.deed;
    const t = view.say;
    const held = ["offline", "reconnecting"].includes(view.talk.link);
    return html`
      <article class="e-item e-waiting" data-author="customer" data-refused=${one.refused !== ""} tabindex="-1">
        ${this.author("customer", 0, view)}
        <div class="e-parts"><p dir="auto">${text}</p></div>
        ${
          one.refused
            ? html`<p class="e-trouble">${icon("off")} ${t("widget-not-sent")} ${one.refused}</p>
              <div class="e-buttons">
                <button type="button" class="e-button e-small" @click=${() => view.redo(one.client_id, text)}>${t("widget-edit")}</button>
                <button type="button" class="e-button e-small" @click=${() => view.drop(one.client_id)}>${t("widget-remove")}</button>
              </div>`
            : html`<p class="e-note">${held ? html`${icon("clock")} ${t("widget-held")}` : t("widget-sending")}</p>`
        }
      </article>`;
  }

  /** Who wrote a message: shape, sign and word; from the server's own field. */
  author(author: Author, at: number, view: View, name = ""): TemplateResult {
    const sign = { assistant: "spark", system: "clock", colleague: "person", customer: null } as const;
    const drawn = sign[author];
    return html`
      <h2 class="e-by">
        ${drawn ? html`<span class="e-badge" data-shape=${author === "colleague" ? "circle" : "square"}>${icon(drawn)}</span>` : nothing}
        <span>${this.name(author, view, name)}</span>
        ${at ? html`<time datetime=${new Date(at / 1000).toISOString()}>${timeOfDay(at, view.language)}</time>` : nothing}
      </h2>`;
  }

  name(author: Author, { say: t, brand }: View, name = ""): string {
    switch (author) {
      case "customer":
        return t("ai-author-customer");
      case "assistant":
        return t("ai-label");
      case "system":
        return t("ai-author-system");
      case "colleague":
        if (name) return brand ? t("widget-colleague-named", { name, brand }) : name;
        return brand ? t("widget-colleague", { brand }) : t("widget-colleague-nameless");
    }
  }

  /** All sources of an answer in one place: below its words, or beside them where there is room. */
  #sources(part: Quote, item: Item, { say, language }: View): Shown {
    const all = item.parts.filter((one) => one.kind === "quote");
    if (part !== all[0]) return nothing;
    return html`<aside class="e-sources" aria-label=${say("widget-sources")}>${all.map(
      (quote) => html`<earnest-quote .say=${say} .language=${language} .quote=${quote}></earnest-quote>`,
    )}</aside>`;
  }

  #part(part: Exclude<Part, Quote>, item: Item, view: View): Shown {
    const { say, language, now, talk } = view;
    switch (part.kind) {
      case "words":
        return html`${part.text
          .split("\n")
          .filter(Boolean)
          .map((line) => html`<p dir="auto">${line}</p>`)}`;
      case "reason":
        return html`<p class="e-because" dir="auto">${part.text}</p>`;
      case "choices":
        return choicesOpen(talk, item) ? this.#choices(part.options, view) : nothing;
      case "card": {
        const standing = cardState(talk, item, part, now);
        return html`<earnest-card .say=${say} .language=${language} .now=${now} .card=${part} .standing=${standing}></earnest-card>`;
      }
      case "receipt": {
        const undone = talk.done.includes(`undo:${part.decision}`);
        return html`<earnest-receipt .say=${say} .language=${language} .now=${now} .receipt=${part} .undone=${undone} .own=${true}></earnest-receipt>`;
      }
      case "offer": {
        const answered = isAnswered(talk, item, part);
        return html`<earnest-offer .say=${say} .language=${language} .now=${now} .offer=${part} .decision=${item.decision} .answered=${answered}></earnest-offer>`;
      }
      case "hand_over": {
        const corrected = talk.done.includes(`correct:${part.hand_over}`);
        return html`<earnest-hand-over .say=${say} .language=${language} .now=${now} .notice=${part} .corrected=${corrected}></earnest-hand-over>`;
      }
    }
  }

  #choices(options: readonly { id: string; label: string }[], { say: t }: View): TemplateResult {
    const choose = (option: string) => (event: Event) => {
      const detail = option === "person" ? { kind: "person" } : { kind: "choice", option };
      event.target?.dispatchEvent(new CustomEvent("earnest-do", { detail, bubbles: true }));
    };
    return html`
      <div class="e-choices" role="group" aria-label=${t("widget-choices")}>
        ${options.map((one) => html`<button type="button" class="e-chip" data-way-out=${["else", "person"].includes(one.id)} dir="auto" @click=${choose(one.id)}>${one.label}</button>`)}
      </div>`;
  }

  #foot(decision: string, view: View): TemplateResult {
    const { say: t, language, now, talk, open } = view;
    const told = open[decision];
    const rated = talk.done.includes(`rating:${decision}`);
    return html`
      <div class="e-foot-line">
        <button type="button" class="e-link" aria-expanded=${told !== undefined} @click=${() => view.why(decision)}>
          ${t("widget-why")} ${icon("down")}</button>
        ${rated ? html`<span class="e-note">${t("widget-feedback-thanks")}</span>` : this.#marks(decision, view)}
      </div>
      ${this.#marking === decision && !rated ? html`<earnest-reasons .say=${t} .decision=${decision}></earnest-reasons>` : nothing}
      ${
        told === undefined
          ? nothing
          : html`<earnest-why data-decision=${decision} .say=${t} .language=${language} .now=${now} .told=${typeof told === "string" ? null : told}
              .failed=${told === "failed"} .barred=${talk.barred} .contested=${talk.done.includes(`contest:${decision}`)}></earnest-why>`
      }`;
  }

  #marks(decision: string, { say: t }: View): TemplateResult {
    const ask = (event: Event, detail: unknown) =>
      event.target?.dispatchEvent(new CustomEvent("earnest-do", { detail, bubbles: true }));
    const good = (event: Event) => ask(event, { kind: "rating", decision, helpful: true, reasons: [] });
    const bad = (event: Event) => {
      this.#marking = this.#marking === decision ? "" : decision;
      (event.currentTarget as HTMLElement)
        .closest<HTMLElement & { requestUpdate(): void }>("earnest-panel")
        ?.requestUpdate();
      const article = (event.currentTarget as HTMLElement).closest("article");
      setTimeout(() => article?.querySelector("earnest-reasons")?.scrollIntoView({ block: "nearest" }));
    };
    return html`
      <span class="e-marks">
        <button type="button" class="e-icon-button e-small" title=${t("widget-helpful")} aria-label=${t("widget-helpful")} @click=${good}>${icon("up")}</button>
        <button type="button" class="e-icon-button e-small" title=${t("widget-not-helpful")} aria-label=${t("widget-not-helpful")}
          aria-expanded=${this.#marking === decision} @click=${bad}>${icon("thumbDown")}</button>
      </span>`;
  }
}
