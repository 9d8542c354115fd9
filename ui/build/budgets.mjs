// Ends the build when what a browser fetches at first is over its budget (gzip -9): see the table.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = resolve(dirname(fileURLToPath(import.meta.url)), "../../src/earnest/web/dist");
const KB = 1000;

const assets = (face) => readdirSync(join(DIST, face, "assets")).map((name) => join(face, "assets", name));
const budgets = [
  { name: "loader", files: ["widget/loader.js"], kB: 3 },
  { name: "panel", files: ["widget/panel.html", ...assets("widget")], kB: 45 },
  { name: "desk", files: ["desk/index.html", ...assets("desk")], kB: 350 },
];

const weight = (files) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length, 0);
const measured = budgets.map(({ name, files, kB }) => ({ name, kB, is: weight(files) / KB }));
for (const { name, kB, is } of measured) process.stdout.write(`${name}: ${is.toFixed(1)} kB gzip of ${kB}\n`);
const over = measured.filter(({ kB, is }) => is > kB);
if (over.length > 0) {
  process.stderr.write(`over budget: ${over.map(({ name }) => name).join(", ")}\n`);
  process.exit(1);
}
