// What the browser loads, made from static/js and static/css into static/dist: one file an entry, and its compressed
// copies beside it, which the server sends to browsers that take them. `npm run build -- --outdir=…` builds elsewhere.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

// Parts of site.css, which every page loads.
const PARTS = ["variables.css", "base.css", "components.css"];
const OLDEST = ["es2020", "chrome100", "firefox100", "safari15.4"];

const { values } = parseArgs({ options: { outdir: { type: "string", default: "static/dist" } } });

function entries(folder, ending) {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending) && !PARTS.includes(name));
  return names.map((name) => `${folder}/${name}`);
}

const built = await build({
  entryPoints: [...entries("static/js", ".js"), ...entries("static/css", ".css")],
  entryNames: "[name]",
  outdir: values.outdir,
  bundle: true,
  minify: true,
  sourcemap: true,
  target: OLDEST,
  metafile: true,
  logLevel: "warning",
});

for (const file of Object.keys(built.metafile.outputs)) {
  if (file.endsWith(".map")) continue;
  const bytes = readFileSync(file);
  const zipped = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
  const smallest = brotliCompressSync(bytes);
  writeFileSync(`${file}.gz`, zipped);
  writeFileSync(`${file}.br`, smallest);
  console.log(`${file}  ${bytes.length} bytes, ${zipped.length} and ${smallest.length} compressed`);
}
