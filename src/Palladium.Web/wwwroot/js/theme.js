// Runs before the page is drawn, so that nobody working at night is flashed by a bright page.
(() => {
  const wanted = localStorage.getItem('palladium-theme');
  const light = wanted ? wanted === 'light' : matchMedia('(prefers-color-scheme: light)').matches;
  document.documentElement.dataset.theme = light ? 'light' : 'dark';
})();
