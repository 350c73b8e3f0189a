// Everything on a page works without this file; it only saves people steps.
import "./map-start.js";
import "./near-me.js";
import "./wake-live.js";
import { start } from "./behaviours.js";
import autoSubmit from "./auto-submit.js";
import confirmOnce from "./confirm-once.js";
import copyLink from "./copy-link.js";
import errorSummary from "./error-summary.js";
import printPage from "./print-page.js";
import tabs from "./tabs.js";
import uploadPreview from "./upload-preview.js";

// What only a script can do is shown only where there is one.
document.documentElement.classList.add("js");

start({
  "auto-submit": autoSubmit,
  once: confirmOnce,
  copy: copyLink,
  "error-summary": errorSummary,
  print: printPage,
  tabs,
  "upload-preview": uploadPreview,
});
