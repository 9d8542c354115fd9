import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { words } from "./build/words.ts";

const here = import.meta.dirname;

export default defineConfig({
  plugins: [
    words(
      resolve(here, "../src/earnest/words"),
      [resolve(here, "parts"), resolve(here, "widget"), resolve(here, "desk")],
      [],
    ),
  ],
  test: { include: ["*/*.test.ts"], environment: "node" },
});
