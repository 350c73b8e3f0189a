// The library that swaps parts of a page, set to our ways. Fetched by wake-live.js when somebody is about to use it.
import htmx from "htmx.org";

// Imported after htmx has put itself on window, because the extension looks for it there.
import "./htmx-morph.js";

Object.assign(htmx.config, {
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
});

export function process() {
  htmx.process(document.body);
}
