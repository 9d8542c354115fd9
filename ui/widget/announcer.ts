// Speaks to screen readers beside the visible log, which is itself not live: each finished message once, whole.

const SETTLE_MILLISECONDS = 250; // what comes together is read together
const STAY_MILLISECONDS = 1_500;

export class Announcer {
  readonly #polite = region("status", "polite");
  readonly #urgent = region("alert", "assertive");
  #waiting: string[] = [];

  /** Read when the reader is free. */
  say(text: string): void {
    this.#waiting.push(text);
    if (this.#waiting.length === 1) setTimeout(() => this.#speak(), SETTLE_MILLISECONDS);
  }

  /** Read at once: what was not sent, and that a session ended; nothing else. */
  warn(text: string): void {
    put(this.#urgent, text);
  }

  #speak(): void {
    const text = this.#waiting.join(" ");
    this.#waiting = [];
    put(this.#polite, text);
  }
}

function put(place: HTMLElement, text: string): void {
  const said = document.createElement("p");
  said.textContent = text;
  place.append(said);
  setTimeout(() => said.remove(), STAY_MILLISECONDS);
}

function region(role: string, live: string): HTMLElement {
  const made = document.createElement("div");
  made.className = "e-unseen";
  made.setAttribute("role", role);
  made.setAttribute("aria-live", live);
  document.body.append(made);
  return made;
}
