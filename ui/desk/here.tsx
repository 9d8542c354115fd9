// Who else is in a conversation: seen before two people answer the same customer. Nothing of it is recorded.

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useRef } from "react";
import { api } from "./api";
import type { Everywhere, Here } from "./live";
import { useMe } from "./session";
import { useWords } from "./words";

const BEAT_MILLISECONDS = 30_000;
const IDLE_MILLISECONDS = 8_000; // no key for so long: they no longer write
const NOBODY: Everywhere = {};

/** The colleagues who have a conversation open, without oneself. */
export function useOthers(conversation: string): readonly Here[] {
  const me = useMe();
  const { data } = useQuery<Everywhere>({
    queryKey: ["here"],
    queryFn: () => NOBODY, // the stream tells it
    enabled: false,
    initialData: NOBODY,
  });
  return (data[conversation] ?? []).filter((one) => one.name !== me.name);
}

/** Tell colleagues that one has a conversation open, for as long as it is looked at; the returned function says "I write". */
export function useBeHere(conversation: string): (typing: boolean) => void {
  const writes = useRef(false);
  const say = useCallback(
    (left: boolean): void => {
      const place = { params: { path: { conversation } } };
      const body = { typing: writes.current && !left, left };
      // A sign that is lost is given again with the next beat.
      api
        .POST("/v1/desk/conversations/{conversation}/here", { ...place, body, keepalive: true })
        .catch(() => undefined);
    },
    [conversation],
  );
  useEffect(() => {
    const beat = (): void => say(document.visibilityState === "hidden");
    const leave = (): void => say(true);
    beat();
    const timer = window.setInterval(() => document.visibilityState === "visible" && beat(), BEAT_MILLISECONDS);
    document.addEventListener("visibilitychange", beat);
    window.addEventListener("pagehide", leave);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", beat);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [say]);
  const idle = useRef(0);
  return useCallback(
    (typing: boolean): void => {
      const changes = (now: boolean): void => {
        if (now === writes.current) return;
        writes.current = now;
        say(false);
      };
      window.clearTimeout(idle.current);
      if (typing) idle.current = window.setTimeout(() => changes(false), IDLE_MILLISECONDS);
      changes(typing);
    },
    [say],
  );
}

/** Who else is there, in words. */
export function Others({ conversation }: { readonly conversation: string }): ReactNode {
  const t = useWords();
  return useOthers(conversation).map((one) => (
    <span className={one.typing ? "tag other other-writes" : "tag other"} key={one.name}>
      <span aria-hidden="true">{one.typing ? "✎" : "◉"}</span>{" "}
      {t(one.typing ? "desk-other-writes" : "desk-other-here", { name: one.name })}
    </span>
  ));
}
/* says: desk-other-writes desk-other-here */
