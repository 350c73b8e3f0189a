// Everything on a page works without this file; it only saves people steps.
import htmx from "htmx.org";

// Imported after htmx has put itself on window, because the extension looks for it there.
import "./htmx-morph.js";
import "./map-start.js";
import "./near-me.js";
import { start } from "./behaviours.js";
import autoSubmit from "./auto-submit.js";
import confirmOnce from "./confirm-once.js";
import copyLink from "./copy-link.js";
import countdown from "./countdown.js";
import errorSummary from "./error-summary.js";
import printPage from "./print-page.js";
import uploadPreview from "./upload-preview.js";

// What only a script can do is shown only where there is one.
document.documentElement.classList.add("js");

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

start({
  "auto-submit": autoSubmit,
  once: confirmOnce,
  copy: copyLink,
  countdown,
  "error-summary": errorSummary,
  print: printPage,
  "upload-preview": uploadPreview,
});
