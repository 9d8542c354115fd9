import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { words } from "../build/words.ts";

const here = import.meta.dirname;
const CATALOGUES = resolve(here, "../../src/earnest/words");

export default defineConfig({
  root: here,
  base: "/desk/",
  plugins: [react(), words(CATALOGUES, [resolve(here, "../parts"), here], [])],
  build: {
    outDir: resolve(here, "../../src/earnest/web/dist/desk"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700, // the budget for what is fetched stands in build/budgets.mjs
  },
});
