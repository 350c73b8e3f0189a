// <button hidden data-copy="text" data-copied="Copied">: shown only where copying works.
import { announce } from "./announce.js";

export default function copyLink(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const before = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    announce(button.dataset.copied);
    setTimeout(() => { button.textContent = before; }, 4000);
  });
}
