// An incident: a deed of which nobody knows whether it has happened; whoever found out says so, and that closes it.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { api, newId, type Waiting } from "./api";
import { useMe } from "./session";
import { useWords } from "./words";

const NOTE_LENGTH_MAX = 2_000;

interface IncidentProps {
  readonly one: Waiting;
  readonly settled: boolean;
}

export function Incident({ one, settled }: IncidentProps): ReactNode {
  const t = useWords();
  const me = useMe();
  const may = me.may.includes("approve");
  return (
    <section aria-labelledby="incident-title" className="panel">
      <h3 id="incident-title">{t("desk-incident")}</h3>
      {settled ? <p className="tag">{t("desk-settled")}</p> : null}
      {!settled && may ? <Settle id={one.id} /> : null}
      {settled || may ? null : <p className="soft">{t("desk-may-not-approve")}</p>}
    </section>
  );
}

function Settle({ id }: { readonly id: string }): ReactNode {
  const t = useWords();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const settle = useMutation({
    mutationFn: async (happened: boolean) =>
      api.POST("/v1/desk/incidents/{hand_over}", {
        params: { path: { hand_over: id } },
        body: { client_id: newId(), happened, text },
      }),
    onSettled: () => client.invalidateQueries(),
  });
  const say = (happened: boolean): void => (settle.isPending ? undefined : settle.mutate(happened));
  return (
    <>
      <TextField maxLength={NOTE_LENGTH_MAX} onChange={setText} value={text}>
        <Label>{t("desk-incident-how")}</Label>
        <Input />
      </TextField>
      <div className="holding">
        <Button className="button" onPress={() => say(true)}>
          {t("desk-incident-happened")}
        </Button>
        <Button className="button" onPress={() => say(false)}>
          {t("desk-incident-not-happened")}
        </Button>
      </div>
      {settle.error ? <p className="trouble">{settle.error.message}</p> : null}
    </>
  );
}
