// Times on screen: relative words that grow older in place, and the clock, both in the city's time zone.

/** Words for the distance between two instants in milliseconds. The same table as Palladium.Web.Words.Relative. */
export function relative(then, now) {
  const seconds = Math.round((now - then) / 1000);
  const past = seconds >= 0;
  const s = Math.abs(seconds);
  let words;
  if (s < 5) return 'now';
  if (s < 60) words = `${s} s`;
  else if (s < 3600) words = `${Math.floor(s / 60)} min`;
  else if (s < 86400) words = `${Math.floor(s / 3600)} h`;
  else words = `${Math.floor(s / 86400)} d`;
  return past ? `${words} ago` : `in ${words}`;
}

export function startClocks(root = document) {
  const tick = () => {
    const now = Date.now();
    for (const element of root.querySelectorAll('time[data-relative]')) {
      const words = relative(Date.parse(element.dateTime), now);
      // The text node is kept: the page's own renderer knows it and would lose a new one.
      const text = element.firstChild;
      if (text && text.data !== words) text.data = words;
    }
    for (const element of root.querySelectorAll('[data-clock]')) {
      const zone = element.dataset.clock;
      const words = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(now);
      if (element.textContent !== words) element.textContent = words;
    }
  };
  tick();
  setInterval(tick, 1000);
}
