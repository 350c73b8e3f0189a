// Time is chosen in the calendar's columns: dragged with a pointer, or walked to with the keys. The choice opens the
// form that blocks it, filled in; the form is there without this file too.
import { announce } from "./announce.js";

const QUARTER = 15;
const PIXELS = 12;
const TAPPED = 60; // who only points at empty time is offered an hour of it

const area = document.querySelector("[data-calendar]");
if (area) start(area);

function start(area) {
  const first = Number(area.dataset.start);
  const last = Number(area.dataset.end);
  const columns = [...area.querySelectorAll("[data-column]")].map((element) => ({
    element,
    label: element.dataset.column,
    free: element.dataset.free.split(" ").filter(Boolean).map((span) => span.split("-").map(Number)),
  }));
  area.dataset.live = "";

  const freeAround = (column, minute) => columns[column].free.find(([from, until]) => from <= minute && minute < until);

  function go(column, from, until) {
    const address = new URL(area.dataset.calendar, location.href);
    address.searchParams.set("room", columns[column].element.dataset.room);
    address.searchParams.set("date", dayOf(columns[column].element.dataset.date, from));
    address.searchParams.set("from", clock(from));
    address.searchParams.set("until", clock(until));
    location.assign(address);
  }

  const told = (from, until) => area.dataset.chosen.replace("{from}", shown(from)).replace("{until}", shown(until));

  drag({ area, columns, first, last, freeAround, go });
  walk({ area, columns, first, last, freeAround, go, told });
}

function clock(minute) {
  const within = minute % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

// As the page writes a time: 9.30 in Dutch, 9:30 in English.
function shown(minute) {
  const text = clock(minute).replace(/^0/, "");
  return document.documentElement.lang === "nl" ? text.replace(":", ".") : text;
}

// A column goes on past midnight: its small hours are those of the next day.
function dayOf(date, minute) {
  if (minute < 1440) return date;
  const next = new Date(`${date}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

function drag({ area, columns, first, freeAround, go }) {
  let held = null;

  const minuteAt = (column, event) => {
    const top = columns[column].element.getBoundingClientRect().top;
    return first + Math.floor((event.clientY - top) / PIXELS) * QUARTER;
  };

  function span(event) {
    const [from, until] = held.within;
    const minute = Math.min(Math.max(minuteAt(held.column, event), from), until - QUARTER);
    return [Math.max(Math.min(held.anchor, minute), from), Math.min(Math.max(held.anchor, minute) + QUARTER, until)];
  }

  function show([from, until]) {
    held.ghost.style.top = `${((from - first) / QUARTER) * PIXELS}px`;
    held.ghost.style.height = `${((until - from) / QUARTER) * PIXELS}px`;
    held.ghost.textContent = `${shown(from)}–${shown(until)}`;
  }

  function stop() {
    held?.ghost.remove();
    held = null;
  }

  columns.forEach(({ element }, column) => {
    element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.target.closest("a")) return;
      const anchor = minuteAt(column, event);
      const within = freeAround(column, anchor);
      if (!within) return;
      held = { column, anchor, within, moved: false, touch: event.pointerType === "touch", ghost: document.createElement("div") };
      if (held.touch) return; // a finger that moves is scrolling; one that does not is pointing
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      held.ghost.className = "cal__ghost";
      element.append(held.ghost);
      show(span(event));
    });
    element.addEventListener("pointermove", (event) => {
      if (!held || held.touch || held.column !== column) return;
      const now = span(event);
      held.moved ||= now[1] - now[0] > QUARTER;
      show(now);
    });
    element.addEventListener("pointerup", (event) => {
      if (!held || held.column !== column) return;
      const { anchor, within, moved } = held;
      const [from, until] = moved ? span(event) : [Math.max(anchor, within[0]), Math.min(anchor + TAPPED, within[1])];
      stop();
      go(column, from, until);
    });
    element.addEventListener("pointercancel", stop);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !held) return;
    stop();
    announce(area.dataset.stopped);
  });
}

function walk({ area, columns, first, last, freeAround, go, told }) {
  const rows = (last - first) / QUARTER;
  const grid = document.createElement("div");
  grid.className = "cal__keys";
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-label", area.dataset.label);
  grid.setAttribute("aria-multiselectable", "true");
  grid.setAttribute("aria-describedby", "cal-how");
  grid.style.gridTemplateColumns = `repeat(${columns.length}, minmax(0, 1fr))`;
  const cells = [];
  for (let row = 0; row < rows; row += 1) {
    const line = document.createElement("div");
    line.setAttribute("role", "row");
    cells.push(columns.map(({ label }, column) => {
      const minute = first + row * QUARTER;
      const cell = document.createElement("div");
      cell.setAttribute("role", "gridcell");
      cell.tabIndex = -1;
      const state = freeAround(column, minute) ? area.dataset.empty : area.dataset.busy;
      cell.setAttribute("aria-label", `${label}, ${shown(minute)}, ${state}`);
      line.append(cell);
      return cell;
    }));
    grid.append(line);
  }
  area.append(grid);

  let at = { row: 0, column: 0 };
  let anchor = null;
  const begin = columns.findIndex(({ free }) => free.length);
  if (begin >= 0) at = { row: Math.max((columns[begin].free[0][0] - first) / QUARTER, 0) | 0, column: begin };
  cells[at.row][at.column].tabIndex = 0;

  const minuteOf = (row) => first + row * QUARTER;

  function mark() {
    cells.flat().forEach((cell) => cell.removeAttribute("aria-selected"));
    if (anchor === null) return;
    for (let row = Math.min(anchor, at.row); row <= Math.max(anchor, at.row); row += 1) {
      cells[row][at.column].setAttribute("aria-selected", "true");
    }
  }

  function move(row, column) {
    cells[at.row][at.column].tabIndex = -1;
    at = { row: Math.min(Math.max(row, 0), rows - 1), column: Math.min(Math.max(column, 0), columns.length - 1) };
    const cell = cells[at.row][at.column];
    cell.tabIndex = 0;
    cell.focus();
  }

  function extend(row) {
    const from = anchor ?? at.row;
    const within = freeAround(at.column, minuteOf(from));
    if (!within) return;
    const to = Math.min(Math.max(row, 0), rows - 1);
    if (minuteOf(to) < within[0] || minuteOf(to) >= within[1]) return; // stops where the empty time stops
    anchor = from;
    move(to, at.column);
    mark();
    announce(told(...chosen()));
  }

  function chosen() {
    const from = anchor ?? at.row;
    const [start, end] = freeAround(at.column, minuteOf(from));
    return [
      Math.max(minuteOf(Math.min(from, at.row)), start),
      Math.min(minuteOf(Math.max(from, at.row)) + QUARTER, end),
    ];
  }

  function clear() {
    anchor = null;
    mark();
  }

  const STEPS = {
    ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-4, 0], PageDown: [4, 0],
  };

  grid.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step && event.shiftKey && step[0]) {
      extend(at.row + step[0]);
    } else if (step) {
      clear();
      move(at.row + step[0], at.column + step[1]);
    } else if (event.key === "Home" || event.key === "End") {
      clear();
      move(event.key === "Home" ? 0 : rows - 1, at.column);
    } else if (event.key === "Enter" || event.key === " ") {
      if (freeAround(at.column, minuteOf(anchor ?? at.row))) go(at.column, ...chosen());
      else announce(cells[at.row][at.column].getAttribute("aria-label"));
    } else if (event.key === "Escape" && anchor !== null) {
      clear();
      announce(area.dataset.stopped);
    } else {
      return;
    }
    event.preventDefault();
  });
}
