// Lets hx-swap="morph" change a region in place, so that focus and typed text survive an update.
import { Idiomorph } from "idiomorph";
import htmx from "htmx.org";

function settings(swapStyle) {
  if (swapStyle === "morph" || swapStyle === "morph:outerHTML") return { morphStyle: "outerHTML" };
  if (swapStyle === "morph:innerHTML") return { morphStyle: "innerHTML" };
  return null;
}

htmx.defineExtension("morph", {
  isInlineSwap: (swapStyle) => settings(swapStyle)?.morphStyle === "outerHTML" || swapStyle === "outerHTML",
  handleSwap(swapStyle, target, fragment) {
    const chosen = settings(swapStyle);
    return chosen ? Idiomorph.morph(target, fragment.children, chosen) : false;
  },
});
