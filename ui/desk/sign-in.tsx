// The ways into the desk: a password, a key for who has no account, and the link by which a password is set.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button, FieldError, Form, Input, Label, TextField } from "react-aria-components";
import { api, given, type Me, Problem, type Way } from "./api";
import { useWords } from "./words";

const UNAUTHORIZED = 401;
const SECRET_LENGTH_MAX = 200;
const NAME_LENGTH_MAX = 40;
const PASSWORD_LENGTH_MIN = 15;
const JOIN = "#join=";
const NOT_BY_OIDC = "#not-by-oidc";
const OIDC_START = "/v1/desk/oidc/start";
/* says: desk-sign-in-by-key desk-sign-in-by-password desk-sign-in-by-oidc */

/** Lets somebody in: by the link that brought them here, or by what they have. */
export function SignIn({ trouble }: { readonly trouble: string }): ReactNode {
  const [invite, setInvite] = useState(() =>
    window.location.hash.startsWith(JOIN) ? window.location.hash.slice(JOIN.length) : "",
  );
  if (invite) return <Join invite={invite} onDone={() => setInvite("")} />;
  return <Enter trouble={trouble} />;
}

function Enter({ trouble }: { readonly trouble: string }): ReactNode {
  const t = useWords();
  const ways = useQuery({ queryKey: ["ways"], queryFn: async () => given(await api.GET("/v1/desk/ways")).ways });
  const [chosen, setChosen] = useState<Way | "">("");
  const [name, setName] = useState("");
  const [secret, setSecret] = useState("");
  const here = (ways.data ?? []).filter((one) => one !== "oidc");
  const away = ways.data?.includes("oidc") ?? false;
  const way = chosen || here[0] || "key";
  const byKey = way === "key";
  const signIn = useEntry(async () => {
    const body = byKey
      ? { key: secret.trim(), name: "", password: "" }
      : { key: "", name: name.trim(), password: secret };
    return given(await api.POST("/v1/desk/sign-in", { body }));
  });
  const wrong = wrongOf(signIn.error, t(byKey ? "desk-wrong-key" : "desk-wrong-password")) || trouble;
  if (ways.isPending) return <p className="empty">{t("desk-loading")}</p>;
  const others = here.filter((one) => one !== way);
  const refused = window.location.hash === NOT_BY_OIDC;
  return (
    <Frame onSubmit={() => signIn.mutate()} pending={signIn.isPending} title={t("desk-sign-in")}>
      {refused ? <p role="alert">{t("desk-oidc-refused")}</p> : null}
      {away ? (
        <a className="button primary" href={OIDC_START}>
          {t("desk-sign-in-by-oidc")}
        </a>
      ) : null}
      <p className="soft">{t(byKey ? "desk-sign-in-how" : "desk-sign-in-how-password")}</p>
      {byKey ? null : (
        <TextField autoComplete="username" isRequired maxLength={NAME_LENGTH_MAX} onChange={setName} value={name}>
          <Label>{t("desk-name")}</Label>
          <Input autoCapitalize="none" autoFocus spellCheck={false} />
        </TextField>
      )}
      <Secret
        label={t(byKey ? "desk-key" : "desk-password")}
        onChange={setSecret}
        value={secret}
        wrong={wrong}
        first={byKey}
      />
      <Button className="button primary" type="submit">
        {t("desk-sign-in-now")}
      </Button>
      {others.map((one) => (
        <Button
          className="button quiet"
          key={one}
          onPress={() => {
            setSecret("");
            signIn.reset();
            setChosen(one);
          }}
        >
          {t(`desk-sign-in-by-${one}`)}
        </Button>
      ))}
    </Frame>
  );
}

function Join({ invite, onDone }: { readonly invite: string; readonly onDone: () => void }): ReactNode {
  const t = useWords();
  const [password, setPassword] = useState("");
  const leave = (): void => {
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    onDone();
  };
  const join = useEntry(async () => given(await api.POST("/v1/desk/join", { body: { invite, password } })), leave);
  const short = password !== "" && password.length < PASSWORD_LENGTH_MIN && join.isError;
  return (
    <Frame onSubmit={() => join.mutate()} pending={join.isPending} title={t("desk-join")}>
      <p className="soft" id="join-how">
        {t("desk-join-how")}
      </p>
      <Secret
        autoComplete="new-password"
        first
        label={t("desk-new-password")}
        onChange={setPassword}
        value={password}
        wrong={short ? t("desk-password-short") : (join.error?.message ?? "")}
      />
      <Button className="button primary" type="submit">
        {t("desk-join-now")}
      </Button>
      <Button className="button quiet" onPress={leave}>
        {t("desk-join-not")}
      </Button>
    </Frame>
  );
}

/** Sends it, and opens the desk once it was let in. */
function useEntry(send: () => Promise<Me>, done: () => void = () => undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (me) => {
      done();
      client.setQueryData(["me"], me);
      void client.invalidateQueries();
    },
  });
}

const wrongOf = (error: Error | null, refused: string): string =>
  error instanceof Problem && error.status === UNAUTHORIZED ? refused : (error?.message ?? "");

function Frame(form: {
  readonly title: string;
  readonly pending: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <main className="sign-in">
      <Form
        className="sign-in-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!form.pending) form.onSubmit();
        }}
      >
        <h1>{form.title}</h1>
        {form.children}
      </Form>
    </main>
  );
}

function Secret(field: {
  readonly label: string;
  readonly value: string;
  readonly wrong: string;
  readonly first: boolean;
  readonly autoComplete?: "current-password" | "new-password";
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <TextField
      autoComplete={field.autoComplete ?? "current-password"}
      isInvalid={field.wrong !== ""}
      isRequired
      maxLength={SECRET_LENGTH_MAX}
      onChange={field.onChange}
      type="password"
      validationBehavior="aria"
      value={field.value}
    >
      <Label>{field.label}</Label>
      <Input autoFocus={field.first} />
      <FieldError>{field.wrong}</FieldError>
    </TextField>
  );
}
