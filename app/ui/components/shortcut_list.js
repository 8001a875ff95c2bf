// The list of shortcuts that ? shows, on every page: one part of shortcuts.json in a dialog.

const make = (name, className = "", text = "") => Object.assign(document.createElement(name), { className, textContent: text });

/** Show shortcuts over a root; without ``writes`` those that change something are left out. */
export function showShortcuts(root, shortcuts, { writes = true, after = () => {} } = {}) {
  root.querySelector("dialog")?.close();
  const dialog = make("dialog", "kb-dialog kb-wide"), head = make("div", "kb-dialog-head"), close = make("button", "kb-close", "Close");
  const table = make("dl", "kb-keys");
  dialog.setAttribute("aria-label", "Keyboard shortcuts");
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  for (const { show, says, writes: changes } of shortcuts) {
    if (!show || (changes && !writes)) continue;
    const term = make("dt"), pair = make("div");
    for (const key of show) term.append(make("kbd", "", key), " ");
    pair.append(term, make("dd", "", says.replaceAll("*", "")));
    table.append(pair);
  }
  head.append(make("h2", "", "Keyboard shortcuts"), close);
  dialog.append(head, table);
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "?") dialog.close();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); after(); });
  root.append(dialog);
  dialog.showModal();
}
