// One polite live region for the whole page: a screen reader hears the sentence when it has finished the present one.
let region;

export function announce(sentence) {
  if (!region) {
    region = document.createElement("div");
    region.className = "vh";
    region.setAttribute("aria-live", "polite");
    document.body.append(region);
  }
  region.textContent = "";
  // An empty moment in between makes a repeated sentence be read again.
  setTimeout(() => { region.textContent = sentence; }, 60);
}
