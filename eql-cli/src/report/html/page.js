"use strict";
(() => {
  const alerts = [...document.querySelectorAll(".alert")];
  const form = document.querySelector(".filters");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const chart = document.getElementById("chart");
  const columns = chart ? [...chart.querySelectorAll("g")] : [];
  if (!shown) return;

  /** The column of the chart that was chosen, if any. */
  let chosen = null;
  const texts = new Map();
  /** Everything that an alert says, documents included; read once, when somebody searches. */
  const textOf = (alert) => {
    if (!texts.has(alert)) texts.set(alert, alert.textContent.toLowerCase());
    return texts.get(alert);
  };
  const checked = (name) => new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));
  const isIn = (set, value) => set.size === 0 || set.has(value);

  /** Bars for what is shown, drawn from the bottom of each column up. */
  const draw = (matching) => {
    if (!chart) return;
    const height = Number(chart.dataset.height);
    const counts = new Map();
    const count = (place) => counts.set(place, (counts.get(place) ?? 0) + 1);
    for (const alert of matching) {
      count(alert.dataset.column);
      count(`${alert.dataset.column} ${alert.dataset.severity}`);
    }
    const most = Math.max(1, ...columns.map((column) => counts.get(column.dataset.column) ?? 0));
    document.getElementById("most").textContent = most;
    for (const column of columns) {
      let top = height;
      for (const bar of column.querySelectorAll("[data-severity]")) {
        const size = ((counts.get(`${column.dataset.column} ${bar.dataset.severity}`) ?? 0) / most) * height;
        top -= size;
        bar.setAttribute("y", top.toFixed(1));
        bar.setAttribute("height", size.toFixed(1));
      }
      column.classList.toggle("chosen", column === chosen);
    }
  };

  const filter = () => {
    const severities = checked("severity");
    const rules = checked("rule");
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    // The chart shows what matches at any time, so that another time can be chosen.
    const matching = alerts.filter(
      (a) => isIn(severities, a.dataset.severity) && isIn(rules, a.dataset.rule) && words.every((word) => textOf(a).includes(word)),
    );
    const visible = new Set(chosen ? matching.filter((a) => a.dataset.column === chosen.dataset.column) : matching);
    for (const alert of alerts) alert.hidden = !visible.has(alert);
    const when = chosen ? `, in ${chosen.dataset.title.split(": ")[0]}` : "";
    shown.textContent = `${visible.size} of ${alerts.length} alerts shown${when}`;
    draw(matching);
  };

  const choose = (column) => {
    chosen = column;
    filter();
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", filter);
  form.addEventListener("reset", () => {
    chosen = null;
    // The fields are empty only after the event.
    setTimeout(filter);
  });

  for (const column of columns) column.addEventListener("click", () => choose(column === chosen ? null : column));
  chart?.addEventListener("keydown", (event) => {
    const at = columns.indexOf(chosen);
    const next = {
      ArrowRight: () => columns[Math.min(at + 1, columns.length - 1)],
      ArrowLeft: () => columns[at < 0 ? columns.length - 1 : Math.max(at - 1, 0)],
      Home: () => columns[0],
      End: () => columns[columns.length - 1],
      Escape: () => null,
    }[event.key];
    if (!next) return;
    event.preventDefault();
    choose(next());
  });

  const setOpen = (open) => {
    for (const alert of alerts) if (!alert.hidden) alert.firstElementChild.open = open;
  };
  document.getElementById("open").addEventListener("click", () => setOpen(true));
  document.getElementById("close").addEventListener("click", () => setOpen(false));
  addEventListener("beforeprint", () => setOpen(true));

  /** Goes to the next or previous alert that is shown. */
  const step = (by) => {
    const visible = alerts.filter((alert) => !alert.hidden);
    const at = visible.findIndex((alert) => alert.contains(document.activeElement));
    const next = visible[at < 0 ? (by > 0 ? 0 : visible.length - 1) : at + by];
    if (!next) return;
    const line = next.querySelector("summary");
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === search) {
      if (event.key === "Escape") search.blur();
      return;
    }
    const action = { j: () => step(1), k: () => step(-1), "/": () => search.focus() }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  /** `#m…`: the alert with this id, as NDJSON has it. */
  const named = () => {
    const alert = alerts.find((a) => location.hash === `#${a.id}`);
    if (alert) alert.firstElementChild.open = true;
  };
  addEventListener("hashchange", named);
  named();
  // A page that is loaded again keeps what was typed.
  filter();
})();
