// <time data-countdown datetime="ISO" data-minutes="{n} minutes left" data-minute="..." data-seconds="..." data-over="...">
// The page already says until when, in words; this keeps the remaining time next to it. It is read aloud only at five
// minutes, at one minute and at the end: a clock that talks every second is no help to anyone.
import { announce } from "./announce.js";

const MINUTE_MS = 60_000;

export default function countdown(element) {
  const deadline = Date.parse(element.getAttribute("datetime"));
  if (Number.isNaN(deadline)) return;
  const said = new Set();
  const { minutes, minute, seconds, over } = element.dataset;

  const sayOnce = (key, sentence) => {
    if (said.has(key)) return;
    said.add(key);
    announce(sentence);
  };

  const text = (left) => {
    if (left <= 0) return over;
    if (left <= MINUTE_MS) return seconds.replace("{n}", Math.ceil(left / 1000));
    const whole = Math.ceil(left / MINUTE_MS);
    return (whole === 1 ? minute : minutes).replace("{n}", whole);
  };

  // What had already passed when the page opened is in the page's own text.
  const atStart = deadline - Date.now();
  if (atStart <= 5 * MINUTE_MS) said.add(5);
  if (atStart <= MINUTE_MS) said.add(1);

  const tick = () => {
    const left = deadline - Date.now();
    element.textContent = text(left);
    if (left <= 0) {
      sayOnce(0, over);
      element.dispatchEvent(new CustomEvent("countdown:over", { bubbles: true }));
      return;
    }
    if (left <= MINUTE_MS) sayOnce(1, minute.replace("{n}", 1));
    else if (left <= 5 * MINUTE_MS) sayOnce(5, minutes.replace("{n}", 5));
    // Next when the text changes: each second in the last minute, before that at the next whole minute.
    setTimeout(tick, left <= MINUTE_MS ? 1000 : (left % MINUTE_MS) + 50);
  };
  tick();
}
