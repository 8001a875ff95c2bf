// The window of paragraphs that is on the page: the next one is asked for before its edge is seen, stripes are
// placed when their paragraph comes near, and the scroll bar is kept honest by spacers.

import { measureRows } from "./paint.js";
import { raise } from "./render.js";
import { ask } from "../coding/select.js";

const AHEAD = 2400; // pixels before the edge at which the next window is asked for

/** Watch scrolling and width. */
export function bindWindow(surface) {
  surface.watcher = new IntersectionObserver((entries) => {
    const rows = entries.filter((entry) => entry.isIntersecting && !entry.target.kbMeasured).map((entry) => entry.target);
    if (rows.length) measureRows(surface, rows);
  }, { rootMargin: "300px" });
  let waiting = false;
  const scrolled = (event) => {
    if (waiting || !surface.root.isConnected || !event.target.contains(surface.root)) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; lookAhead(surface); });
  };
  document.addEventListener("scroll", scrolled, { capture: true, passive: true, signal: surface.ended.signal });
  new ResizeObserver(() => fit(surface)).observe(surface.root);
  document.fonts?.ready.then(() => remeasure(surface));
}

/** Bring the layout in line with the width. At less than 640 px the names go, the speaker moves above the words and dialogs become sheets. */
export function fit(surface) {
  const width = surface.root.clientWidth;
  if (!width || width === surface.width) return;
  surface.width = width;
  surface.narrow = width < 640;
  surface.root.classList.toggle("kb-narrow", surface.narrow);
  surface.root.classList.toggle("kb-slim", width < 780);
  surface.heights.clear();
  remeasure(surface);
}

function remeasure(surface) {
  const near = [];
  for (const row of surface.rows.values()) {
    row.kbMeasured = false;
    const box = row.getBoundingClientRect();
    if (box.bottom > -300 && box.top < window.innerHeight + 300) near.push(row);
  }
  measureRows(surface, near);
  raise(surface);
}

/** Ask for another window if the view comes near the edge of this one, or is beyond it. */
export function lookAhead(surface) {
  if (!surface.data || !surface.paragraphs.length) return;
  const first = surface.data.window.first, last = first + surface.paragraphs.length;
  const box = { top: surface.above.getBoundingClientRect().bottom, bottom: surface.below.getBoundingClientRect().top };
  const tall = window.innerHeight;
  clearTimeout(surface.jumping);
  if (box.top > tall || box.bottom < 0) {
    surface.jumping = setTimeout(() => jump(surface), 120);
  } else if (first > 0 && box.top > -AHEAD) {
    ask(surface, middle(surface, tall) - 40);
  } else if (last < surface.data.total && box.bottom < tall + AHEAD) {
    ask(surface, middle(surface, tall));
  }
}

// The paragraph in the middle of the view.
function middle(surface, tall) {
  for (const row of surface.rows.values()) {
    if (row.getBoundingClientRect().bottom > tall / 2) return row.kbParagraph.position;
  }
  return surface.paragraphs.at(-1).position;
}

// Beyond the window there are only spacers: guess from their height which paragraph belongs there.
function jump(surface) {
  const landing = surface.rows.get(surface.landing);
  if (landing) { landing.scrollIntoView({ block: "center" }); return; }  // the page around is still taking its shape
  const first = surface.data.window.first, last = first + surface.paragraphs.length;
  const above = surface.above.getBoundingClientRect(), below = surface.below.getBoundingClientRect();
  const share = (box) => Math.max(0, Math.min(1, (window.innerHeight / 2 - box.top) / (box.height || 1)));
  const inAbove = above.bottom > window.innerHeight / 2;
  const position = inAbove ? share(above) * first : last + share(below) * (surface.data.total - last);
  surface.jumped = true;
  ask(surface, Math.round(position));
}
