// Keys: g and a letter goes to a page; a single letter presses the act that shows it; ? lists them; Ctrl+K finds anything.
const places = { w: '/', i: '/incidents', s: '/sources', n: '/network', l: '/log', d: '/doctrine', h: '/node', r: '/rights', t: '/threat', f: '/force', e: '/emergency', o: '/oversight', a: '/about' };
let awaiting = 0;

const typing = (target) => target.closest?.('input, textarea, select, [contenteditable]');

export function go(address) {
  if (globalThis.Blazor?.navigateTo) Blazor.navigateTo(address); else location.assign(address);
}

export function startKeys() {
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { event.preventDefault(); openPalette(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === '?') { document.getElementById('help')?.showModal(); return; }
    const key = event.key.toLowerCase();
    if (Date.now() - awaiting < 1200 && places[key]) { awaiting = 0; event.preventDefault(); go(places[key]); return; }
    awaiting = key === 'g' ? Date.now() : 0;
    const act = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (act && key !== 'g') { event.preventDefault(); act.click(); }
    if (key === 'j' || key === 'k') step(key === 'j' ? 1 : -1);
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-open-palette]')) openPalette();
    if (event.target.closest('[data-open-help]')) document.getElementById('help')?.showModal();
    if (event.target.closest('[data-close]') || event.target.matches?.('dialog')) event.target.closest('dialog')?.close();
  });
}

function step(by) {
  const rows = [...document.querySelectorAll('[data-row]')];
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, at + by))].focus();
}

async function found() {
  const fetched = async (path, map) => {
    const answer = await fetch(path, { headers: { accept: 'application/json' } });
    return answer.ok ? (await answer.json()).map(map) : [];
  };
  const pages = [['Watch', '/', 'g w'], ['Incidents', '/incidents', 'g i'], ['Sources', '/sources', 'g s'], ['Network', '/network', 'g n'],
    ['Log', '/log', 'g l'], ['Doctrine', '/doctrine', 'g d'], ['What may I do here, now?', '/rights', 'g r'], ['Record a use of force', '/force', 'g f'], ['Open in an emergency', '/emergency', 'g e'], ['Threat level', '/threat', 'g t'],
    ['Oversight', '/oversight', 'g o'], ['This node', '/node', 'g h'], ['About', '/about', 'g a']]
    .map(([words, address, note]) => ({ words, address, note }));
  const lists = document.querySelector('[data-signed-in]') ? await Promise.allSettled([
    fetched('/api/v1/alerts?state=all', (a) => ({ words: a.headline, address: `/alerts/${a.id}`, note: `alert · ${a.severity}` })),
    fetched('/api/v1/incidents', (i) => ({ words: i.title, address: `/incidents/${i.id}`, note: 'incident' })),
    fetched('/api/v1/sources', (s) => ({ words: s.name, address: `/sources?find=${encodeURIComponent(s.name)}`, note: `source · ${s.ownerName}` })),
    fetched('/api/v1/units', (u) => ({ words: u.callsign, address: `/?unit=${encodeURIComponent(`${u.owner}/${u.id}`)}`, note: `${u.kind} · ${u.ownerName}` })),
  ]) : [];
  return [...pages, ...lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []))];
}

const rank = (words, [first = '', ...others]) => (words.startsWith(first) ? 2 : Number([first, ...others].some((part) => words.includes(part))));

/** Items that hold every part of the query: first those that start with it, then those named so, then those whose note says it. */
export function matching(items, query, most = 12) {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
  return items
    .filter((item) => parts.every((part) => `${item.words} ${item.note}`.toLowerCase().includes(part)))
    .sort((a, b) => rank(b.words.toLowerCase(), parts) - rank(a.words.toLowerCase(), parts))
    .slice(0, most);
}

async function openPalette() {
  const dialog = document.getElementById('palette');
  if (!dialog || dialog.open) return;
  const input = dialog.querySelector('input');
  const list = dialog.querySelector('ul');
  let items = [];
  let at = 0;
  const draw = () => {
    const hits = matching(items, input.value);
    at = Math.max(0, Math.min(at, hits.length - 1));
    list.replaceChildren(...hits.map((item, i) => {
      const row = document.createElement('li');
      const link = document.createElement('a');
      link.href = item.address;
      link.setAttribute('aria-selected', String(i === at));
      const words = document.createElement('span'); words.textContent = item.words;
      const note = document.createElement('small'); note.textContent = item.note;
      link.append(words, note);
      link.addEventListener('click', () => dialog.close());
      row.append(link);
      return row;
    }));
    if (hits.length === 0) {
      const row = document.createElement('li');
      row.textContent = items.length === 0 ? 'Looking…' : 'Nothing by that name. Try a part of a name, a member or a kind.';
      list.append(row);
    }
  };
  input.value = '';
  input.oninput = () => { at = 0; draw(); };
  input.onkeydown = (event) => {
    // Left alone, a search field takes the first Escape to empty itself.
    if (event.key === 'Escape') { dialog.close(); event.preventDefault(); }
    if (event.key === 'ArrowDown') { at++; draw(); event.preventDefault(); }
    if (event.key === 'ArrowUp') { at--; draw(); event.preventDefault(); }
    if (event.key === 'Enter') { const hit = matching(items, input.value)[at]; dialog.close(); if (hit) go(hit.address); event.preventDefault(); }
  };
  dialog.showModal();
  input.focus();
  draw();
  items = await found();
  draw();
}
