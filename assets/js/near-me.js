// <button data-near-me> in a search form: asks the browser where it is, to about a kilometre, and searches around that.
// The place goes along with the question and is kept nowhere.
import { announce } from "./announce.js";

function searchAround(form, { latitude, longitude }) {
  const near = form.elements.namedItem("near");
  const input = form.elements.namedItem("at") ?? document.createElement("input");
  Object.assign(input, { type: "hidden", name: "at", value: `${latitude.toFixed(2)},${longitude.toFixed(2)}` });
  if (!input.isConnected) form.append(input);
  near.value = "";
  form.requestSubmit();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-near-me]");
  if (!button) return;
  const refuse = () => {
    announce(button.dataset.refused);
    button.title = button.dataset.refused;
    button.form.elements.namedItem("near").focus();
  };
  if (!navigator.geolocation) { refuse(); return; }
  navigator.geolocation.getCurrentPosition(({ coords }) => searchAround(button.form, coords), refuse, {
    maximumAge: 300_000,
    timeout: 10_000,
  });
});
