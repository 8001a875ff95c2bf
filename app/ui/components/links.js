// Links of the app, and the entries they leave in the browser's history: one click, one entry.
//
// st.switch_page leaves two, of which the first mixes the old path with the new parameters. So a link goes the way
// that Back and Forward go: the address changes first, then Streamlit is told that it has, and asks the server for the
// page of that address. A page that is linked to, gone back to or reloaded is drawn from the same address.

import { whenHeard } from "./view/clicks.js";

const LINKS = ".kb-view a[href^='/'], [data-testid='stTopNavLink'], [data-testid='stSidebarNavLink']";
const PLACES = ["at", "coding"]; // where a person looks on a page: no other view, and no entry of its own

/** Make links leave one entry each, and what the server does with the address at most one for what a person did. */
export function keepHistory() {
  if (window.kbHistory) return;
  let acted = false;
  const push = history.pushState.bind(history);
  window.kbHistory = push;
  for (const kind of ["pointerdown", "keydown", "drop", "change"]) {
    document.addEventListener(kind, () => { acted = true; }, { capture: true, passive: true });
  }
  // This is called by Streamlit when Python has changed a parameter: it has a call for each, also on its own account.
  history.pushState = (state, unused, url) => {
    const isView = acted && !isSameView(new URL(url, location.href));
    if (isView) acted = false;
    (isView ? push : history.replaceState.bind(history))(state, unused, url);
  };
  document.addEventListener("click", follow, { capture: true });
  document.addEventListener("click", copyLink);
}

/** Go to an address of the app; ``isReplaced``: it takes the place of the one that is left. */
export function go(href, isReplaced = false) {
  const change = isReplaced || new URL(href, location.href).href === location.href ? history.replaceState.bind(history) : window.kbHistory;
  change({}, "", href);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

// Any click with Ctrl, Meta, Shift or the middle button is the browser's.
function follow(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
  const link = event.target.closest?.(LINKS);
  if (!link || link.target === "_blank" || link.origin !== location.origin) return;
  event.preventDefault();
  if (link.dataset.testid) { // one of Streamlit's own, which would follow it in its own way
    event.stopPropagation();
    document.querySelector("[data-testid='stSidebarCollapseButton'] button")?.click(); // the drawer of a narrow screen
  }
  const root = link.closest(".kb-view");
  if (root) root.kbTurned = link.rel === "next" || link.rel === "prev";
  whenHeard(() => go(link.href));
}

function isSameView(url) {
  const told = ({ pathname, searchParams }) => pathname + [...searchParams].filter(([name]) => !PLACES.includes(name)).sort();
  return told(url) === told(new URL(location.href));
}

function copyLink(event) {
  const button = event.target.closest("[data-kb-copy-link]");
  if (!button) return;
  const field = Object.assign(document.createElement("textarea"), { value: location.href, style: "position:fixed;top:-9em" });
  document.body.append(field); // navigator.clipboard is there with TLS or on this computer only
  field.select();
  button.textContent = document.execCommand("copy") ? "Copied" : "Press Ctrl C";
  field.remove();
  button.focus();
  setTimeout(() => { button.textContent = "Copy link"; }, 2000);
}
