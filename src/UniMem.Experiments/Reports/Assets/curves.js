"use strict";
// Interactive curves: what is drawn comes from the figures that are drawn as images too.
function UniMemCurves(charts, said) {
  const place = document.getElementById("chart");
  const toggles = document.getElementById("toggles");
  const tabs = Array.from(document.querySelectorAll("[role=tab]"));
  const hidden = new Set();
  let chart = charts[0];
  let plot = null;

  const dark = () => document.documentElement.dataset.theme === "dark";
  const shade = colour => dark() ? mix(colour, 255, 0.42) : colour;
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  function mix(colour, towards, part) {
    const channels = [1, 3, 5].map(i => Number.parseInt(colour.slice(i, i + 2), 16));
    return `#${channels.map(c => Math.round(c + (towards - c) * part).toString(16).padStart(2, "0")).join("")}`;
  }
  function number(value) {
    if (value === null || value === undefined) return "";
    const size = Math.abs(value);
    return size >= 10000 ? value.toLocaleString("en", { maximumFractionDigits: 0 }) : size >= 100 ? value.toFixed(1) : size >= 1 ? value.toFixed(3) : value.toFixed(4);
  }
  function ticks(low, high, wished) {
    const rough = (high - low) / wished;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map(m => m * power).reduce((a, b) => Math.abs(Math.log(b / rough)) < Math.abs(Math.log(a / rough)) ? b : a);
    const places = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) places.push(Number((k * step).toPrecision(12)));
    return places;
  }
  const short = value => Math.abs(value) >= 1e6 ? `${+(value / 1e6).toPrecision(4)}M` : Math.abs(value) >= 1e4 ? `${+(value / 1e3).toPrecision(4)}k` : `${+value.toPrecision(6)}`;

  const whereOf = at => (chart.x.ticks ?? []).find(t => t[0] === at)?.[1] ?? short(at);

  // One column for the places, then three a curve: middle, lower and upper end of its interval.
  function table() {
    const places = [...new Set(chart.series.flatMap(s => s.x))].sort((a, b) => a - b);
    const columns = chart.series.flatMap(s => {
      const at = new Map(s.x.map((x, i) => [x, i]));
      const column = values => places.map(x => at.has(x) && values ? values[at.get(x)] : null);
      return [column(s.y), column(s.low), column(s.high)];
    });
    return [places, ...columns];
  }

  function padded(low, high, log) {
    if (low === null || high === null) return [0, 1];
    if (low === high) return log ? [low / 1.1, high * 1.1] : [low - 1, high + 1];
    const pad = 0.06;
    return log ? [low * (low / high) ** pad, high * (high / low) ** pad] : [low - pad * (high - low), high + pad * (high - low)];
  }

  function yRange(u, low, high) {
    const shown = chart.series.flatMap((s, i) => hidden.has(s.name) || !s.low ? [] : [u.data[2 + 3 * i], u.data[3 + 3 * i]])
      .flat().filter(v => v !== null && (!chart.y.log || v > 0));
    const room = chart.bars ? Infinity : 0.5 * (high - low);
    const [from, to] = shown.length === 0 ? [low, high] : [Math.max(low - room, Math.min(low, ...shown)), Math.min(high + room, Math.max(high, ...shown))];
    return padded(chart.y.log && from <= 0 ? low : from, chart.y.max ? Math.min(to, chart.y.max) : to, chart.y.log);
  }

  function whiskers(u) {
    if (!chart.bars) return;
    chart.series.forEach((s, i) => {
      if (hidden.has(s.name)) return;
      u.ctx.save();
      u.ctx.strokeStyle = shade(s.colour);
      u.ctx.lineWidth = 1.5 * devicePixelRatio;
      u.ctx.beginPath();
      u.data[0].forEach((x, k) => {
        const [low, high] = [u.data[2 + 3 * i][k], u.data[3 + 3 * i][k]];
        if (low === null || high === null) return;
        const left = u.valToPos(x, "x", true);
        u.ctx.moveTo(left, u.valToPos(low, "y", true));
        u.ctx.lineTo(left, u.valToPos(high, "y", true));
      });
      u.ctx.stroke();
      u.ctx.restore();
    });
  }

  function rules(u) {
    u.ctx.save();
    u.ctx.strokeStyle = css("--quiet");
    u.ctx.lineWidth = devicePixelRatio;
    for (const at of chart.y.rules) {
      const height = u.valToPos(at, "y", true);
      u.ctx.beginPath();
      u.ctx.moveTo(u.bbox.left, height);
      u.ctx.lineTo(u.bbox.left + u.bbox.width, height);
      u.ctx.stroke();
    }
    u.ctx.restore();
  }

  function options(width) {
    const [ink, line, font] = [css("--quiet"), css("--line"), "13px system-ui, sans-serif"];
    const marked = Math.max(...chart.series.map(s => s.x.length)) <= 24;
    return {
      width,
      height: Math.max(300, Math.min(460, width * 0.55)),
      padding: [10, 14, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: true, y: true, uni: 24 }, points: { size: 8 } },
      scales: {
        x: { time: false, distr: chart.x.log ? 3 : 1, range: (u, low, high) => chart.x.range ?? padded(low, high, chart.x.log) },
        y: { distr: chart.y.log ? 3 : 1, range: yRange },
      },
      axes: [
        {
          stroke: ink, font, labelFont: font, label: chart.x.label, size: 34, labelSize: 24, grid: { show: false }, ticks: { show: false }, filter: (u, places) => places,
          splits: (u, axis, low, high) => chart.x.ticks ? chart.x.ticks.map(t => t[0]).filter(at => at >= low && at <= high) : ticks(low, high, Math.max(2, width / 110)),
          values: (u, places) => places.map(whereOf),
        },
        {
          stroke: ink, font, size: 58, grid: { stroke: line, width: 1 }, ticks: { show: false }, filter: (u, places) => places,
          splits: (u, axis, low, high) => ticks(low, high, 6), values: (u, places) => places.map(short),
        },
      ],
      series: [{}, ...chart.series.flatMap(s => [
        { label: s.name, stroke: shade(s.colour), width: 2, spanGaps: true, show: !hidden.has(s.name), points: { show: marked, size: 6, fill: shade(s.colour) } },
        ...[0, 1].map(() => ({ stroke: "transparent", width: 0, spanGaps: true, auto: false, show: !hidden.has(s.name) && !chart.bars, points: { show: false } })),
      ])],
      bands: chart.bars ? [] : chart.series.flatMap((s, i) => s.low ? [{ series: [4 + 3 * i - 1, 4 + 3 * i - 2], fill: `${shade(s.colour)}26` }] : []),
      hooks: { draw: [rules, whiskers], setCursor: [u => values(u.cursor.idx)] },
    };
  }

  function values(index) {
    for (const [i, button] of Array.from(toggles.querySelectorAll("[data-series]")).entries()) {
      const y = index === null || index === undefined ? null : plot.data[1 + 3 * i][index];
      button.querySelector(".value").textContent = number(y);
    }
  }

  function draw() {
    plot?.destroy();
    place.replaceChildren();
    plot = new uPlot(options(place.clientWidth), table(), place);
    place.dataset.drawn = chart.id;
  }

  function setShown(name, shown) {
    if (shown) hidden.delete(name); else hidden.add(name);
    for (const button of toggles.querySelectorAll("[data-series]")) button.setAttribute("aria-pressed", String(!hidden.has(button.dataset.series)));
    draw();
  }

  function listSeries() {
    toggles.replaceChildren(...chart.series.map(s => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.series = s.name;
      button.setAttribute("aria-pressed", String(!hidden.has(s.name)));
      const [swatch, name, value] = ["swatch", "name", "value"].map(kind => Object.assign(document.createElement("span"), { className: kind }));
      swatch.style.borderColor = shade(s.colour);
      name.textContent = s.name;
      button.append(swatch, name, value);
      button.addEventListener("click", () => setShown(s.name, hidden.has(s.name)));
      return button;
    }));
  }

  function listNumbers() {
    const body = document.getElementById("chart-numbers");
    const cell = (kind, text) => Object.assign(document.createElement(kind), { textContent: text });
    const head = document.createElement("tr");
    head.append(...[chart.x.label, ...chart.series.map(s => s.name)].map(text => Object.assign(cell("th", text), { scope: "col" })));
    const [places, ...columns] = table();
    body.tHead.replaceChildren(head);
    body.tBodies[0].replaceChildren(...places.map((x, k) => {
      const row = document.createElement("tr");
      row.append(Object.assign(cell("th", whereOf(x)), { scope: "row" }), ...chart.series.map((s, i) => {
        const [y, low, high] = [0, 1, 2].map(j => columns[3 * i + j][k]);
        return cell("td", low === null || low === undefined ? number(y) : `${number(y)} (${number(low)} to ${number(high)})`);
      }));
      return row;
    }));
  }

  function select(tab) {
    chart = charts.find(c => c.id === tab.dataset.chart);
    for (const other of tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    }
    document.getElementById("curves-panel").setAttribute("aria-labelledby", tab.id);
    document.getElementById("chart-y").textContent = chart.y.label;
    document.getElementById("chart-caption").textContent = chart.caption;
    place.setAttribute("aria-label", `Chart: ${chart.title}. Left and right read values, plus and minus zoom, 0 shows all. The numbers are in a table below.`);
    listSeries();
    listNumbers();
    draw();
  }

  function zoom(factor) {
    if (factor === 0) return draw();
    const { min, max } = plot.scales.x;
    const index = plot.cursor.idx;
    const at = index === null || index === undefined ? (min + max) / 2 : Math.min(Math.max(plot.data[0][index], min), max);
    return plot.setScale("x", { min: at - (at - min) * factor, max: at + (max - at) * factor });
  }

  for (const tab of tabs) {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      next.focus();
      select(next);
    });
  }
  for (const [id, factor] of [["zoom-in", 0.6], ["zoom-out", 1 / 0.6], ["zoom-all", 0]]) document.getElementById(id).addEventListener("click", () => zoom(factor));
  place.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const index = Math.min(Math.max((plot.cursor.idx ?? (step > 0 ? -1 : plot.data[0].length)) + step, 0), plot.data[0].length - 1);
      plot.setCursor({ left: plot.valToPos(plot.data[0][index], "x"), top: plot.over.clientHeight / 2 });
      said.textContent = `${whereOf(plot.data[0][index])}: ${chart.series.map((s, i) => hidden.has(s.name) ? "" : `${s.name} ${number(plot.data[1 + 3 * i][index])}`).filter(Boolean).join(", ")}`;
      event.preventDefault();
    } else if ("+-0".includes(event.key)) {
      zoom({ "+": 0.6, "-": 1 / 0.6, 0: 0 }[event.key]);
    }
  });
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(place.clientWidth - width) > 1) {
      width = place.clientWidth;
      draw();
    }
  }).observe(place);
  select(tabs[0]);
  return () => select(tabs.find(tab => tab.getAttribute("aria-selected") === "true"));
}
