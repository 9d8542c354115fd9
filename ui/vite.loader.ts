import { resolve } from "node:path";
import { defineConfig } from "vite";
import { words } from "./build/words.ts";
import { CATALOGUES, DIST, LOADER_KEYS } from "./vite.config.ts";

// The loader has an address of its own that never changes, so that a shop embeds one line for good.
export default defineConfig({
  root: resolve(import.meta.dirname, "widget"),
  base: "/widget/",
  plugins: [words(CATALOGUES, [], LOADER_KEYS)],
  build: {
    outDir: DIST,
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: resolve(import.meta.dirname, "widget/loader.ts"), formats: ["es"], fileName: () => "loader.js" },
    minify: true,
  },
});
