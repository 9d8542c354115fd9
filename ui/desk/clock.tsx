// A clock as text first; its state also has a shape, never colour alone. It is no live region.

import { type ReactNode, useEffect, useState } from "react";
import { type ClockState, clockState, clockWords, MINUTE } from "./due";
import { locale, useWords } from "./words";

const CLOSE_MILLISECONDS = 5 * MINUTE;
const TICK_CLOSE_MILLISECONDS = 10_000;
const MICROSECONDS = 1_000;

const SHAPES: Readonly<Record<ClockState, string>> = { late: "!", soon: "◔", calm: "○", none: "–" };

/** A clock that ticks: once a minute, each ten seconds when it is close. `dueAt` in microseconds since 1970. */
export function SlaClock({ dueAt }: { readonly dueAt: number }): ReactNode {
  const t = useWords();
  const [now, setNow] = useState(Date.now);
  const due = dueAt / MICROSECONDS;
  useEffect(() => {
    const close = Math.abs(due - Date.now()) < CLOSE_MILLISECONDS;
    const timer = window.setInterval(() => setNow(Date.now()), close ? TICK_CLOSE_MILLISECONDS : MINUTE);
    return () => window.clearInterval(timer);
  }, [due]);
  const state = clockState(due, now);
  const exact = dueAt ? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(due) : "";
  return (
    <span className={`clock clock-${state}`} title={exact}>
      <span aria-hidden="true" className="clock-shape">
        {SHAPES[state]}
      </span>
      {clockWords(due, now, t)}
    </span>
  );
}
