// The library that swaps parts of a page, with our way of swapping. Fetched by wake-live.js when somebody is about to
// use it; its settings stand there, because it reads them the moment it arrives.
import htmx from "htmx.org";

// Imported after htmx has put itself on window, because the extension looks for it there.
import "./htmx-morph.js";

export function process() {
  htmx.process(document.body);
}
