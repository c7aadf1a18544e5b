import test from 'node:test';
import assert from 'node:assert/strict';
import { relative } from '../wwwroot/js/time.js';
import { matching } from '../wwwroot/js/keys.js';
import { features, unitAt } from '../wwwroot/js/features.js';

test('relative times follow the table that the server draws with', () => {
  const now = 1_700_000_000_000;
  for (const [seconds, words] of [[0, 'now'], [4, 'now'], [5, '5 s ago'], [59, '59 s ago'], [60, '1 min ago'], [3599, '59 min ago'], [3600, '1 h ago'], [86400, '1 d ago'], [-30, 'in 30 s'], [-7200, 'in 2 h']]) {
    assert.equal(relative(now - seconds * 1000, now), words);
  }
});

test('the palette finds by every part of the query and puts what starts with it first', () => {
  const items = [{ words: 'Old port', note: 'source' }, { words: 'Port gate 4', note: 'source · Port security' }, { words: 'Watch', note: 'g w' }];
  assert.deepEqual(matching(items, 'port').map((item) => item.words), ['Port gate 4', 'Old port']);
  assert.deepEqual(matching([{ words: 'Load', note: 'source · Port security' }, ...items], 'port').map((item) => item.words), ['Port gate 4', 'Old port', 'Load']);
  assert.deepEqual(matching(items, 'gate sec').map((item) => item.words), ['Port gate 4']);
  assert.deepEqual(matching(items, 'nowhere'), []);
});

test('a unit is drawn between its last drawn and its last known place, and never beyond', () => {
  const unit = { from: { lat: 0, lon: 0 }, dto: { place: { lat: 2, lon: 4 } }, begun: 1000, lasts: 1000 };
  assert.deepEqual(unitAt(unit, 1500), { lat: 1, lon: 2, going: true });
  assert.deepEqual(unitAt(unit, 9000), { lat: 2, lon: 4, going: false });
  assert.deepEqual(unitAt({ ...unit, lasts: 0 }, 1000), { lat: 2, lon: 4, going: false });
});

test('a place becomes a point with longitude first', () => {
  assert.deepEqual(features([{ place: { lat: -34.9, lon: -56.2 }, properties: { a: 1 } }]).features[0].geometry.coordinates, [-56.2, -34.9]);
});
