// <button hidden data-print>: shown only where a script can print.
export default function printPage(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
