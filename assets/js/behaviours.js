// Binds one behaviour to every element with data-<name>, also to those that arrive later through a swap.
const bound = new WeakMap();

function bind(element, name, behaviour) {
  const names = bound.get(element) ?? new Set();
  if (names.has(name)) return;
  bound.set(element, names.add(name));
  behaviour(element);
}

function bindWithin(root, behaviours) {
  for (const [name, behaviour] of Object.entries(behaviours)) {
    if (root.matches?.(`[data-${name}]`)) bind(root, name, behaviour);
    root.querySelectorAll(`[data-${name}]`).forEach((element) => bind(element, name, behaviour));
  }
}

export function start(behaviours) {
  bindWithin(document, behaviours);
  document.addEventListener("htmx:load", (event) => bindWithin(event.target, behaviours));
}
