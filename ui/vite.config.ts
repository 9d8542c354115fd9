import { resolve } from "node:path";
import { defineConfig } from "vite";
import { words } from "./build/words.ts";

const here = import.meta.dirname;

export const CATALOGUES = resolve(here, "../src/earnest/words");
export const DIST = resolve(here, "../src/earnest/web/dist/widget");
export const LOADER_KEYS = ["widget-launch", "widget-close", "widget-frame"];

export default defineConfig({
  root: resolve(here, "widget"),
  base: "/widget/",
  plugins: [words(CATALOGUES, [resolve(here, "parts"), resolve(here, "widget")], LOADER_KEYS)],
  build: {
    outDir: DIST,
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: { input: resolve(here, "widget/panel.html") },
  },
});
