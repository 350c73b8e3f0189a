// Takes the place of the drawn map and makes it one that moves (map-start.js fetches it when somebody wants that).
// Markers stay links to the list beside it. Without an address for tiles the same ground is drawn as in the still picture.
import ground from "../../app/web/map_ground.json";
import { Control, DivIcon, LatLngBounds, Map as LeafletMap, Marker, Polygon, Polyline, SVG, TileLayer } from "leaflet";

const INK = "#221a33";
const PAPER = "#fffdfa";
const WATER = "#b7cbd1";
const STEM = 8; // pixels from the spot up to the flag that stands on it
const FLAG = 26; // and from one flag to the next above it
const PLACE_ZOOM = { near: 11, far: 9 };

function text(tag, content) {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}

function drawGround(map, { outline, waters, places }) {
  const renderer = new SVG({ padding: 1 });
  new Polygon(outline, { renderer, color: INK, weight: 2, fillColor: PAPER, fillOpacity: 1, interactive: false }).addTo(map);
  waters.forEach((line) => new Polyline(line, { renderer, color: WATER, weight: 4, interactive: false }).addTo(map));
  const names = places.map(([name, latitude, longitude], rank) => {
    const label = document.createElement("div");
    label.append(document.createElement("i"), text("em", name));
    const icon = new DivIcon({ className: "pin--place", html: label, iconSize: [0, 0] });
    return { rank, marker: new Marker([latitude, longitude], { icon, interactive: false, keyboard: false }) };
  });
  const show = () => names.forEach(({ rank, marker }) => {
    const wanted = map.getZoom() >= PLACE_ZOOM.near || (map.getZoom() >= PLACE_ZOOM.far && rank < 8);
    if (wanted) marker.addTo(map); else marker.remove();
  });
  map.on("zoomend", show);
  return show;
}

function addPoints(map, links) {
  map.createPane("stems").classList.add("map__stems"); // a stem passes behind every flag
  return links.map((link) => {
    const at = [Number(link.dataset.lat), Number(link.dataset.lon)];
    const pin = document.createElement("a");
    pin.href = link.getAttribute("href");
    pin.setAttribute("aria-label", link.getAttribute("aria-label"));
    pin.append(text("b", link.dataset.number), text("span", link.dataset.price));
    const stem = document.createElement("i");
    const underneath = new DivIcon({ className: "pin-stem", html: stem, iconSize: [0, 0] });
    new Marker(at, { icon: underneath, pane: "stems", interactive: false, keyboard: false }).addTo(map);
    const available = !link.hasAttribute("data-taken");
    const icon = new DivIcon({ className: available ? "pin" : "pin pin--no", html: pin, iconSize: [0, 0] });
    // The link inside is the stop for Tab; Leaflet's own would be a second one.
    new Marker(at, { icon, keyboard: false, zIndexOffset: available ? 100 : 0 }).addTo(map);
    return { at, pin, stem };
  });
}

// Flags that would lie on each other are lifted until they are free; a stem says where they stand.
function spread(map, points) {
  const placed = [];
  // From south to north, so that a flag has to make way only for those below it.
  const southFirst = points.map((point) => ({ ...point, ...map.latLngToLayerPoint(point.at) })).sort((a, b) => b.y - a.y);
  southFirst.forEach(({ x, y, pin, stem }) => {
    const half = pin.offsetWidth / 2 + 1;
    const box = { left: x - half, right: x + half, bottom: y - STEM };
    const hits = (other) => box.left < other.right && other.left < box.right && Math.abs(box.bottom - other.bottom) < FLAG;
    while (placed.some(hits)) box.bottom -= FLAG;
    placed.push(box);
    const lift = y - box.bottom;
    pin.style.bottom = `${lift}px`;
    stem.style.height = `${lift + 4}px`;
  });
}

// Where somebody has moved to can be searched: an ordinary link, to the same question within what the map shows.
function offerSearch(map, holder) {
  const { search, searchText } = holder.dataset;
  if (!search) return;
  const link = text("a", searchText);
  link.className = "btn map__search";
  map.on("moveend", () => {
    const shown = map.getBounds();
    const corners = [shown.getSouth(), shown.getWest(), shown.getNorth(), shown.getEast()];
    const address = new URL(search, location.href);
    address.searchParams.set("box", corners.map((degrees) => degrees.toFixed(4)).join(","));
    link.href = address;
    if (!link.isConnected) holder.prepend(link);
  });
}

export function enliven(holder) {
  const still = holder.querySelector("svg");
  const links = Array.from(holder.querySelectorAll("a[data-lat]"));
  const live = document.createElement("div");
  live.className = "map__live";
  live.setAttribute("role", "group");
  live.setAttribute("aria-label", still.getAttribute("aria-label"));
  still.replaceWith(live);

  const { tileUrl, tileAttribution, zoomIn, zoomOut } = holder.dataset;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new LeafletMap(live, {
    zoomControl: false,
    attributionControl: Boolean(tileUrl),
    scrollWheelZoom: false, // scrolling past a map must not get caught in it
    keyboard: true,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    markerZoomAnimation: !calm,
    zoomSnap: 0.25,
    maxZoom: 18,
    minZoom: 7,
  });
  new Control.Zoom({ position: "bottomright", zoomInTitle: zoomIn, zoomOutTitle: zoomOut, zoomInText: "+", zoomOutText: "−" }).addTo(map);

  let afterFirstView = () => {};
  if (tileUrl) {
    map.attributionControl.setPrefix(false);
    new TileLayer(tileUrl, { attribution: tileAttribution, maxZoom: 18 }).addTo(map);
  } else {
    afterFirstView = drawGround(map, ground);
  }
  const points = addPoints(map, links);
  const spots = points.length ? points.map(({ at }) => at) : ground.outline;
  map.fitBounds(new LatLngBounds(spots), {
    paddingTopLeft: [50, 70], paddingBottomRight: [50, 20], maxZoom: 12, animate: false,
  });
  afterFirstView();
  spread(map, points);
  map.on("zoomend", () => spread(map, points));
  offerSearch(map, holder);
}
