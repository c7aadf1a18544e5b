// Runs before the page is drawn, so that nobody working at night is flashed by a bright page. Night is the default.
(() => {
  const wanted = localStorage.getItem('palladium-theme');
  const light = wanted === 'light';
  document.documentElement.dataset.theme = light ? 'light' : 'dark';
})();
