// Pure: records of the node's interface as GeoJSON, and where a moving unit is drawn.

/** A feature collection of points. */
export function features(list) {
  return {
    type: 'FeatureCollection',
    features: list.map(({ place, properties }) => ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates: [place.lon, place.lat] } })),
  };
}

/** Where a unit is drawn at a moment: on the straight way from its last drawn place to its last known one. */
export function unitAt(unit, now) {
  const { lat, lon } = unit.dto.place;
  const part = unit.lasts > 0 ? Math.min(1, (now - unit.begun) / unit.lasts) : 1;
  return { lat: unit.from.lat + (lat - unit.from.lat) * part, lon: unit.from.lon + (lon - unit.from.lon) * part, going: part < 1 };
}
