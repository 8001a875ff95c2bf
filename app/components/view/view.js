// Shows HTML that Python rendered and escaped, and tells Python what was clicked.
// A link of the app changes the page in place; any click with Ctrl, Meta, Shift or the middle button is the browser's.

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".kb-view");
  root.kbSend = setTriggerValue;
  if (root.kbHtml !== data.html) {
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    root.innerHTML = data.html;
    root.kbHtml = data.html;
    if (focused) root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }
  if (root.kbBound) return;
  root.kbBound = true;

  root.addEventListener("click", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    const link = event.target.closest("a[href^='/']");
    if (link && !modified) {
      event.preventDefault();
      const url = new URL(link.href);
      root.kbSend("go", { path: url.pathname, params: Object.fromEntries(url.searchParams) });
      return;
    }
    const button = event.target.closest("[data-do]");
    if (button && !button.disabled) root.kbSend("do", { ...button.dataset, at: Date.now() });
  });

  // In a list, the arrow keys go from row to row; Enter follows the link as everywhere.
  root.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const rows = [...root.querySelectorAll("[data-row] a, a[data-row]")];
    const at = rows.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  });
}
