// The desk's words: the platform's Fluent catalogues, in the colleague's language.

import { createContext, useContext } from "react";
import { sayer, spoken, type Say } from "@earnest/parts/words";

export type { Say };

export const language = spoken(navigator.languages);

/** The colleague's own way to write dates and times, such as "en-GB". */
export const locale = navigator.languages.find((one) => one.toLowerCase().startsWith(language)) ?? language;

export const Words = createContext<Say>(sayer(language));

/** Says keys in the colleague's language. */
export const useWords = (): Say => useContext(Words);
