// The one script that a shop embeds. It shows a button; nothing is asked for and nothing stored before it is pressed.

import texts from "virtual:loader-words";
import type { ToLoader, ToPanel } from "./frame";

/** Gives the shop's short-lived token for whoever is signed in, null for a guest. */
export type Identity = () => Promise<string | null> | string | null;

const BASE = new URL(import.meta.url).origin;
const OPEN = "earnest-open";
const SHEET = `
:host{all:initial;position:fixed;inset-block-end:max(20px,env(safe-area-inset-bottom));inset-inline-end:20px;z-index:2147483000;
 font:600 15px/1.2 system-ui,sans-serif;--a:var(--earnest-accent,#24558a)}
:host([hidden]){display:none}
button{all:unset;box-sizing:border-box;min-block-size:56px;padding:0 22px 0 18px;border-radius:28px;cursor:pointer;background:var(--a);color:#fff;
 display:flex;align-items:center;gap:10px;box-shadow:0 1px 2px #0003,0 8px 24px #0003;transition:transform .15s}
button:hover{transform:translateY(-1px)}
button:focus-visible{outline:3px solid var(--a);outline-offset:3px}
svg{inline-size:24px;block-size:24px;flex:none}
b{min-inline-size:22px;padding:2px 4px;box-sizing:border-box;border-radius:11px;background:#fff;color:#111;text-align:center;font-size:13px}
b:empty{display:none}
p{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);margin:0}
iframe{border:0;display:none;position:fixed;inset-block-end:20px;inset-inline-end:20px;inline-size:400px;block-size:min(680px,calc(100dvh - 40px));
 border-radius:18px;background:Canvas;color-scheme:light dark;box-shadow:0 0 0 1px #0000001a,0 16px 56px #0000003d}
.open iframe{display:block}.open button{visibility:hidden}
.wide iframe{inline-size:min(760px,calc(100vw - 40px));block-size:calc(100dvh - 40px)}
@media(max-width:480px){iframe,.wide iframe{inset:0;inline-size:100%;block-size:100dvh;border-radius:0}
 button{padding:0 16px}button span{display:none}}
@media(prefers-reduced-motion:reduce){button{transition:none}}
@media(forced-colors:active){button{border:2px solid ButtonText}}
@media print{:host{display:none}}`;

/** Whether it was open before, in this tab; a page without storage of its own forgets it. */
function remembered(): boolean {
  try {
    return !!sessionStorage.getItem(OPEN);
  } catch {
    return false;
  }
}

function remember(open: string): void {
  try {
    if (open) sessionStorage.setItem(OPEN, open);
    else sessionStorage.removeItem(OPEN);
  } catch {
    // see above
  }
}

const make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag);
  made.append(...inside);
  return made;
};

function icon(): SVGElement {
  const name = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(name, "svg");
  const path = document.createElementNS(name, "path");
  for (const [key, value] of [
    ["viewBox", "0 0 24 24"],
    ["fill", "none"],
    ["aria-hidden", "true"],
  ] as const)
    svg.setAttribute(key, value);
  path.setAttribute("d", "M4 5.5h16v11h-9l-4.5 3.5v-3.5H4zM8.5 9.5h7M8.5 12.5h4.5");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "1.8");
  path.setAttribute("stroke-linejoin", "round");
  path.setAttribute("stroke-linecap", "round");
  svg.append(path);
  return svg;
}

/** `<earnest-chat>`: the launcher on a shop's page. */
export class EarnestChat extends HTMLElement {
  /** Set by the shop's page; without it everybody is a guest. */
  identity: Identity = () => null;
  #frame: HTMLIFrameElement | undefined;
  #loaded = false;
  #box = make("div");
  #badge = make("b");
  #news = make("p");
  #button = make("button");

