// Lists can be filtered and sorted; without this script they are shown whole, in their order.
"use strict";
(() => {
  const table = document.getElementById("list");
  const rows = [...table.tBodies[0].rows];
  const filters = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const asked = new URLSearchParams(location.search);
  const fields = [];

  const labelled = (name, field) => {
    const label = document.createElement("label");
    label.append(name, field);
    filters.append(label);
    field.addEventListener("input", show);
    return field;
  };
  const text = labelled("Words", Object.assign(document.createElement("input"), { type: "search" }));
  for (const head of table.querySelectorAll("th[data-filter]")) {
    const name = head.dataset.filter;
    const values = new Set(rows.flatMap((row) => row.dataset[name].split("|")).filter(Boolean));
    const select = document.createElement("select");
    select.append(new Option("any", ""), ...[...values].sort().map((value) => new Option(value, value)));
    if (values.has(asked.get(name))) select.value = asked.get(name);
    fields.push([name, labelled(head.textContent, select)]);
  }

  function show() {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let number = 0;
    for (const row of rows) {
      const has = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => has.includes(word))
        || fields.some(([name, field]) => field.value && !row.dataset[name].split("|").includes(field.value));
      number += row.hidden ? 0 : 1;
    }
    shown.textContent = number < rows.length ? `${number} of ${rows.length} shown` : "";
  }

  for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
    const isNumber = head.classList.contains("num");
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : isNumber;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (row) => row.cells[at].textContent.trim();
      const order = (one, other) => (isNumber ? value(one) - value(other) : value(one).localeCompare(value(other)));
      rows.sort((one, other) => (down ? -1 : 1) * order(one, other));
      table.tBodies[0].append(...rows);
    });
  }
  filters.hidden = false;
  show();
})();
