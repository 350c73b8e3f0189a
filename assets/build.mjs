// Builds everything a browser is given: assets/ -> app/static/, every file with a hash of its content in its name, and
// manifest.json from plain names to hashed ones. Fails when the first view grows past its budget.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const source = dirname(fileURLToPath(import.meta.url));
const root = dirname(source);
const target = join(root, "app", "static");
const fresh = `${target}.new`;

const FIRST_VIEW = ["css/app.css", "js/app.js", "fonts/instrument-sans-var.woff2"];
const FIRST_VIEW_BUDGET_BYTES = 75_000;
const COMPRESSIBLE = /\.(css|js|json|svg)$/;

const inFolder = async (folder, suffix) =>
  (await readdir(join(source, folder))).filter((name) => name.endsWith(suffix)).map((name) => join(source, folder, name));

await rm(fresh, { recursive: true, force: true });
const result = await build({
  absWorkingDir: root,
  entryPoints: [
    join(source, "css", "app.css"),
    join(source, "css", "calendar.css"),
    join(source, "js", "app.js"),
    join(source, "js", "map.js"),
    join(source, "js", "calendar.js"),
    ...(await inFolder("images", ".svg")),
    ...(await inFolder("illustrations", ".svg")),
    ...(await inFolder("fonts", ".woff2")),
  ],
  outbase: source,
  outdir: fresh,
  entryNames: "[dir]/[name]-[hash]",
  assetNames: "[dir]/[name]-[hash]",
  chunkNames: "js/[name]-[hash]",
  splitting: true, // what is imported only when it is needed becomes a file of its own
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020", "chrome100", "firefox100", "safari15.4"],
  loader: { ".svg": "copy", ".woff2": "copy" },
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [output, { entryPoint }] of Object.entries(result.metafile.outputs)) {
  if (entryPoint) {
    manifest[relative("assets", entryPoint)] = relative(relative(root, fresh), output);
  }
}

let firstView = 0;
for (const [name, hashed] of Object.entries(manifest)) {
  const path = join(fresh, hashed);
  const bytes = await readFile(path);
  let sent = bytes.length;
  if (COMPRESSIBLE.test(hashed)) {
    const gzipped = gzipSync(bytes, { level: 9 });
    await writeFile(`${path}.gz`, gzipped);
    await writeFile(`${path}.br`, brotliCompressSync(bytes));
    sent = gzipped.length;
  }
  if (FIRST_VIEW.includes(name)) firstView += sent;
}
if (firstView > FIRST_VIEW_BUDGET_BYTES) {
  console.error(`first view weighs ${firstView} bytes, more than ${FIRST_VIEW_BUDGET_BYTES}`);
  process.exit(1);
}

const ordered = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => a.localeCompare(b)));
await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(ordered, null, 2)}\n`);

// Swapped in at the end, so that a running server never sees half a folder.
await mkdir(dirname(target), { recursive: true });
await rm(target, { recursive: true, force: true });
await rename(fresh, target);
console.log(`${Object.keys(ordered).length} assets, first view ${Math.round(firstView / 1000)} kB compressed`);
