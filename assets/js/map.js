// [data-map]: takes the place of the drawn map and makes it one that zooms. Markers stay links to the list below it.
// Without an address for tiles the same ground is drawn as in the still picture.
import { Control, DivIcon, LatLngBounds, Map as LeafletMap, Marker, Polygon, Polyline, SVG, TileLayer } from "leaflet";

const INK = "#221a33";
const PAPER = "#fffdfa";
const WATER = "#b7cbd1";
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
  const perSpot = new Map();
  return links.map((link) => {
    const at = [Number(link.dataset.lat), Number(link.dataset.lon)];
    const level = perSpot.get(String(at)) ?? 0;
    perSpot.set(String(at), level + 1);

    const pin = document.createElement("a");
    pin.href = link.getAttribute("href");
    pin.setAttribute("aria-label", link.getAttribute("aria-label"));
    pin.append(text("b", link.dataset.number), text("span", link.dataset.price));
    const available = !link.hasAttribute("data-taken");
    // Rooms of one building share a spot: their flags stand on each other's shoulders.
    const icon = new DivIcon({
      className: available ? "pin" : "pin pin--no", html: pin, iconSize: [0, 0], iconAnchor: [0, level * 26],
    });
    // The link inside is the stop for Tab; Leaflet's own would be a second one.
    new Marker(at, { icon, keyboard: false, zIndexOffset: available ? 100 : 0 }).addTo(map);
    return at;
  });
}

function enliven(holder) {
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
    afterFirstView = drawGround(map, JSON.parse(holder.dataset.ground));
  }
  const points = addPoints(map, links);
  const bounds = new LatLngBounds(points.length ? points : JSON.parse(holder.dataset.ground).outline);
  map.fitBounds(bounds, { paddingTopLeft: [50, 60], paddingBottomRight: [50, 20], maxZoom: 12, animate: false });
  afterFirstView();
}

document.querySelectorAll("[data-map]").forEach(enliven);
