// A clock as text first; its state also has a shape, never colour alone. It is no live region.

import { type ReactNode, useEffect, useState } from "react";
import { language, type Say, useWords } from "./words";

const MINUTE = 60_000;
const SOON_MILLISECONDS = 15 * MINUTE;
const CLOSE_MILLISECONDS = 5 * MINUTE;
const TICK_CLOSE_MILLISECONDS = 10_000;
const MICROSECONDS = 1_000;
const HOURS = 60;
const DAY_MINUTES = 24 * HOURS;

export type ClockState = "late" | "soon" | "calm" | "none";

/** How urgent something is. Instants are milliseconds; `due` 0: no clock. */
export function clockState(due: number, now: number): ClockState {
  if (due === 0) return "none";
  if (due < now) return "late";
  return due - now < SOON_MILLISECONDS ? "soon" : "calm";
}

/** "due in 12 min", "late by 3 min", "due in 2 h". */
export function clockWords(due: number, now: number, t: Say): string {
  const minutes = Math.max(1, Math.round(Math.abs(due - now) / MINUTE));
  const state = clockState(due, now);
  if (state === "none") return t("desk-no-clock");
  const late = state === "late" ? "late" : "due";
  if (minutes < HOURS) return t(`desk-${late}-minutes`, { minutes });
  if (minutes < DAY_MINUTES) return t(`desk-${late}-hours`, { hours: Math.round(minutes / HOURS) });
  return t(`desk-${late}-days`, { days: Math.round(minutes / DAY_MINUTES) });
}

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
  const exact = dueAt ? new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(due) : "";
  return (
    <span className={`clock clock-${state}`} title={exact}>
      <span aria-hidden="true" className="clock-shape">
        {SHAPES[state]}
      </span>
      {clockWords(due, now, t)}
    </span>
  );
}
/* says: desk-due-minutes desk-due-hours desk-due-days desk-late-minutes desk-late-hours desk-late-days */
