"use strict";
(() => {
  const root = document.documentElement;
  const wantsDark = matchMedia("(prefers-color-scheme: dark)");
  const themeButton = document.getElementById("theme");
  let onTheme = () => {};

  function setTheme(dark) {
    root.dataset.theme = dark ? "dark" : "light";
    themeButton.textContent = dark ? "Light" : "Dark";
    themeButton.setAttribute("aria-label", `Show in ${dark ? "light" : "dark"} colours`);
    onTheme();
  }
  themeButton.hidden = false;
  themeButton.addEventListener("click", () => setTheme(root.dataset.theme !== "dark"));
  wantsDark.addEventListener("change", event => setTheme(event.matches));
  addEventListener("beforeprint", () => { root.dataset.printed = root.dataset.theme; setTheme(false); });
  addEventListener("afterprint", () => setTheme(root.dataset.printed === "dark"));
  setTheme(wantsDark.matches);

  // Tables: a click on a heading sorts by it; a second click turns the order around.
  const said = document.getElementById("said");
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    const number = Number.parseFloat(cell.dataset.value);
    return Number.isNaN(number) ? cell.dataset.value === "" ? null : cell.textContent.trim() : number;
  };
  function compare(a, b) {
    if (a === null || b === null) return 0;
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  }
  for (const button of document.querySelectorAll("thead button")) {
    button.addEventListener("click", () => {
      const heading = button.parentElement;
      const table = heading.closest("table");
      const up = heading.getAttribute("aria-sort") !== "ascending";
      const body = table.tBodies[0];
      const rows = Array.from(body.rows, row => ({ row, value: valueOf(row, heading.cellIndex) }));
      const known = rows.filter(entry => entry.value !== null).sort((a, b) => up ? compare(a.value, b.value) : compare(b.value, a.value));
      body.append(...known.concat(rows.filter(entry => entry.value === null)).map(entry => entry.row));
      for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", up ? "ascending" : "descending");
      said.textContent = `Sorted by ${button.textContent}, ${up ? "ascending" : "descending"}.`;
    });
  }

  const data = document.getElementById("curves-data");
  if (data) onTheme = UniMemCurves(JSON.parse(data.textContent), said);
})();
