// The audit sample: was the wish understood? One label an answer; they are what lets the assistant act without asking.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from "react-aria-components";
import { type Audit, api, given, newId } from "./api";
import { useWords } from "./words";

export function Audits(): ReactNode {
  const t = useWords();
  const found = useQuery({ queryKey: ["audits"], queryFn: async () => given(await api.GET("/v1/desk/audits")) });
  return (
    <main className="audits" id="main">
      <h2>{t("desk-audits")}</h2>
      <p className="soft">{t("desk-audits-why")}</p>
      {found.data?.length === 0 ? <p className="empty">{t("desk-audits-none")}</p> : null}
      {found.error ? <p className="trouble">{found.error.message}</p> : null}
      <ul className="audit-list">
        {found.data?.map((one) => (
          <li key={one.decision}>
            <AuditCard one={one} />
          </li>
        ))}
      </ul>
    </main>
  );
}

function AuditCard({ one }: { readonly one: Audit }): ReactNode {
  const t = useWords();
  const client = useQueryClient();
  const [other, setOther] = useState("");
  const label = useMutation({
    mutationFn: async (right: boolean) =>
      api.POST("/v1/desk/audits/{decision}", {
        params: { path: { decision: one.decision } },
        body: { client_id: newId(), right, intent: right ? "" : other },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["audits"] }),
  });
  const give = (right: boolean): void => (label.isPending ? undefined : label.mutate(right));
  return (
    <article className="panel audit">
      <p className="said" dir="auto">
        “{one.text}”
      </p>
      <p>
        <span className="soft">{t("desk-understood-as")}</span> <strong>{one.intent.replaceAll("_", " ")}</strong>
      </p>
      {one.said ? <p className="soft small">{one.said}</p> : null}
      <div className="audit-foot">
        <Button className="button primary" onPress={() => give(true)}>
          {t("desk-audit-right")}
        </Button>
        <Select
          onChange={(key) => setOther(String(key ?? ""))}
          placeholder={t("desk-audit-other")}
          value={other || null}
        >
          <Label className="hidden">{t("desk-audit-other")}</Label>
          <Button className="button">
            <SelectValue /> <span aria-hidden="true">▾</span>
          </Button>
          <Popover className="popover">
            <ListBox className="options">
              {one.choices.map((choice) => (
                <ListBoxItem className="option" id={choice.id} key={choice.id}>
                  {choice.label}
                </ListBoxItem>
              ))}
            </ListBox>
          </Popover>
        </Select>
        <Button className="button" onPress={() => give(false)}>
          {t("desk-audit-wrong")}
        </Button>
      </div>
      {label.error ? <p className="trouble">{label.error.message}</p> : null}
    </article>
  );
}
