// Draws every .d2 file of this folder as an .svg beside it. With --check it writes nothing and fails if an .svg is out of date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { D2 } from '@terrastruct/d2';

// To optimise D2's 22 MB of WebAssembly takes longer than to draw with it as it is.
setFlagsFromString('--liftoff-only');

/** Colours by D2's names, chosen for the pages of GitHub: https://d2lang.com/tour/themes */
const LIGHT = { n1: '#1f2328', n2: '#59636e', n5: '#eaeef2', n7: '#ffffff', b1: '#59636e', b2: '#0550ae', b4: '#f6f8fa', aa2: '#0550ae' };
const DARK = { n1: '#f0f6fc', n2: '#b1bac4', n5: '#2a313c', n7: '#0d1117', b1: '#9198a1', b2: '#79c0ff', b4: '#161b22', aa2: '#79c0ff' };

const OPTIONS = { themeID: 0, darkThemeID: 200, themeOverrides: LIGHT, darkThemeOverrides: DARK, pad: 16, scale: 1, noXMLTag: true };

const check = process.argv.includes('--check');
const folder = path.dirname(fileURLToPath(import.meta.url));
const d2 = new D2();
let outOfDate = 0;

for (const source of readdirSync(folder).filter((name) => name.endsWith('.d2'))) {
  const picture = path.join(folder, source.replace(/d2$/, 'svg'));
  const svg = await render(source);
  if (existsSync(picture) && readFileSync(picture, 'utf8') === svg) continue;

  outOfDate += 1;
  if (check) console.error(`${source} has changed since its picture was drawn: run docs/pictures/render.mjs, look at the picture and commit it`);
  else writeFileSync(picture, svg);
}
// The worker of D2 never ends by itself.
process.exit(check && outOfDate > 0 ? 1 : 0);

async function render(source) {
  const text = readFileSync(path.join(folder, source), 'utf8');
  const { diagram } = await d2.compile({ fs: { [source]: text }, inputPath: source, options: { layout: 'elk' } });
  const { title, description, spacing } = diagram.config.data;
  if (spacing) moveCloser(diagram, Number(spacing));
  const svg = await d2.render(diagram, OPTIONS);
  return svg
    .replace('<svg ', '<svg role="img" aria-labelledby="title description" ')
    .replace('>', `><title id="title">${title}</title><desc id="description">${description}</desc>`)
    // For pages that forbid the embedded fonts.
    .replace(/font-family: "d2-[^"]+"/g, '$&, "Source Sans 3", "Segoe UI", Helvetica, Arial, sans-serif')
    // D2 darkens what lies in a group, on a dark page too.
    .replace('.blend {', '@media (prefers-color-scheme: dark) {\n  svg .blend { mix-blend-mode: screen; }\n}\n$&');
}

/** Brings the messages of a sequence diagram closer together, for which D2 has no setting. */
function moveCloser({ shapes, connections }, factor) {
  const points = connections.flatMap(({ route }) => route);
  const top = Math.min(...points.map(({ y }) => y));
  const moved = (y) => (y <= top ? y : Math.round(top + (y - top) * factor));
  for (const point of points) point.y = moved(point.y);
  for (const shape of shapes) {
    const bottom = moved(shape.pos.y + shape.height);
    shape.pos.y = moved(shape.pos.y);
    shape.height = bottom - shape.pos.y;
  }
}
