// The customer's own data: masked; a field is revealed by itself, with a reason, and that is on the record.

import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { api, given } from "./api";
import { useMe } from "./session";
import { useWords } from "./words";

const REASON_LENGTH_MAX = 200;

export function CustomerData({ conversation }: { readonly conversation: string }): ReactNode {
  const t = useWords();
  const path = { conversation };
  const seen = useQuery({
    queryKey: ["customer", conversation],
    queryFn: async () => given(await api.GET("/v1/desk/conversations/{conversation}/customer", { params: { path } })),
  });
  if (!seen.data || seen.data.fields.length === 0) return null;
  return (
    <section aria-labelledby="customer-title" className="panel">
      <h3 id="customer-title">{t("desk-customer-data")}</h3>
      <dl className="facts">
        {seen.data.fields.map((one) => (
          <div key={one.name}>
            <dt>{one.name.replaceAll("_", " ")}</dt>
            <dd dir="auto">{one.masked ? <Masked conversation={conversation} name={one.name} /> : one.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface MaskedProps {
  readonly conversation: string;
  readonly name: string;
}

function Masked({ conversation, name }: MaskedProps): ReactNode {
  const t = useWords();
  const me = useMe();
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState("");
  const reveal = useMutation({
    mutationFn: async () =>
      given(
        await api.POST("/v1/desk/conversations/{conversation}/customer/{field}/reveal", {
          params: { path: { conversation, field: name } },
          body: { reason },
        }),
      ),
  });
  const label = name.replaceAll("_", " ");
  if (reveal.data) return reveal.data.value;
  if (!asked)
    return (
      <>
        <span className="soft">{t("desk-masked")}</span>{" "}
        {me.may.includes("take") ? (
          <Button className="button" onPress={() => setAsked(true)}>
            {t("desk-reveal", { name: label })}
          </Button>
        ) : null}
      </>
    );
  return (
    <>
      <TextField autoFocus maxLength={REASON_LENGTH_MAX} onChange={setReason} value={reason}>
        <Label>{t("desk-reveal-why", { name: label })}</Label>
        <Input />
      </TextField>
      <Button className="button" isDisabled={!reason.trim() || reveal.isPending} onPress={() => reveal.mutate()}>
        {t("desk-reveal", { name: label })}
      </Button>
      {reveal.error ? <p className="trouble">{reveal.error.message}</p> : null}
    </>
  );
}
