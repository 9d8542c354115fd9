// What one person decided where two should have: everybody with a role is told, for a week.

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, given } from "./api";
import { locale, useWords } from "./words";

const FRESH_MILLISECONDS = 60_000;
const MICROSECONDS = 1_000;

export function Alone(): ReactNode {
  const t = useWords();
  const told = useQuery({
    queryKey: ["alone"],
    queryFn: async () => given(await api.GET("/v1/desk/alone")).alone,
    staleTime: FRESH_MILLISECONDS,
  });
  const found = told.data ?? [];
  if (found.length === 0) return null;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  return (
    <details className="alone">
      <summary>{t("desk-alone", { count: found.length })}</summary>
      <ul>
        {found.map((one) => (
          <li key={one.decision}>
            {day.format(one.at / MICROSECONDS)}: {t(`desk-alone-${one.what}`)}, {t(`desk-alone-${one.how}`)}.{" "}
            <span className="mono">{one.decision}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
/* says: desk-alone-approval desk-alone-hold desk-alone-waited desk-alone-confirmed */
