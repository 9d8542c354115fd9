// The desk's words: the platform's Fluent catalogues, in the colleague's language.

import { type Say, sayer, spoken } from "@earnest/parts/words";
import { createContext, useContext } from "react";

export type { Say };

export const language = spoken(navigator.languages);

/** The colleague's own way to write dates and times, such as "en-GB". */
export const locale = navigator.languages.find((one) => one.toLowerCase().startsWith(language)) ?? language;

export const Words = createContext<Say>(sayer(language));

/** Says keys in the colleague's language. */
export const useWords = (): Say => useContext(Words);
