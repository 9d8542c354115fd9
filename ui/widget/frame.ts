// Between the shop's page and the panel: a closed set of messages, each to one exact origin, never to "*".

/** What the loader tells the panel. */
export type ToPanel =
  | { readonly earnest: "hello"; readonly language: string; readonly accent: string }
  | { readonly earnest: "identity"; readonly token: string | null }
  | { readonly earnest: "identify" }
  | { readonly earnest: "shown" }
  | { readonly earnest: "hidden" };

/** What the panel tells the loader. */
export type ToLoader =
  | { readonly earnest: "identity?" }
  | { readonly earnest: "close" }
  | { readonly earnest: "wide"; readonly on: boolean }
  | { readonly earnest: "unread"; readonly count: number; readonly words: string };

const IDENTITY_MILLISECONDS = 8_000;

/** The panel's end. Without a parent (the panel opened as a page of its own) it stays silent. */
export class Frame {
  #origin = "";
  #waiting: ((token: string | null) => void)[] = [];

  constructor(hear: (told: ToPanel) => void) {
    addEventListener("message", (event: MessageEvent<ToPanel>) => {
      // frame-ancestors lets only the shop's own pages be our parent; the first to greet is that parent, for good.
      if (event.source !== window.parent || event.source === window || typeof event.data?.earnest !== "string") return;
      if (!this.#origin && event.data.earnest === "hello") this.#origin = event.origin;
      if (event.origin !== this.#origin) return;
      if (event.data.earnest === "identity") this.#identified(event.data.token);
      else hear(event.data);
    });
  }

  get framed(): boolean {
    return window.parent !== window;
  }

  tell(told: ToLoader): void {
    if (this.#origin) window.parent.postMessage(told, this.#origin);
  }

  /** The shop's token for whoever is signed in there; null for a guest, or where the page does not answer. */
  async identity(): Promise<string | null> {
    if (!this.#origin) return null;
    return new Promise((answer) => {
      this.#waiting.push(answer);
      if (this.#waiting.length === 1) this.tell({ earnest: "identity?" });
      setTimeout(() => this.#identified(null), IDENTITY_MILLISECONDS);
    });
  }

  #identified(token: string | null): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const answer of waiting) answer(typeof token === "string" && token ? token : null);
  }
}
