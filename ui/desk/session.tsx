// Who is at the desk. The key is typed once; the browser then holds a cookie that no script can read.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import { Button, FieldError, Form, Input, Label, TextField } from "react-aria-components";
import { api, given, type Me, Problem } from "./api";
import { useWords } from "./words";

const UNAUTHORIZED = 401;
const KEY_LENGTH_MAX = 200;

const Context = createContext<Me | null>(null);

/** The colleague who is signed in. */
export function useMe(): Me {
  const me = useContext(Context);
  if (!me) throw new Error("Nobody is signed in.");
  return me;
}

/** Shows the desk to whoever is signed in, and the sign-in to anybody else. */
export function SignedIn({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useWords();
  const me = useQuery({
    queryKey: ["me"],
    queryFn: async () => given(await api.GET("/v1/desk/me")),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (me.data) return <Context value={me.data}>{children}</Context>;
  if (me.isPending) return <p className="empty">{t("desk-loading")}</p>;
  const trouble = me.error instanceof Problem && me.error.status === UNAUTHORIZED ? "" : (me.error?.message ?? "");
  return <SignIn trouble={trouble} />;
}

function SignIn({ trouble }: { readonly trouble: string }): ReactNode {
  const t = useWords();
  const client = useQueryClient();
  const [key, setKey] = useState("");
  const signIn = useMutation({
    mutationFn: async () => given(await api.POST("/v1/desk/sign-in", { body: { key: key.trim() } })),
    onSuccess: (me) => client.setQueryData(["me"], me),
  });
  const wrong = signIn.error?.message ?? trouble;
  return (
    <main className="sign-in">
      <Form
        className="sign-in-form"
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <h1>{t("desk-sign-in")}</h1>
        <p className="soft">{t("desk-sign-in-how")}</p>
        <TextField
          autoComplete="current-password"
          isInvalid={wrong !== ""}
          isRequired
          maxLength={KEY_LENGTH_MAX}
          onChange={setKey}
          type="password"
          validationBehavior="aria"
          value={key}
        >
          <Label>{t("desk-key")}</Label>
          <Input autoFocus />
          <FieldError>{wrong}</FieldError>
        </TextField>
        <Button className="button primary" isPending={signIn.isPending} type="submit">
          {t("desk-sign-in-now")}
        </Button>
      </Form>
    </main>
  );
}
