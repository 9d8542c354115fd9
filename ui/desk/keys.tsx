// Single keys, never in a text field and never with a modifier; they can be switched off (WCAG 2.2, 2.1.4).

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";

const STORED = "earnest-desk-keys";
const SEQUENCE_MILLISECONDS_MAX = 1_200;

export type Keymap = Readonly<Record<string, () => void>>;

interface Keyboard {
  readonly on: boolean;
  readonly switchTo: (on: boolean) => void;
  readonly add: (keymap: Keymap) => () => void;
}

const Context = createContext<Keyboard | null>(null);

/** Where keys are heard. Later keymaps win over earlier ones. */
export function Keys({ children }: { readonly children: ReactNode }): ReactNode {
  const [on, setOn] = useState(() => localStorage.getItem(STORED) !== "off");
  const keymaps = useRef<Keymap[]>([]);
  useEffect(() => (on ? listen(() => keymaps.current) : undefined), [on]);
  const keyboard = useMemo<Keyboard>(
    () => ({
      on,
      switchTo: (next) => {
        localStorage.setItem(STORED, next ? "on" : "off");
        setOn(next);
      },
      add: (keymap) => {
        keymaps.current = [...keymaps.current, keymap];
        return () => {
          keymaps.current = keymaps.current.filter((one) => one !== keymap);
        };
      },
    }),
    [on],
  );
  return <Context value={keyboard}>{children}</Context>;
}

/** Hear keys while the caller is shown: "r", or a sequence such as "g h". */
export function useKeys(keymap: Keymap): void {
  const keyboard = useKeyboard();
  useEffect(() => keyboard.add(keymap), [keyboard, keymap]);
}

export function useKeyboard(): Keyboard {
  const keyboard = useContext(Context);
  if (!keyboard) throw new Error("Keys are heard inside <Keys> only.");
  return keyboard;
}

function listen(keymaps: () => readonly Keymap[]): () => void {
  let before = "";
  let at = 0;
  const hear = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    const key = event.key === "Escape" ? "esc" : event.key;
    const sequence = event.timeStamp - at < SEQUENCE_MILLISECONDS_MAX ? `${before} ${key}` : "";
    const deed = find(keymaps(), sequence) ?? find(keymaps(), key);
    before = key;
    at = event.timeStamp;
    if (!deed) return;
    event.preventDefault();
    deed();
  };
  window.addEventListener("keydown", hear);
  return () => window.removeEventListener("keydown", hear);
}

function find(keymaps: readonly Keymap[], key: string): (() => void) | undefined {
  return keymaps.findLast((one) => key in one)?.[key];
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