  connectedCallback(): void {
    if (this.shadowRoot) return;
    const [launch = ""] = this.#texts;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.#news.setAttribute("role", "status");
    this.#button.type = "button";
    this.#button.part.add("button");
    this.#button.setAttribute("aria-label", launch);
    this.#button.setAttribute("aria-expanded", "false");
    this.#button.append(icon(), make("span", launch), this.#badge);
    this.#button.onclick = () => this.open();
    this.#box.append(this.#button, this.#news);
    root.append(this.#box);
    const accent = this.getAttribute("accent");
    if (accent) this.style.setProperty("--earnest-accent", accent);
    if (remembered()) this.open(); // only ever written after a press, in this tab
  }

  /** Open the panel; it is loaded the first time. */
  open(): void {
    if (!this.#frame) this.#load();
    this.#box.classList.add("open");
    this.#button.setAttribute("aria-expanded", "true");
    remember("1");
    this.#tell({ earnest: "shown" });
    this.#frame?.focus();
    this.dispatchEvent(new CustomEvent("earnest-open"));
  }

  /** Close the panel; the conversation goes on. */
  close(): void {
    this.#box.classList.remove("open");
    this.#button.setAttribute("aria-expanded", "false");
    remember("");
    this.#tell({ earnest: "hidden" });
    this.#button.focus();
    this.dispatchEvent(new CustomEvent("earnest-close"));
  }

  /** Somebody signed in or out at the shop: the panel asks anew who it is. */
  identify(): void {
    this.#tell({ earnest: "identify" });
  }

  get #language(): string {
    return this.lang || document.documentElement.lang || navigator.language;
  }

  get #texts(): readonly string[] {
    return texts[this.#language.split("-")[0]?.toLowerCase() ?? ""] ?? texts.en ?? [];
  }

  #load(): void {
    const frame = make("iframe");
    frame.src = `${BASE}/widget/panel.html`;
    frame.title = this.#texts[2] ?? "";
    frame.allow = "clipboard-write; publickey-credentials-get; publickey-credentials-create";
    frame.onload = () => {
      this.#loaded = true;
      this.#tell({ earnest: "hello", language: this.#language, accent: this.getAttribute("accent") ?? "" });
      if (this.#box.classList.contains("open")) this.#tell({ earnest: "shown" });
    };
    addEventListener("message", (event) => void this.#heard(event));
    visualViewport?.addEventListener("resize", () => this.#fit());
    this.#frame = frame;
    this.#box.append(frame);
  }

  /** A keyboard on the screen covers part of a small page: the panel stays within what can be seen. */
  #fit(): void {
    const { height, offsetTop } = visualViewport as VisualViewport;
    const covered = innerWidth <= 480 && height < innerHeight - 1;
    const style = (this.#frame as HTMLIFrameElement).style;
    style.blockSize = covered ? `${height}px` : "";
    style.insetBlockStart = covered ? `${offsetTop}px` : "";
  }

  #tell(told: ToPanel): void {
    if (this.#loaded) this.#frame?.contentWindow?.postMessage(told, BASE);
  }

  async #heard(event: MessageEvent<ToLoader>): Promise<void> {
    if (event.origin !== BASE || event.source !== this.#frame?.contentWindow) return;
    const told = event.data;
    switch (told.earnest) {
      case "identity?": {
        const token = await Promise.resolve(this.identity()).catch(() => null);
        return this.#tell({ earnest: "identity", token });
      }
      case "close":
        return this.close();
      case "wide":
        return void this.#box.classList.toggle("wide", told.on);
      case "unread":
        this.#badge.textContent = told.count ? String(told.count) : "";
        this.#news.textContent = told.words;
        document.title = (told.count ? `(${told.count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
    }
  }
}

if (!customElements.get("earnest-chat")) customElements.define("earnest-chat", EarnestChat);
if (!document.querySelector("earnest-chat")) {
  const append = () => document.body.append(document.createElement("earnest-chat"));
  if (document.body) append();
  else addEventListener("DOMContentLoaded", append);
}
