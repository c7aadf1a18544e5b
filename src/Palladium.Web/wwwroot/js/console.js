// What every page has: clocks, theme, keys, the palette. No state of the network lives here.
import { startClocks } from './time.js';
import { startKeys } from './keys.js';

startClocks();
startKeys();

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-theme-switch]')) {
    const next = document.documentElement.dataset.theme === 'light' ? 'dark' : 'light';
    document.documentElement.dataset.theme = next;
    localStorage.setItem('palladium-theme', next);
    dispatchEvent(new CustomEvent('palladium-theme', { detail: next }));
  }
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// The page's own module, named by the page; loaded again after a navigation within the console.
const mounted = new WeakSet();
async function mountPage() {
  for (const element of document.querySelectorAll('[data-module]')) {
    if (mounted.has(element)) continue;
    mounted.add(element);
    const module = await import(`./${element.dataset.module}.js`);
    module.mount(element);
  }
}
mountPage();
globalThis.Blazor?.addEventListener?.('enhancedload', mountPage);
