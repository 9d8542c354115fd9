// Who is at the desk. A password or key is typed once; the browser then holds a cookie that no script can read.

import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { api, given, type Me, Problem } from "./api";
import { SignIn } from "./sign-in";
import { useWords } from "./words";

const UNAUTHORIZED = 401;
const SIGN_SECONDS = 60;
const SIGNS = ["pointerdown", "keydown", "wheel"] as const;

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
  useSigns(Boolean(me.data));
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

/** Tells the server once a minute that somebody is there, if somebody was: a desk that lies idle is signed out. */
function useSigns(signedIn: boolean): void {
  useEffect(() => {
    if (!signedIn) return;
    let there = false;
    const note = (): void => {
      there = true;
    };
    const tell = (): void => {
      if (there) void api.GET("/v1/desk/me").catch(() => undefined);
      there = false;
    };
    const beat = window.setInterval(tell, SIGN_SECONDS * 1_000);
    for (const sign of SIGNS) window.addEventListener(sign, note, { passive: true });
    return () => {
      window.clearInterval(beat);
      for (const sign of SIGNS) window.removeEventListener(sign, note);
    };
  }, [signedIn]);
}
