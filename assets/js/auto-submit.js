// data-auto-submit on a select: choosing is enough. Its button stays in the page for those without script,
// and for keyboard users, whose arrow keys would otherwise reload the page at every step.
export default function autoSubmit(select) {
  let byKeyboard = false;
  select.addEventListener("keydown", (event) => { byKeyboard = event.key !== "Enter"; });
  select.addEventListener("pointerdown", () => { byKeyboard = false; });
  select.addEventListener("change", () => {
    if (!byKeyboard) select.form?.requestSubmit();
  });
}
