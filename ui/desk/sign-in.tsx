// The ways into the desk: a password, a passkey, a key for who has no account, and the link by which a password is set.

import { known, signed } from "@earnest/parts/passkey";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button, FieldError, Form, Input, Label, TextField } from "react-aria-components";
import { api, given, type Me, Problem, type Signed, type Way } from "./api";
import { useWords } from "./words";

const UNAUTHORIZED = 401;
const SECRET_LENGTH_MAX = 200;
const NAME_LENGTH_MAX = 40;
const PASSWORD_LENGTH_MIN = 15;
const JOIN = "#join=";
const NOT_BY_OIDC = "#not-by-oidc";
const OIDC_START = "/v1/desk/oidc/start";
/* says: desk-sign-in-by-key desk-sign-in-by-password */

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
  return (
    <main className="sign-in">
      <Entry trouble={trouble}>
        <h1>{t("desk-sign-in")}</h1>
      </Entry>
    </main>
  );
}

/** Every way to say who one is; `name`: of whom it is known already, and is to be proved once more. */
export function Entry(entry: {
  readonly trouble: string;
  readonly name?: string;
  readonly onDone?: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const t = useWords();
  const ways = useQuery({ queryKey: ["ways"], queryFn: async () => given(await api.GET("/v1/desk/ways")).ways });
  const [chosen, setChosen] = useState<Way | "">("");
  const [typed, setTyped] = useState("");
  const [secret, setSecret] = useState("");
  const here = (ways.data ?? []).filter((one) => one === "password" || one === "key");
  const way = chosen || here[0] || "key";
  const byKey = way === "key";
  const signIn = useEntry(async () => {
    const name = entry.name ?? typed.trim();
    const body = byKey ? { key: secret.trim(), name: "", password: "" } : { key: "", name, password: secret };
    return given(await api.POST("/v1/desk/sign-in", { body }));
  }, entry.onDone);
  const wrong = wrongOf(signIn.error, t(byKey ? "desk-wrong-key" : "desk-wrong-password")) || entry.trouble;
  if (ways.isPending) return <p className="empty">{t("desk-loading")}</p>;
  const others = here.filter((one) => one !== way);
  const anew = entry.name !== undefined;
  return (
    <EntryForm onSubmit={() => signIn.mutate()} pending={signIn.isPending}>
      {entry.children}
      {window.location.hash === NOT_BY_OIDC ? <p role="alert">{t("desk-oidc-refused")}</p> : null}
      {ways.data?.includes("oidc") ? (
        <a className="button primary" href={anew ? `${OIDC_START}?anew=1` : OIDC_START}>
          {t("desk-sign-in-by-oidc")}
        </a>
      ) : null}
      {ways.data?.includes("passkey") && known() ? <ByPasskey onDone={entry.onDone} /> : null}
      {anew && !byKey ? null : <p className="soft">{t(byKey ? "desk-sign-in-how" : "desk-sign-in-how-password")}</p>}
      {byKey || anew ? null : (
        <TextField autoComplete="username" isRequired maxLength={NAME_LENGTH_MAX} onChange={setTyped} value={typed}>
          <Label>{t("desk-name")}</Label>
          <Input autoCapitalize="none" autoFocus spellCheck={false} />
        </TextField>
      )}
      <Secret
        label={t(byKey ? "desk-key" : "desk-password")}
        onChange={setSecret}
        value={secret}
        wrong={wrong}
        first={byKey || anew}
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
    </EntryForm>
  );
}

/** Any passkey that this browser has for the desk says who it is; no name is asked. */
function ByPasskey({ onDone }: { readonly onDone?: (() => void) | undefined }): ReactNode {
  const t = useWords();
  const enter = useEntry(async () => {
    const { options } = given(await api.POST("/v1/desk/sign-in/passkey/asked"));
    const body = (await signed(options)) as Signed;
    return given(await api.POST("/v1/desk/sign-in/passkey", { body }));
  }, onDone);
  return (
    <>
      <Button className="button" isDisabled={enter.isPending} onPress={() => enter.mutate()}>
        {t("desk-sign-in-by-passkey")}
      </Button>
      {enter.error ? (
        <p role="alert">{enter.error instanceof Problem ? enter.error.message : t("desk-passkey-not")}</p>
      ) : null}
    </>
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
    <main className="sign-in">
      <EntryForm onSubmit={() => join.mutate()} pending={join.isPending}>
        <h1>{t("desk-join")}</h1>
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
      </EntryForm>
    </main>
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

function EntryForm(form: {
  readonly pending: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Form
      className="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!form.pending) form.onSubmit();
      }}
    >
      {form.children}
    </Form>
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
