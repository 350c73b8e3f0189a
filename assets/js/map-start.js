// <button data-map-start="address of map.js"> in a [data-map]: the drawn map is whole by itself, so the script that moves
// it is fetched only when somebody asks for it. One listener for the page: a swap may bring the button back.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-map-start]");
  if (!button) return;
  button.setAttribute("aria-disabled", "true");
  const { enliven } = await import(button.dataset.mapStart);
  const holder = button.closest("[data-map]");
  enliven(holder);
  button.remove();
  holder.querySelector(".map__live")?.focus();
});
