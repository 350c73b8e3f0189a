// Most visits look and go on; a fifth of a page's weight is a library that only a change in a form needs. It is fetched
// when somebody touches or focuses such a form. A change made before it is there is kept and made again.
const LIVE = "[hx-get], [hx-post]";
const SETTINGS = {
  allowEval: false, // the content security policy forbids it anyway
  includeIndicatorStyles: false, // no style element of its own, for the same reason
  historyCacheSize: 0, // pages with personal data must not stay behind in the browser's storage
  refreshOnHistoryMiss: true,
  selfRequestsOnly: true,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "409|422", swap: true }, // a form with its messages, or "just taken" with alternatives
    { code: "...", swap: false, error: true },
  ],
};
let awake = false;
let waking;

async function fetchLive() {
  if (document.readyState !== "complete") {
    await new Promise((resolve) => { window.addEventListener("load", resolve, { once: true }); });
  }
  const meta = document.createElement("meta");
  Object.assign(meta, { name: "htmx-config", content: JSON.stringify(SETTINGS) });
  document.head.append(meta);
  const { process } = await import("./live.js");
  process();
  awake = true;
}

const wake = () => (waking ??= fetchLive());
const isLive = (target) => target instanceof Element && target.closest(LIVE);

for (const kind of ["focusin", "pointerdown"]) {
  document.addEventListener(kind, ({ target }) => { if (isLive(target)) wake(); }, { passive: true });
}

document.addEventListener("change", async ({ target }) => {
  if (awake || !isLive(target)) return;
  await wake();
  target.dispatchEvent(new Event("change", { bubbles: true }));
}, { capture: true });

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (awake || !form.matches("[hx-trigger*=submit]")) return;
  event.preventDefault();
  event.stopPropagation();
  await wake();
  form.requestSubmit(event.submitter);
}, { capture: true });
