// Runs in the head, before the first paint: the chosen theme and the folded navigation are there at once, and the server
// knows the browser's time zone.
(() => {
  const root = document.documentElement;
  const read = name => { try { return localStorage.getItem(name); } catch { return null; } };
  const theme = read("botperf.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (read("botperf.nav") === "rail") root.dataset.nav = "rail";

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const cookie = `botperf.zone=${zone}`;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  if (!document.cookie.split("; ").includes(cookie)) document.cookie = `${cookie}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;

  // A page made for another zone, after a journey or before the cookie was there, is asked for once more.
  if (root.dataset.zone === undefined || root.dataset.zone === zone || !document.cookie.split("; ").includes(cookie)) return;
  try {
    if (sessionStorage.getItem("botperf.zone") === zone) return;
    sessionStorage.setItem("botperf.zone", zone);
    location.reload();
  } catch { /* without a memory it might reload for ever */ }
})();
