// data-once on a form: a second click does nothing, and says why. data-once may carry the sentence to say.
import { announce } from "./announce.js";

export default function confirmOnce(form) {
  let sent = false;

  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    const button = event.submitter ?? form.querySelector("button:not([type=button])");
    // Not `disabled`: that would drop the button's own value from the request and throw focus away.
    button?.setAttribute("aria-disabled", "true");
    if (form.dataset.once) announce(form.dataset.once);
  });

  // Coming back with the browser's back button shows the page as it was left; open it up again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent = false;
    form.querySelectorAll("[aria-disabled=true]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
}
