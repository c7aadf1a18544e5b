// The map of the Watch page. It follows the node's stream itself, so that moving units cost no round trip through the page.
import { Map as GlMap, NavigationControl, AttributionControl, setWorkerUrl } from '../lib/maplibre/maplibre-gl.mjs';
import { drawSymbols } from './symbols.js';
import { features, unitAt } from './features.js';

setWorkerUrl(new URL('../lib/maplibre/maplibre-gl-worker.mjs', import.meta.url).href);

const open_maps = new WeakMap();
const PACE = 500; // Milliseconds between two movements of the units.
const theme = () => document.documentElement.dataset.theme ?? 'dark';
const json = async (path) => {
  const answer = await fetch(path, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};

/** A plain ground while the node serves no style of its own. */
const plain = () => ({
  version: 8, sources: {},
  layers: [{ id: 'ground', type: 'background', paint: { 'background-color': theme() === 'light' ? '#e9edf0' : '#10161b' } }],
});

async function style() {
  try { return await json(`/api/v1/map/style?theme=${theme()}`); } catch { return plain(); }
}

export async function open(element, page, city, unit) {
  const state = { page, hidden: new Set(), sites: [], cameras: [], sources: new Map(), units: new Map(), alerts: new Map(), members: 0, unit, selected: null };
  let map;
  try {
    map = new GlMap({
      container: element, style: await style(), center: city ? [city.center.lon, city.center.lat] : [0, 0], zoom: city?.zoom ?? 2,
      attributionControl: false, maxPitch: 0, dragRotate: false, fadeDuration: 0, canvasContextAttributes: { antialias: true },
      // Addresses of a style may be of this node without its name; the map wants whole ones.
      transformRequest: (url) => ({ url: url.startsWith('/') ? location.origin + url : url }),
    });
  } catch {
    element.parentElement.querySelector('.map-note').hidden = false;
    return;
  }
  state.map = map;
  open_maps.set(element, state);
  map.addControl(new AttributionControl({ compact: false, customAttribution: city?.attribution }), 'bottom-right');
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.touchZoomRotate.disableRotation();
  map.on('style.load', () => { dress(state); });
  state.onTheme = async () => map.setStyle(await style(), { diff: false });
  addEventListener('palladium-theme', state.onTheme);
  state.resize = new ResizeObserver(() => map.resize());
  state.resize.observe(element);
  map.on('click', (event) => choose(state, event));
  map.on('mousemove', (event) => { map.getCanvas().style.cursor = hit(state, event.point) ? 'pointer' : ''; });

  const [sites, cameras] = await Promise.allSettled([json('/api/v1/sites'), json('/api/v1/cameras')]);
  if (sites.status === 'fulfilled') state.sites = sites.value;
  if (cameras.status === 'fulfilled') state.cameras = cameras.value;
  draw(state, ['sites', 'cameras']);
  follow(state);
  state.timer = setInterval(() => move(state), PACE);
}

const ours = ['sites', 'cameras', 'sensors', 'units', 'alerts'];

async function dress(state) {
  const { map } = state;
  await drawSymbols(map, theme());
  if (map.getSource('sites')) return;
  for (const id of ours) map.addSource(id, { type: 'geojson', data: features([]) });
  const light = theme() === 'light';
  const text = { 'text-color': light ? '#14202b' : '#e8edf2', 'text-halo-color': light ? '#ffffff' : '#0d1115', 'text-halo-width': 1.4 };
  const label = (min) => ({ 'text-field': ['step', ['zoom'], '', min, ['get', 'label']], 'text-size': 12, 'text-offset': [0, 1.3], 'text-anchor': 'top', 'text-optional': true, 'text-max-width': 9, 'text-font': ['Noto Sans Regular'] });
  map.addLayer({ id: 'sites', type: 'symbol', source: 'sites', layout: { 'icon-image': ['concat', 'site-', ['get', 'kind']], 'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.5, 15, 1], ...label(14.5) }, paint: text });
  map.addLayer({ id: 'cameras', type: 'symbol', source: 'cameras', layout: { 'icon-image': 'camera', 'icon-allow-overlap': true, ...label(15) }, paint: text });
  map.addLayer({ id: 'sensors', type: 'symbol', source: 'sensors', layout: { 'icon-image': ['concat', 'sensor-', ['get', 'state']], 'icon-allow-overlap': true, ...label(13.5) }, paint: text });
  map.addLayer({ id: 'heading', type: 'symbol', source: 'units', filter: ['has', 'heading'], layout: { 'icon-image': ['concat', 'arrow-', ['get', 'age']], 'icon-rotate': ['get', 'heading'], 'icon-rotation-alignment': 'map', 'icon-allow-overlap': true, 'icon-ignore-placement': true } });
  map.addLayer({ id: 'units', type: 'symbol', source: 'units', layout: { 'icon-image': ['concat', 'unit-', ['get', 'kind'], '-', ['get', 'age']], 'icon-allow-overlap': true, 'icon-ignore-placement': true, ...label(13) }, paint: text });
  map.addLayer({ id: 'alerts', type: 'symbol', source: 'alerts', layout: { 'icon-image': ['concat', 'alert-', ['get', 'severity']], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': ['get', 'rank'], ...label(11), 'text-offset': [0, 1.6] }, paint: text });
  for (const id of state.hidden) visible(state, id, false);
  draw(state, ours);
}

function draw(state, ids) {
  for (const id of ids) {
    const source = state.map.getSource(id);
    if (!source) continue;
    if (id === 'sites') source.setData(features(state.sites.map((s) => ({ place: s.place, properties: { kind: s.kind, label: s.name, key: s.id } }))));
    if (id === 'cameras') source.setData(features(state.cameras.map((c) => ({ place: c.place, properties: { label: c.name, key: `${c.owner}/${c.id}`, owner: c.owner, id: c.id } }))));
    if (id === 'sensors') source.setData(features([...state.sources.values()].filter((s) => s.place).map((s) => ({ place: s.place, properties: { label: s.name, key: `${s.owner}/${s.id}`, owner: s.owner, id: s.id, kind: s.kind, state: s.state } }))));
    if (id === 'alerts') source.setData(features([...state.alerts.values()].filter((a) => a.place && a.state === 'open').map((a) => ({ place: a.place, properties: { label: a.event, name: a.headline, key: a.id, id: a.id, severity: a.severity, rank: ['Unknown', 'Minor', 'Moderate', 'Severe', 'Extreme'].indexOf(a.severity) } }))));
  }
}

/** Units glide from where they were drawn to where they are, and never ahead of what is known. */
function move(state) {
  const source = state.map.getSource('units');
  if (!source || state.hidden.has('units')) return;
  const now = Date.now();
  if (!state.moved && now - (state.drawnAt ?? 0) < 5000) return;
  state.moved = false;
  state.drawnAt = now;
  const list = [];
  for (const unit of state.units.values()) {
    const at = unitAt(unit, performance.now());
    if (at.going) state.moved = true;
    list.push({ place: at, properties: { kind: unit.dto.kind, label: unit.dto.callsign, key: unit.key, owner: unit.dto.owner, id: unit.dto.id, age: Date.parse(unit.dto.stale) < now ? 'stale' : unit.dto.feed === 'exercise' ? 'exercise' : 'fresh', ...(unit.dto.heading == null ? {} : { heading: unit.dto.heading }) } });
  }
  source.setData(features(list));
}

function follow(state) {
  const events = new EventSource('/api/v1/picture/stream?events=unit,source,alert');
  state.events = events;
  const on = (name, take) => events.addEventListener(name, (event) => take(JSON.parse(event.data)));
  const takeUnit = (dto) => {
    const key = `${dto.owner}/${dto.id}`;
    const known = state.units.get(key);
    const at = known ? unitAt(known, performance.now()) : dto.place;
    const since = known ? Math.min(3000, Math.max(PACE, performance.now() - known.begun)) : 0;
    state.units.set(key, { key, dto, from: { lat: at.lat, lon: at.lon }, begun: performance.now(), lasts: since });
    state.moved = true;
  };
  const count = () => {
    if (state.counted === state.units.size) return;
    state.counted = state.units.size;
    state.page.invokeMethodAsync('CountUnits', state.units.size);
  };
  const wanted = () => {
    const unit = state.unit && state.units.get(state.unit);
    if (!unit) return;
    state.unit = null;
    state.map.jumpTo({ center: [unit.dto.place.lon, unit.dto.place.lat], zoom: 15 });
    tell(state, { kind: 'unit', key: unit.key, name: unit.dto.callsign, what: unit.dto.kind, owner: unit.dto.owner, id: unit.dto.id });
  };
  on('snapshot', (all) => {
    state.sources = new Map(all.sources.map((s) => [`${s.owner}/${s.id}`, s]));
    state.alerts = new Map(all.alerts.map((a) => [a.id, a]));
    state.units.clear();
    all.units.forEach(takeUnit);
    draw(state, ['sensors', 'alerts']);
    count(); wanted();
  });
  on('unit', (units) => { units.forEach(takeUnit); count(); wanted(); });
  on('source', (sources) => { for (const s of sources) state.sources.set(`${s.owner}/${s.id}`, s); sensorsSoon(state); });
  on('alert', (alert) => { state.alerts.set(alert.id, alert); draw(state, ['alerts']); });
}

/** Sensors are drawn again only when a state changed: their values are not on the map. */
function sensorsSoon(state) {
  const states = [...state.sources.values()].map((s) => s.state).join();
  if (states !== state.sensorStates) { state.sensorStates = states; draw(state, ['sensors']); }
}

function hit(state, point) {
  const layers = ['alerts', 'units', 'sensors', 'cameras', 'sites'].filter((id) => state.map.getLayer(id));
  const box = [[point.x - 4, point.y - 4], [point.x + 4, point.y + 4]];
  const found = state.map.queryRenderedFeatures(box, { layers });
  return layers.map((id) => found.find((feature) => feature.layer.id === id)).find(Boolean);
}

function choose(state, event) {
  const feature = hit(state, event.point);
  if (!feature) { tell(state, null); return; }
  const p = feature.properties;
  const kind = { sites: 'site', cameras: 'camera', sensors: 'sensor', units: 'unit', alerts: 'alert' }[feature.layer.id];
  tell(state, { kind, key: p.key, name: p.name ?? (p.label || p.kind.replaceAll('_', ' ')), what: p.kind ?? kind, owner: p.owner ?? '', id: p.id ?? p.key });
}

function tell(state, selection) { state.page.invokeMethodAsync('Choose', selection); }

function visible(state, id, on) {
  for (const layer of id === 'units' ? ['units', 'heading'] : [id]) {
    if (state.map.getLayer(layer)) state.map.setLayoutProperty(layer, 'visibility', on ? 'visible' : 'none');
  }
}

export function show(element, id, on) {
  const state = open_maps.get(element);
  if (!state) return;
  if (on) state.hidden.delete(id); else state.hidden.add(id);
  visible(state, id, on);
}

export function pointAt(element, alert) {
  const state = open_maps.get(element);
  const place = state?.alerts.get(alert)?.place;
  if (place && !state.map.getBounds().contains([place.lon, place.lat])) state.map.easeTo({ center: [place.lon, place.lat], duration: 600 });
}

export function unselect() {}

export function close(element) {
  const state = open_maps.get(element);
  if (!state) return;
  open_maps.delete(element);
  clearInterval(state.timer);
  state.events?.close();
  state.resize.disconnect();
  removeEventListener('palladium-theme', state.onTheme);
  state.map.remove();
}
