// What the browser loads, made from static/js and static/css into static/dist: one file an entry, and its compressed
// copies beside it, which the server sends to browsers that take them. `npm run build -- --outdir=…` builds elsewhere.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

// Parts of others: of site.css, which every page loads, and of those about the opinion.
const PARTS = ["variables.css", "base.css", "components.css", "beside.css"];
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

// What pdf.js asks for while it reads some files: the fonts every reader must have, and its decoder of scanned pages
// for browsers that may compile nothing, as our policy has it.
const PDFJS = "node_modules/pdfjs-dist";
mkdirSync(`${values.outdir}/pdf`, { recursive: true });
copyFileSync(`${PDFJS}/wasm/openjpeg_nowasm_fallback.js`, `${values.outdir}/pdf/openjpeg_nowasm_fallback.js`);
for (const font of readdirSync(`${PDFJS}/standard_fonts`)) {
  copyFileSync(`${PDFJS}/standard_fonts/${font}`, `${values.outdir}/pdf/${font}`);
}
