// Compiles the Fluent catalogues of src/earnest/words into the bundles: only the messages that the source says, in
// every language. A key that is said and stands in no catalogue, or in one language only, ends the build.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const LANGUAGES = ["en", "de"];
const SAID = /\bt\(\s*"([a-z0-9-]+)"|"((?:widget|desk)-[a-z0-9-]+)"/g;
const MAYBE = /"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"/g; // said by way of a condition or a table, if it is a key at all
const LISTED = /\/\* says: ([a-z0-9 -]+?) \*\//g; // keys that are put together while running

/** Each message of a language with its text, its continuation lines included. */
function messages(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ftl"))) {
    let key = "";
    for (const line of readFileSync(join(folder, file), "utf-8").split("\n")) {
      const start = /^([a-z][a-z0-9-]*) =/.exec(line);
      if (start?.[1]) {
        key = start[1];
        found.set(key, line);
      } else if (key && /^\s+\S/.test(line)) {
        found.set(key, `${found.get(key)}\n${line}`);
      } else if (key && /^[}]/.test(line)) {
        found.set(key, `${found.get(key)}\n ${line}`);
      } else if (line.trim() === "" || line.startsWith("#")) {
        key = "";
      }
    }
  }
  return found;
}

/** The keys that the sources in some folders say, and the words in them that are keys if a catalogue has them. */
export function keysSaid(folders: readonly string[]): { said: string[]; maybe: string[] } {
  const said = new Set<string>();
  const maybe = new Set<string>();
  for (const folder of folders) {
    for (const name of readdirSync(folder).filter((one) => /(?<!\.test)\.tsx?$/.test(one))) {
      const source = readFileSync(join(folder, name), "utf-8");
      for (const [, key, prefixed] of source.matchAll(SAID)) said.add((key ?? prefixed) as string);
      for (const [, keys] of source.matchAll(LISTED)) for (const key of (keys as string).split(" ")) said.add(key);
      for (const [, word] of source.matchAll(MAYBE)) maybe.add(word as string);
    }
  }
  return { said: [...said].sort(), maybe: [...maybe].sort() };
}

/** The catalogue of each language, cut down to the keys. */
export function catalogues(
  root: string,
  said: readonly string[],
  maybe: readonly string[] = [],
): Record<string, string> {
  const made: Record<string, string> = {};
  for (const language of LANGUAGES) {
    const all = messages(join(root, language));
    const missing = said.filter((key) => !all.has(key));
    const keys = [...new Set([...said, ...maybe.filter((key) => all.has(key))])];
    if (missing.length > 0) throw new Error(`${language} lacks ${missing.join(", ")}: write them in the catalogues.`);
    made[language] = keys.map((key) => all.get(key)).join("\n");
  }
  return made;
}

/** `virtual:words` (Fluent, for the panel) and `virtual:loader-words` (plain texts, for the loader). */
export function words(root: string, folders: readonly string[], loaderKeys: readonly string[]): Plugin {
  return {
    name: "earnest-words",
    resolveId: (id) => (id === "virtual:words" || id === "virtual:loader-words" ? `\0${id}` : null),
    load(id) {
      if (id === "\0virtual:words") {
        const { said, maybe } = keysSaid(folders);
        return `export default ${JSON.stringify(catalogues(root, said, maybe))};`;
      }
      if (id !== "\0virtual:loader-words") return null;
      const plain = Object.entries(catalogues(root, loaderKeys)).map(([language, text]) => {
        return [language, text.split("\n").map((line) => line.slice(line.indexOf("=") + 1).trim())];
      });
      return `export default ${JSON.stringify(Object.fromEntries(plain))};`;
    },
  };
}
