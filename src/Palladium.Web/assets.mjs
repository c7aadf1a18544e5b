// Copies from node_modules to wwwroot/lib what the console serves, and nothing else. Run by the build.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const lib = 'wwwroot/lib';
rmSync(lib, { recursive: true, force: true });
mkdirSync(`${lib}/inter`, { recursive: true });
mkdirSync(`${lib}/maplibre`, { recursive: true });

for (const name of ['maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl.css']) {
  const text = readFileSync(`node_modules/maplibre-gl/dist/${name}`, 'utf8');
  // The source maps stay behind: without this line browsers' tools would ask for them in vain.
  writeFileSync(`${lib}/maplibre/${name}`, text.replace(/\n\/\/# sourceMappingURL=[\w.-]+\s*$/, '\n'));
}
cpSync('node_modules/maplibre-gl/LICENSE.txt', `${lib}/maplibre/LICENSE.txt`);

for (const set of ['latin', 'latin-ext', 'cyrillic', 'greek']) {
  const name = `inter-${set}-wght-normal.woff2`;
  cpSync(`node_modules/@fontsource-variable/inter/files/${name}`, `${lib}/inter/${name}`);
}
cpSync('node_modules/@fontsource-variable/inter/LICENSE', `${lib}/inter/LICENSE`);

// The map symbols as paths, each kept apart since one may begin with a relative move, drawn by the browser at the sharpness of its screen.
const maki = (name) => readFileSync(`node_modules/@mapbox/maki/icons/${name}.svg`, 'utf8');
const temaki = (name) => readFileSync(`node_modules/@rapideditor/temaki/icons/${name}.svg`, 'utf8');
const symbols = {
  police: maki('police'), hospital: maki('hospital'), clinic: maki('doctor'), fire_station: maki('fire-station'),
  stadium: maki('stadium'), school: maki('school'), embassy: maki('embassy'), substation: temaki('power'),
  camera: temaki('security_camera'), sensor: temaki('antenna'), cyber: temaki('shield'), weather: maki('windmill'),
  patrol: maki('car'), bus: maki('bus'), ambulance: maki('heart'), engine: maki('fire-station'),
  guard: temaki('pedestrian'), unit: maki('circle'), place: maki('marker'),
};
const out = {};
for (const [name, svg] of Object.entries(symbols)) {
  const box = /viewBox="([^"]+)"/.exec(svg)?.[1] ?? '0 0 15 15';
  const paths = [...svg.matchAll(/<path[^>]*\sd="([^"]+)"/g)].map((match) => match[1].replace(/&#x[0-9a-f]+;/gi, ' '));
  // What a browser's Path2D can't read it drops in silence, and the symbol with it.
  if (paths.length === 0 || paths.some((d) => /[^-+.,\seMmLlHhVvCcSsQqTtAaZz0-9]/.test(d))) throw new Error(`The symbol ${name} has no path that can be drawn.`);
  out[name] = { box: Number(box.split(/\s+/)[2]), paths };
}
writeFileSync(`${lib}/symbols.json`, JSON.stringify(out));
