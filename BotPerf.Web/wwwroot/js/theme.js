// Runs in the head, before the first paint: the chosen theme and the folded navigation are there at once.
(() => {
  const root = document.documentElement;
  const read = name => { try { return localStorage.getItem(name); } catch { return null; } };
  const theme = read("botperf.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (read("botperf.nav") === "rail") root.dataset.nav = "rail";
})();
