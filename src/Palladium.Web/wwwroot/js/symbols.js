// Map symbols, drawn at the sharpness of this screen from the paths of Maki and Temaki (CC0).
let paths;
const SCALE = () => Math.max(2, devicePixelRatio || 1);
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function canvas(size) {
  const scale = SCALE();
  const element = document.createElement('canvas');
  element.width = element.height = Math.round(size * scale);
  const pen = element.getContext('2d');
  pen.scale(scale, scale);
  return pen;
}

function add(map, name, pen) {
  const { width, height } = pen.canvas;
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, pen.getImageData(0, 0, width, height), { pixelRatio: SCALE() });
}

function glyph(pen, symbol, size, box, color) {
  const { box: from, paths: parts } = symbol;
  pen.save();
  pen.translate((box - size) / 2, (box - size) / 2);
  pen.scale(size / from, size / from);
  pen.fillStyle = color;
  for (const part of parts) pen.fill(new Path2D(part));
  pen.restore();
}

const shapes = {
  Extreme: 'M4.1 0h5.8L14 4.1v5.8L9.9 14H4.1L0 9.900V4.100z', Severe: 'M7 .5 14 13.500H0z', Moderate: 'M7 0 14 7 7 14 0 7z',
  Minor: 'M7 1a6 6 0 1 0 0 12A6 6 0 0 0 7 1z', Unknown: 'M2 2h10v10H2z',
};

/** Gives the map every image that its layers name, in the colours of the theme. */
export async function drawSymbols(map) {
  paths ??= await (await fetch(new URL('../lib/symbols.json', import.meta.url))).json();
  const ground = token('--surface'); const line = token('--line-strong'); const text = token('--text'); const dim = token('--text-2');
  const accent = token('--accent'); const exercise = token('--exercise');

  for (const kind of ['police', 'hospital', 'clinic', 'fire_station', 'stadium', 'school', 'embassy', 'substation']) {
    const pen = canvas(20);
    pen.fillStyle = ground; pen.strokeStyle = line; pen.lineWidth = 1;
    pen.beginPath(); pen.roundRect(1, 1, 18, 18, 4); pen.fill(); pen.stroke();
    glyph(pen, paths[kind], 12, 20, dim);
    add(map, `site-${kind}`, pen);
  }

  const camera = canvas(22);
  camera.fillStyle = ground; camera.strokeStyle = dim; camera.lineWidth = 1.25;
  camera.beginPath(); camera.arc(11, 11, 10, 0, 7); camera.fill(); camera.stroke();
  glyph(camera, paths.camera, 13, 22, text);
  add(map, 'camera', camera);

  for (const [state, color] of [['fresh', token('--good')], ['stale', token('--warn')], ['silent', dim]]) {
    const pen = canvas(20);
    pen.fillStyle = ground; pen.strokeStyle = color; pen.lineWidth = 1.75;
    pen.beginPath(); pen.moveTo(10, 1.5); pen.lineTo(18.5, 10); pen.lineTo(10, 18.5); pen.lineTo(1.5, 10); pen.closePath(); pen.fill(); pen.stroke();
    glyph(pen, paths.sensor, 9, 20, color);
    add(map, `sensor-${state}`, pen);
  }

  for (const [age, color] of [['fresh', accent], ['exercise', exercise], ['stale', dim]]) {
    for (const kind of ['patrol', 'bus', 'ambulance', 'engine', 'guard', 'unit']) {
      const pen = canvas(22);
      pen.fillStyle = ground; pen.strokeStyle = color; pen.lineWidth = 2;
      if (age === 'stale') pen.setLineDash([3, 2]);
      pen.beginPath(); pen.arc(11, 11, 9.5, 0, 7); pen.fill(); pen.stroke();
      glyph(pen, paths[kind], 12, 22, age === 'stale' ? dim : text);
      add(map, `unit-${kind}-${age}`, pen);
    }
    const arrow = canvas(40);
    arrow.fillStyle = color;
    arrow.beginPath(); arrow.moveTo(20, 1); arrow.lineTo(25, 9.500); arrow.lineTo(15, 9.500); arrow.closePath(); arrow.fill();
    add(map, `arrow-${age}`, arrow);
  }

  for (const [severity, shape] of Object.entries(shapes)) {
    const pen = canvas(30);
    const color = token(`--${severity.toLowerCase()}`);
    pen.fillStyle = color; pen.globalAlpha = 0.22;
    pen.beginPath(); pen.arc(15, 15, 15, 0, 7); pen.fill();
    pen.globalAlpha = 1;
    pen.translate(6, 6); pen.scale(18 / 14, 18 / 14);
    const path = new Path2D(shape);
    pen.lineWidth = 2; pen.lineJoin = 'round'; pen.strokeStyle = ground; pen.stroke(path); pen.fill(path);
    pen.fillStyle = ground; pen.fillRect(6.2, 4.5, 1.6, 4); pen.fillRect(6.2, 9.500, 1.6, 1.6);
    add(map, `alert-${severity}`, pen);
  }

  // A kind that this version does not know still gets a symbol.
  map.off('styleimagemissing', fallback);
  map.on('styleimagemissing', fallback);
  function fallback({ id }) {
    if (map.hasImage(id)) return;
    const pen = canvas(20);
    if (id.startsWith('unit-')) { pen.strokeStyle = id.endsWith('stale') ? dim : id.endsWith('exercise') ? exercise : accent; pen.fillStyle = ground; pen.lineWidth = 2; pen.beginPath(); pen.arc(10, 10, 8.5, 0, 7); pen.fill(); pen.stroke(); glyph(pen, paths.unit, 9, 20, text); }
    else if (id.startsWith('site-')) { pen.fillStyle = dim; pen.beginPath(); pen.arc(10, 10, 3.5, 0, 7); pen.fill(); }
    else return;
    add(map, id, pen);
  }
}
