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

/** Whether the server says that nobody is signed in (any more). */
export const isSignedOut = (error: unknown): boolean => error instanceof Problem && error.status === UNAUTHORIZED;

/** Shows the desk to whoever is signed in, and the sign-in to anybody else. */
export function SignedIn({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useWords();
  const me = useQuery({
    queryKey: ["me"],
    queryFn: async (): Promise<Me | null> => given(await api.GET("/v1/desk/me")),
    retry: false,
    staleTime: (query) => (query.state.data ? Number.POSITIVE_INFINITY : 0),
  });
  if (me.data) {
    return (
      <Context key={me.data.name} value={me.data}>
        {children}
      </Context>
    );
  }
  if (me.isPending) return <p className="empty">{t("desk-loading")}</p>;
  if (me.data === null) return <SignIn trouble={t("desk-session-ended")} />;
  return <SignIn trouble={isSignedOut(me.error) ? "" : (me.error?.message ?? "")} />;
}

function SignIn({ trouble }: { readonly trouble: string }): ReactNode {
  const t = useWords();
  const client = useQueryClient();
  const [key, setKey] = useState("");
  const signIn = useMutation({
    mutationFn: async () => given(await api.POST("/v1/desk/sign-in", { body: { key: key.trim() } })),
    onSuccess: (me) => {
      client.setQueryData(["me"], me);
      void client.invalidateQueries();
    },
  });
  const wrong = isSignedOut(signIn.error) ? t("desk-wrong-key") : (signIn.error?.message ?? trouble);
  return (
    <main className="sign-in">
      <Form
        className="sign-in-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!signIn.isPending) signIn.mutate();
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
        <Button className="button primary" type="submit">
          {t("desk-sign-in-now")}
        </Button>
      </Form>
    </main>
  );
}
