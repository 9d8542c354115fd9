// What the parts share. They render into the page itself, not into shadow roots: one stylesheet (parts.css), and labels
// may point across parts. Nothing is ever set as HTML; Lit makes nodes from templates that are part of the source.

import { LitElement } from "lit";
import type { Say } from "./words";

/** The event by which a part asks for something to be done; its detail says what. */
export const DO = "earnest-do";

export class PartElement extends LitElement {
  static override properties = {
    say: { attribute: false },
    language: { attribute: false },
    now: { attribute: false },
  };

  declare say: Say;
  declare language: string;
  /** Milliseconds since 1970. */
  declare now: number;

  constructor() {
    super();
    this.say = (key) => key;
    this.language = "en";
    this.now = 0;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected ask(detail: unknown): void {
    this.dispatchEvent(new CustomEvent(DO, { detail, bubbles: true, composed: true }));
  }
}
