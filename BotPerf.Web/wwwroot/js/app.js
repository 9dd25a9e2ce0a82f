// What a page does without the server: theme, navigation, copying, and the connection that comes back by itself.
const root = document.documentElement;

const store = {
  get: name => { try { return localStorage.getItem(name); } catch { return null; } },
  set: (name, value) => { try { value === null ? localStorage.removeItem(name) : localStorage.setItem(name, value); } catch { /* private window */ } },
};

// ---- theme: system → light → dark → system ----
const themes = [null, "light", "dark"];

function nextTheme() {
  const next = themes[(themes.indexOf(root.dataset.theme ?? null) + 1) % themes.length];
  if (next === null) delete root.dataset.theme; else root.dataset.theme = next;
  store.set("botperf.theme", next);
  document.dispatchEvent(new CustomEvent("botperf:theme"));
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
  document.dispatchEvent(new CustomEvent("botperf:theme")));

// ---- navigation: rail on a desk, drawer on a phone ----
const phone = matchMedia("(max-width: 47.99rem)");

function setDrawer(open) {
  if (open) root.dataset.drawer = "open"; else delete root.dataset.drawer;
  for (const button of document.querySelectorAll("[data-action=drawer]")) button.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector(".shell-nav a")?.focus();
}

function toggleRail() {
  const rail = root.dataset.nav === "rail";
  if (rail) delete root.dataset.nav; else root.dataset.nav = "rail";
  store.set("botperf.nav", rail ? null : "rail");
  setTimeout(() => dispatchEvent(new Event("resize")), 200);
}

// ---- copying ----
async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  const text = source.textContent;
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    // Without HTTPS the clipboard is closed; a selection still lets one press Ctrl+C.
    getSelection().selectAllChildren(source);
    try { done = document.execCommand("copy"); } catch { done = false; }
  }
  button.dataset.state = done ? "copied" : "selected";
  setTimeout(() => delete button.dataset.state, 1800);
}

document.addEventListener("click", event => {
  const target = event.target.closest?.("[data-action], [data-copy], .shell-nav a, .shell-shade");
  if (!target) return;
  if (target.dataset.copy) copy(target);
  else if (target.dataset.action === "theme") nextTheme();
  else if (target.dataset.action === "rail") toggleRail();
  else if (target.dataset.action === "drawer") setDrawer(root.dataset.drawer !== "open");
  else if (target.dataset.action === "palette") openPalette();
  else if (target.dataset.action === "reload") location.reload();
  else if (root.dataset.drawer === "open") setDrawer(false);
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && root.dataset.drawer === "open") setDrawer(false);
});
phone.addEventListener("change", () => setDrawer(false));

// ---- the palette: what it finds, and going there, is Components/Layout/Palette.razor's ----
const palette = () => document.getElementById("palette");

function openPalette() {
  const dialog = palette();
  if (!dialog || dialog.open) return;
  const text = dialog.querySelector("input");
  text.value = "";
  dialog.showModal();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", event => {
  const dialog = event.target.closest?.("dialog");
  // A click on the dialog itself is one beside what it holds.
  if (dialog && (event.target === dialog || event.target.closest("a"))) dialog.close();
});

// ---- keys: shown by ?, see Components/Layout/KeysHelp.razor ----
// A box that is ticked takes no text: keys go on while it has the focus.
const isTyping = target => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]") != null;
const press = selector => { document.querySelector(selector)?.click(); };
let goingUntil = 0;

// What a page does at a key it names itself: <button data-key="j">. Enter stays what it is on a link or a button.
function ofPage(event) {
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  return button && !(event.key === "Enter" && event.target.closest?.("a, button, summary")) ? () => button.click() : null;
}

const keys = {
  "?": () => document.getElementById("keys")?.showModal(),
  "/": () => document.querySelector("input[type=search]")?.focus(),
  t: nextTheme,
  g: () => { goingUntil = Date.now() + 1500; },
};

document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.target.closest?.("#palette")) {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") event.preventDefault();
    if (event.key === "Enter" && palette().querySelector("[role=option]")) palette().close();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const going = Date.now() < goingUntil;
  goingUntil = 0;
  const act = going ? () => press(`[data-goto="${CSS.escape(event.key)}"]`) : Object.hasOwn(keys, event.key) ? keys[event.key] : ofPage(event);
  if (!act) return;
  event.preventDefault();
  act();
});

// ---- the connection ----
// The framework's own dialog stops for good when a restarted server no longer knows the page. This asks /healthz with
// growing pauses, takes the connection up again where the server still knows the page, and reloads where it does not.
const bar = document.getElementById("connection");
const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
let leaving = false;
let recovering = false;
addEventListener("pagehide", () => leaving = true);
addEventListener("pageshow", () => leaving = false);

function showBar(text, offerReload = false) {
  bar.querySelector("[data-text]").textContent = text;
  bar.querySelector("[data-action=reload]").hidden = !offerReload;
  bar.hidden = false;
  // What the page shows is of the past: it is greyed, and nothing says "Live".
  document.documentElement.dataset.connection = "lost";
}

function hideBar() {
  bar.hidden = true;
  delete document.documentElement.dataset.connection;
}

async function serverAnswers() {
  try {
    const reply = await fetch(new URL("healthz", document.baseURI), { cache: "no-store", signal: AbortSignal.timeout(4000) });
    return reply.ok;
  } catch {
    return false;
  }
}

// At most three reloads in half a minute, so that a server that keeps refusing does not make the page flicker for ever.
function mayReload() {
  const now = Date.now();
  let recent = [];
  try { recent = JSON.parse(sessionStorage.getItem("botperf.reloads") ?? "[]").filter(at => now - at < 30_000); } catch { /* start anew */ }
  if (recent.length >= 3) return false;
  try { sessionStorage.setItem("botperf.reloads", JSON.stringify([...recent, now])); } catch { return false; }
  return true;
}

async function recover() {
  if (recovering || leaving) return;
  recovering = true;
  let refused = 0;
  for (let attempt = 0; ; attempt++) {
    // A server on its way down still answers for a moment, so the first question waits a little too.
    await wait(Math.min(400 * 1.6 ** attempt, 4000) * (.75 + Math.random() / 2));
    if (leaving) return;
    if (attempt > 0) showBar("Connection lost, retrying…");
    if (!await serverAnswers()) {
      showBar("Connection lost, retrying…");
      continue;
    }
    // Refused twice by a server that is well: the session has ended, and loading the page leads to the sign-in.
    let known = false;
    try { known = await Blazor.reconnect(); } catch { if (++refused < 2) continue; }
    if (known) {
      hideBar();
      recovering = false;
      return;
    }
    if (mayReload()) {
      showBar("Connected again, loading…");
      location.reload();
    } else {
      showBar("The server keeps refusing this page.", true);
    }
    return;
  }
}

if (window.Blazor) {
  Blazor.start({
    ssr: { disableDomPreservation: true },
    circuit: {
      // The bar tells of a lost connection; the console keeps to what is critical.
      configureSignalR: builder => builder.configureLogging(5),
      reconnectionHandler: {
        onConnectionDown: () => { recover(); },
        onConnectionUp: () => { hideBar(); recovering = false; },
      },
    },
  });
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !bar.hidden && !recovering) recover();
});
