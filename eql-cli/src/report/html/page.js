"use strict";
(() => {
  const alerts = [...document.querySelectorAll(".alert")];
  const bars = [...document.querySelectorAll("#chart rect")];
  const chart = document.getElementById("chart");
  const rule = document.getElementById("rule");
  const boxes = [...document.querySelectorAll("input[name=severity]")];
  const shown = document.getElementById("shown");

  /** Bars for what is shown, drawn from the bottom of each column up. */
  const draw = (visible) => {
    if (!chart) return;
    const most = Number(chart.dataset.most);
    const height = Number(chart.dataset.height);
    const tops = new Map();
    for (const bar of bars) {
      const { bin, severity } = bar.dataset;
      const count = visible.filter((a) => a.dataset.bin === bin && a.dataset.severity === severity).length;
      const size = (count / most) * height;
      const top = (tops.get(bin) ?? height) - size;
      tops.set(bin, top);
      bar.setAttribute("y", top.toFixed(1));
      bar.setAttribute("height", size.toFixed(1));
    }
  };

  const filter = () => {
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const visible = alerts.filter((a) => severities.has(a.dataset.severity) && (!rule.value || a.dataset.rule === rule.value));
    const set = new Set(visible);
    for (const alert of alerts) alert.hidden = !set.has(alert);
    shown.textContent = `${visible.length} of ${alerts.length} alerts shown`;
    draw(visible);
  };

  document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
  document.querySelector(".filters").addEventListener("change", filter);
  filter();
})();
