// What was just done waits a moment before it leaves, so that it can be taken back. Leaving the page sends it.

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { type Keymap, useKeys } from "./keys";
import { useWords } from "./words";

const UNDO_MILLISECONDS = 8_000;
const TICK_MILLISECONDS = 1_000;

interface Held {
  readonly words: string;
  readonly deed: () => Promise<void>;
  readonly back: () => void;
}

const Context = createContext<(held: Held) => void>(() => undefined);

/** Hold a deed for the time in which it can be undone. A second one sends the first. */
export const useUndo = (): ((held: Held) => void) => useContext(Context);

export function Undo({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useWords();
  const [held, setHeld] = useState<Held | null>(null);
  const [left, setLeft] = useState(0);
  const [paused, setPaused] = useState(false);
  const [trouble, setTrouble] = useState("");
  const now = useRef<Held | null>(null);
  const send = useCallback((): void => {
    const one = now.current;
    now.current = null;
    setHeld(null);
    one?.deed().catch((error: unknown) => {
      one.back(); // what was written is there again
      setTrouble(error instanceof Error ? error.message : String(error));
    });
  }, []);
  useEffect(() => () => now.current?.back(), []); // signed out meanwhile
  const hold = useCallback(
    (one: Held): void => {
      send();
      now.current = one;
      setTrouble("");
      setLeft(UNDO_MILLISECONDS);
      setHeld(one);
    },
    [send],
  );
  const takeBack = useCallback((): void => {
    now.current?.back();
    now.current = null;
    setHeld(null);
  }, []);
  useEffect(() => {
    if (!held || paused) return undefined;
    const timer = window.setInterval(() => setLeft((before) => before - TICK_MILLISECONDS), TICK_MILLISECONDS);
    return () => window.clearInterval(timer);
  }, [held, paused]);
  useEffect(() => {
    if (held && left <= 0) send();
  }, [held, left, send]);
  useEffect(() => {
    window.addEventListener("pagehide", send);
    return () => window.removeEventListener("pagehide", send);
  }, [send]);
  useKeys(useMemo((): Keymap => (held ? { z: takeBack } : {}), [held, takeBack]));
  return (
    <Context value={hold}>
      {children}
      <div aria-live="polite" className="undo-place">
        {held ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: it only pauses the clock while it is looked at (2.2.1)
          <div
            className="undo"
            onBlur={() => setPaused(false)}
            onFocus={() => setPaused(true)}
            onMouseEnter={() => setPaused(true)}
            onMouseLeave={() => setPaused(false)}
          >
            <span>{held.words}</span>
            <Button className="button" onPress={takeBack}>
              {t("desk-undo")}
            </Button>
          </div>
        ) : null}
        {trouble ? (
          <p className="undo trouble">
            <span>{trouble}</span>
            <Button className="button" onPress={() => setTrouble("")}>
              {t("desk-close")}
            </Button>
          </p>
        ) : null}
      </div>
    </Context>
  );
}
