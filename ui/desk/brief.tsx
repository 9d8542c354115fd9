// The brief: what a colleague must know before the first word. What the customer put right stands as theirs.

import type { ReactNode, RefObject } from "react";
import type { Waiting } from "./api";
import { useWords } from "./words";

export function Brief({ one, heading }: { readonly one: Waiting; readonly heading: RefObject<HTMLHeadingElement | null> }): ReactNode {
  const t = useWords();
  const corrected = new Map(one.corrections.map((row) => [row.label, row.value]));
  const added = one.corrections.filter((row) => !one.summary.some((other) => other.label === row.label));
  return (
    <section aria-labelledby="brief-title" className="panel brief">
      <h3 id="brief-title" ref={heading} tabIndex={-1}>
        {t("desk-brief")}
      </h3>
      <dl className="facts">
        {one.summary.map((row) => (
          <div key={row.label}>
            <dt>{row.label}</dt>
            <dd>
              {corrected.has(row.label) ? (
                <>
                  <del className="soft">{row.value}</del>
                  <ins>{corrected.get(row.label)}</ins>
                  <span className="tag">{t("desk-corrected")}</span>
                </>
              ) : (
                row.value
              )}
            </dd>
          </div>
        ))}
        {added.map((row) => (
          <div key={row.label}>
            <dt>{row.label}</dt>
            <dd>
              {row.value} <span className="tag">{t("desk-corrected")}</span>
            </dd>
          </div>
        ))}
      </dl>
      {one.summary.length === 0 ? <p className="soft">{t("desk-brief-empty")}</p> : null}
      <p className="soft small">
        {t("desk-decision")} <span className="mono">{one.decision}</span>
      </p>
    </section>
  );
}
