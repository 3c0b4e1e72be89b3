// Cuts BIZ UDPGothic into woff2 slices by unicode-range and writes ../static/css/fonts.css.
// Developer command, needed only when the slices change: `node app/ui/build/fonts.mjs`.
//
// Why own slices: the ready-made ones lack Ⅰ and Ⅱ (専門研修課程Ⅱ), and follow the general web, so that one
// exam page would ask for about forty of them. Ours follow how often a kanji occurs in the care laws, our
// facts and our screens (fonts/frequent.txt): a page asks for a handful.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PACKAGE = here("./node_modules/@expo-google-fonts/biz-udpgothic/");
const TARGET = here("../static/fonts/");
const FACES = {
  400: readFileSync(`${PACKAGE}400Regular/BIZUDPGothic_400Regular.ttf`),
  700: readFileSync(`${PACKAGE}700Bold/BIZUDPGothic_700Bold.ttf`),
};

/** The code points of a TrueType font, read from its format-12 character map. */
function coverage(font) {
  const tables = font.readUInt16BE(4);
  const entry = [...Array(tables).keys()].map((i) => 12 + 16 * i).find((at) => font.toString("latin1", at, at + 4) === "cmap");
  const cmap = font.readUInt32BE(entry + 8);
  const points = new Set();
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const table = cmap + font.readUInt32BE(cmap + 4 + 8 * i + 4);
    if (font.readUInt16BE(table) !== 12) continue;
    for (let group = 0; group < font.readUInt32BE(table + 12); group++) {
      const at = table + 16 + 12 * group;
      for (let p = font.readUInt32BE(at); p <= font.readUInt32BE(at + 4); p++) points.add(p);
    }
  }
  return points;
}

const between = (from, to) => (point) => point >= from && point <= to;
const isKanji = (p) => between(0x3400, 0x9fff)(p) || between(0xf900, 0xfaff)(p) || p >= 0x20000;
const EVERYDAY = [
  between(0x20, 0x7e), between(0x3000, 0x3017), between(0x3040, 0x30ff), between(0x2460, 0x2473),
  between(0x2160, 0x216b), between(0xff01, 0xff5e),
];
const SIGNS = new Set([..."–—―…‥→←↑↓○◯●◎×÷±✓★☆※△▲▽▼■□％℃㎡㈱々〆〇“”‘’•°"].map((c) => c.codePointAt(0)));

function pieces(list, size) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

function slices() {
  const all = [...coverage(FACES[400])].sort((a, b) => a - b).filter((p) => p >= 0x20);
  const everyday = all.filter((p) => !isKanji(p) && (SIGNS.has(p) || EVERYDAY.some((fits) => fits(p))));
  const taken = new Set(everyday);
  const frequent = [...readFileSync(here("./fonts/frequent.txt"), "utf8").trim()].map((c) => c.codePointAt(0));
  frequent.forEach((p) => taken.add(p));
  const jis = new TextDecoder("euc-jp");
  const levelOne = [];
  for (let row = 0xb0; row <= 0xcf; row++)
    for (let cell = 0xa1; cell <= 0xfe; cell++) {
      const point = jis.decode(Uint8Array.of(row, cell)).codePointAt(0);
      if (isKanji(point) && !taken.has(point)) levelOne.push(point);
    }
  levelOne.forEach((p) => taken.add(p));
  const rest = all.filter((p) => !taken.has(p));
  return [
    everyday,
    ...pieces(frequent, 160),
    ...pieces(levelOne, 200),
    ...pieces(rest.filter((p) => !isKanji(p)), 600),
    ...pieces(rest.filter(isKanji), 400),
  ];
}

function ranges(points) {
  const sorted = [...points].sort((a, b) => a - b);
  const runs = [];
  for (const p of sorted) {
    const last = runs.at(-1);
    if (last && last[1] === p - 1) last[1] = p;
    else runs.push([p, p]);
  }
  const hex = (p) => p.toString(16);
  return runs.map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(",");
}

mkdirSync(TARGET, { recursive: true });
readdirSync(TARGET).filter((name) => name.endsWith(".woff2")).forEach((name) => rmSync(TARGET + name));
const rules = ["/* Written by fonts.mjs; do not edit. */"];
for (const [number, points] of slices().entries()) {
  for (const weight of Object.keys(FACES)) {
    const name = `biz-udpgothic-${weight}-${String(number).padStart(2, "0")}.woff2`;
    const data = await subsetFont(FACES[weight], String.fromCodePoint(...points), { targetFormat: "woff2", noLayoutClosure: true, noHinting: true });
    writeFileSync(TARGET + name, data);
    const mark = createHash("sha256").update(data).digest("hex").slice(0, 8);
    rules.push(
      `@font-face{font-family:"BIZ UDPGothic";font-style:normal;font-weight:${weight};font-display:swap;` +
        `src:url("../fonts/${name}?v=${mark}") format("woff2");unicode-range:${ranges(points)}}`,
    );
  }
}
writeFileSync(here("../static/css/fonts.css"), `${rules.join("\n")}\n`);
writeFileSync(`${TARGET}OFL.txt`, readFileSync(`${PACKAGE}LICENSE_FONT`));
