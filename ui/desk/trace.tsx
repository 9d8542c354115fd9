// How a decision came about: data used, the row that fired, what would have changed it, its place in the log.

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, given } from "./api";
import { factOf, outcomeOf } from "./outcome";
import { useWords } from "./words";

/** Why, with the numbers that staff see. */
export function useWhy(decision: string) {
  return useQuery({
    queryKey: ["why", decision],
    queryFn: async () => given(await api.GET("/v1/desk/decisions/{decision}", { params: { path: { decision } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function Trace({ decision }: { readonly decision: string }): ReactNode {
  const t = useWords();
  const why = useWhy(decision);
  if (!why.data) return <p className="soft small">{why.error?.message ?? t("desk-loading")}</p>;
  const told = why.data;
  const lines: readonly (readonly [string, readonly string[]])[] = [
    [t("desk-used"), told.used],
    [t("desk-rules"), told.rules.map((rule) => `${rule.row}: ${rule.says || outcomeOf(rule.outcome, t)}`)],
    [t("desk-would-change"), told.otherwise.map((one) => one.words)],
    [
      t("desk-facts"),
      Object.entries(told.facts).map(([name, value]) => `${name.replaceAll("_", " ")}: ${factOf(value, t)}`),
    ],
    [t("desk-proof"), [told.proof.trouble || t("desk-entry", { index: told.proof.index, size: told.proof.size })]],
  ];
  return (
    <dl className="facts trace">
      {lines
        .filter(([, values]) => values.length > 0)
        .map(([label, values]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {values.map((value) => (
                <div key={value}>{value}</div>
              ))}
            </dd>
          </div>
        ))}
      <div>
        <dt>{t("desk-decision")}</dt>
        <dd className="mono">{decision}</dd>
      </div>
    </dl>
  );
}
