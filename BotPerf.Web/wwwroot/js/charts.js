// All charts of a page are one board: one call a beat hands it the new seconds, and it draws them.
// A chart says what it shows in its data-chart attribute (see Components/Charts); a point is an array whose columns are
// named by Components/Charts/ChartPoints.cs. Texts from bots reach the page through textContent or the canvas only.
const windowSeconds = 900;

let loading;
function echartsFrom(url) {
  loading ??= new Promise((resolve, reject) => {
    if (window.echarts) return resolve(window.echarts);
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.echarts);
    script.onerror = () => { loading = undefined; reject(new Error("The chart library could not be loaded.")); };
    document.head.append(script);
  });
  return loading;
}

// ---- figures: three significant digits and a unit, as Components/Format.cs writes them ----
function digits(value) {
  if (value === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const step = exponent > 2 ? 10 ** (exponent - 2) : 0;
  const rounded = step > 0 ? Math.round(value / step) * step : value;
  return rounded.toLocaleString("en-US", { maximumFractionDigits: Math.max(0, Math.min(15, 2 - exponent)) });
}

export function figure(value, unit) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (unit === "ms") {
    if (value === 0) return "0 ms";
    if (value < .9995) return digits(value * 1000) + " µs";
    if (value < 999.5) return digits(value) + " ms";
    return value < 59950 ? digits(value / 1000) + " s" : digits(value / 60000) + " min";
  }
  if (unit === "bytes") return value < 999.5 ? digits(value) + " MiB" : digits(value / 1024) + " GiB";
  return digits(value) + ({ percent: " %", perMinute: " /min" }[unit] ?? "");
}

const clock = seconds => new Date(seconds * 1000).toLocaleTimeString([], { hour12: false });

// ---- colours come from the design tokens ----
function palette() {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = token => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const faded = (token, alpha) => {
    const [r, g, b] = colour(token).match(/[\d.]+/g);
    return `rgba(${r}, ${g}, ${b}, ${alpha})`;
  };
  return { colour, faded, done: () => probe.remove() };
}

// ---- from points to series ----
// A count becomes a rate per minute over the last minute. A second in which no frame came is not a zero: while a minute
// holds less than half of its seconds, or none came for five, there is a gap and no line.
const rateWindow = 60, enough = 30, silence = 5;
function ratePerMinute(points, column) {
  const rates = [];
  const seen = [];
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    if (points[i][column] !== null) {
      seen.push(i);
      sum += points[i][column];
    }
    while (seen.length > 0 && points[seen[0]][0] <= points[i][0] - rateWindow) sum -= points[seen.shift()][column];
    const known = seen.length >= enough && points[i][0] - points[seen[seen.length - 1]][0] <= silence;
    rates.push(known ? sum / (points[i][0] - points[seen[0]][0] + 1) * 60 : null);
  }
  return rates;
}

const mebibyte = 1048576;

// Bytes are drawn in MiB, so that the axis counts in round ones.
function values(points, series, unit) {
  if (series.rate) return ratePerMinute(points, series.column);
  const scale = unit === "bytes" ? 1 / mebibyte : 1;
  return points.map(point => point[series.column] == null ? null : point[series.column] * scale);
}

// Every mark keeps its line; labels that would lie on top of each other become one, at the weightiest.
const weights = { deploy: 4, error: 3, disconnected: 2, stop: 2 };
const markLabelPixels = 105;
function together(marks, gap) {
  const groups = [];
  for (const mark of [...marks].sort((a, b) => a.t - b.t)) {
    const last = groups.at(-1);
    // Measured from the first of the group, else a chain of marks would become one however long it is.
    if (last && mark.t - last.from < gap) {
      last.times.push(mark.t);
      if ((weights[mark.event] ?? 1) > (weights[last.event] ?? 1)) Object.assign(last, { t: mark.t, event: mark.event });
    } else {
      groups.push({ from: mark.t, t: mark.t, event: mark.event, times: [mark.t] });
    }
  }
  return groups;
}

// A gauge is measured every few seconds: short silence is bridged, a longer one stays a gap.
const bridgeSeconds = 15;

function withGaps(points, numbers) {
  const data = [];
  let last = null;
  for (let i = 0; i < points.length; i++) {
    if (numbers[i] == null) continue;
    if (last !== null && points[i][0] - last > bridgeSeconds) data.push([(last + 1) * 1000, null]);
    last = points[i][0];
    data.push([last * 1000, numbers[i]]);
  }
  return data;
}

// A second that somebody told us something about; one that merely passed is none.
const isEvidence = point => point.some((value, column) => column > 0 && value != null && value !== 0);

const difference = (upper, lower) => upper.map((value, i) => value == null || lower[i] == null ? null : Math.max(0, value - lower[i]));

class Chart {
  constructor(board, element) {
    this.board = board;
    this.element = element;
    this.spec = JSON.parse(element.dataset.chart);
    this.canvas = element.querySelector("[data-canvas]");
    this.instance = board.echarts.init(this.canvas, null, { renderer: "canvas" });
    this.canvas.querySelector(".bone")?.remove();
    this.resize = new ResizeObserver(() => this.instance.resize());
    this.resize.observe(this.canvas);
    this.restyle();
    this.watchSelection();
  }

  restyle() {
    const { colour, faded, done } = palette();
    const unit = this.spec.unit;
    const font = getComputedStyle(document.body).fontFamily;
    this.background = colour("surface");
    this.markColour = colour("ink-faint");
    const series = this.spec.kind === "percentiles" ? this.bands(colour, faded) : this.lines(colour, faded);
    const limit = (value, token) => ({ yAxis: value, lineStyle: { color: colour(token), type: [4, 4], opacity: .75 }, label: { show: false } });
    this.limits = [
      ...(this.spec.warning ? [limit(this.spec.warning, "warn")] : []),
      ...(this.spec.critical ? [limit(this.spec.critical, "crit")] : []),
    ];
    this.instance.setOption({
      animation: false,
      textStyle: { fontFamily: font },
      grid: { left: 8, right: 10, top: 20, bottom: 4, containLabel: true },
      xAxis: {
        type: "time",
        axisLine: { lineStyle: { color: colour("line-strong") } },
        axisTick: { show: false },
        axisLabel: { color: colour("ink-faint"), fontSize: 11, hideOverlap: true, formatter: at => clock(at / 1000).slice(0, 5) },
        splitLine: { show: false },
        minInterval: 60000,
      },
      yAxis: {
        type: "value", min: 0, splitNumber: 3, minInterval: unit === "perMinute" ? 1 : undefined,
        axisLabel: { color: colour("ink-faint"), fontSize: 11, formatter: value => unit === "bytes" ? `${digits(value)} MiB` : figure(value, unit) },
        splitLine: { lineStyle: { color: colour("line") } },
      },
      tooltip: {
        trigger: "axis", transitionDuration: 0, confine: true,
        backgroundColor: colour("surface"), borderColor: colour("line-strong"),
        textStyle: { color: colour("ink"), fontSize: 12 },
        axisPointer: { lineStyle: { color: colour("ink-faint") } },
        formatter: hits => this.tooltip(hits[0]?.axisValue),
      },
      series,
    }, { notMerge: true });
    done();
    this.draw();
  }

  lines(colour, faded) {
    return this.spec.series.map((series, index) => ({
      name: series.name, type: "line", showSymbol: false, symbol: "none", connectNulls: false,
      lineStyle: { width: 1.7, color: colour(series.color) }, itemStyle: { color: colour(series.color) },
      areaStyle: index === 0 ? { color: faded(series.color, .1) } : undefined,
      emphasis: { disabled: true },
    }));
  }

  bands(colour, faded) {
    const token = this.spec.series[0].color;
    const band = (width, edge, area) => ({
      type: "line", stack: "percentiles", showSymbol: false, symbol: "none", emphasis: { disabled: true },
      lineStyle: { width, color: edge }, itemStyle: { color: colour(token) }, areaStyle: area ? { color: area } : undefined,
    });
    return [
      band(2, colour(token), null),
      band(.8, faded(token, .6), faded(token, .26)),
      band(.6, faded(token, .35), faded(token, .11)),
    ];
  }

  draw() {
    const points = this.board.shown();
    const numbers = this.spec.series.map(series => values(points, series, this.spec.unit));
    this.numbers = numbers;
    const drawn = this.spec.kind === "percentiles"
      ? [numbers[0], difference(numbers[1], numbers[0]), difference(numbers[2], numbers[1])]
      : numbers;
    const [from, to] = this.board.range();
    const gap = (to - from) * markLabelPixels / Math.max(markLabelPixels, this.instance.getWidth());
    const line = { color: this.markColour, type: "solid", width: 1, opacity: .7 };
    const marks = together(this.board.marks.filter(mark => mark.t >= from && mark.t <= to), gap).flatMap(mark => [...new Set(mark.times)].map(t => ({
      xAxis: t * 1000,
      lineStyle: t === mark.t ? line : { ...line, opacity: .35 },
      label: {
        show: t === mark.t, position: "end", rotate: 0, distance: 3, color: this.markColour, fontSize: 10,
        // At an edge the label stands inside the chart.
        align: t - from < gap / 2 ? "left" : to - t < gap / 2 ? "right" : "center",
        formatter: mark.event.slice(0, 14) + (mark.times.length > 1 ? ` +${mark.times.length - 1}` : ""),
      },
    })));
    this.instance.setOption({
      xAxis: { min: from * 1000, max: to * 1000 },
      series: drawn.map((series, index) => ({
        data: withGaps(points, series),
        ...(index === 0 ? { markLine: { silent: true, symbol: "none", animation: false, data: [...this.limits, ...marks] } } : {}),
      })),
    }, { lazyUpdate: true });
    this.showLatest(points);
  }

  showLatest(points) {
    const numbers = this.numbers[this.spec.headline ?? 0];
    let last = points.length - 1;
    const oldest = last < 0 ? 0 : points[last][0] - bridgeSeconds;
    while (last > 0 && numbers[last] == null && points[last][0] > oldest) last--;
    const text = last < 0 ? "–" : figure(numbers[last], this.spec.unit);
    const place = this.element.querySelector("[data-latest]");
    if (place && place.textContent !== text) place.textContent = text;
    this.element.classList.toggle("is-empty", !this.numbers.some(series => series.some(value => value != null)));
  }

  tooltip(at) {
    const points = this.board.shown();
    const second = Math.round(at / 1000);
    const index = points.findIndex(point => point[0] === second);
    const box = document.createElement("div");
    const head = document.createElement("div");
    head.textContent = clock(second);
    head.style.cssText = "opacity:.7;margin-bottom:2px";
    box.append(head);
    this.spec.series.forEach((series, i) => {
      const row = document.createElement("div");
      row.style.cssText = "display:flex;justify-content:space-between;gap:16px;font-variant-numeric:tabular-nums";
      const name = document.createElement("span");
      name.textContent = series.name;
      const value = document.createElement("strong");
      value.textContent = index < 0 ? "–" : figure(this.numbers[i][index], this.spec.unit);
      row.append(name, value);
      box.append(row);
    });
    for (const mark of this.board.marks.filter(mark => Math.abs(mark.t - second) <= 3)) {
      const row = document.createElement("div");
      row.textContent = `${mark.event} · ${mark.text}`.slice(0, 120);
      row.style.cssText = "max-width:220px;white-space:normal;opacity:.8;margin-top:2px";
      box.append(row);
    }
    return box;
  }

  // Dragging selects a span; all charts of the board zoom to it. Fingers scroll the page instead.
  watchSelection() {
    const shade = document.createElement("div");
    shade.className = "chart-selection";
    shade.hidden = true;
    this.canvas.append(shade);
    let start = null;
    const place = event => Math.max(0, Math.min(this.canvas.clientWidth, event.clientX - this.canvas.getBoundingClientRect().left));
    this.canvas.addEventListener("pointerdown", event => {
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      start = place(event);
    });
    const move = event => {
      if (start === null) return;
      const now = place(event);
      shade.hidden = Math.abs(now - start) < 4;
      shade.style.left = Math.min(start, now) + "px";
      shade.style.width = Math.abs(now - start) + "px";
    };
    const up = event => {
      if (start === null) return;
      const [a, b] = [start, place(event)].sort((x, y) => x - y);
      start = null;
      shade.hidden = true;
      if (b - a < 8) return;
      const time = x => this.instance.convertFromPixel({ xAxisIndex: 0 }, x) / 1000;
      this.board.zoomTo(time(a), time(b));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    this.unwatch = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", up); };
    this.canvas.addEventListener("dblclick", () => this.board.zoomTo(null));
  }

  download(kind) {
    const name = this.element.dataset.file;
    if (kind === "png") {
      const url = this.instance.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: this.background });
      save(url, name + ".png");
      return;
    }
    const points = this.board.shown();
    const lines = ["time," + this.spec.series.map(series => `${series.name} (${{ bytes: "MiB", percent: "%", perMinute: "per minute" }[this.spec.unit] ?? this.spec.unit})`).join(",")];
    points.forEach((point, i) =>
      lines.push([new Date(point[0] * 1000).toISOString(), ...this.numbers.map(series => series[i] ?? "")].join(",")));
    const url = URL.createObjectURL(new Blob([lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
    save(url, name + ".csv");
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  dispose() {
    this.unwatch();
    this.resize.disconnect();
    this.instance.dispose();
  }
}

function save(url, name) {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

class Board {
  constructor(echarts, element, points, marks, serverNow) {
    this.echarts = echarts;
    this.element = element;
    this.points = points;
    this.marks = marks;
    this.zoom = null;
    this.frozen = null;
    this.ahead = serverNow - Date.now() / 1000;
    this.charts = [...element.querySelectorAll("[data-chart]")].map(chart => new Chart(this, chart));
    this.onTheme = () => this.charts.forEach(chart => chart.restyle());
    this.onVisible = () => { if (!document.hidden) this.draw(); };
    this.onClick = event => this.act(event);
    document.addEventListener("botperf:theme", this.onTheme);
    document.addEventListener("visibilitychange", this.onVisible);
    element.addEventListener("click", this.onClick);
    this.ageing = setInterval(() => this.showAge(), 1000);
    this.showAge();
  }

  now() { return Date.now() / 1000 + this.ahead; }

  shown() {
    if (this.frozen) return this.frozen.points;
    return this.points;
  }

  range() {
    if (this.zoom) return this.zoom;
    const end = this.frozen?.end ?? Math.max(this.points.at(-1)?.[0] ?? 0, Math.floor(this.now()) - 2);
    return [end - windowSeconds, end];
  }

  append(points, marks) {
    if (points.length > 0) {
      this.points = this.points.concat(points);
      const oldest = this.points.at(-1)[0] - windowSeconds - 60;
      const keep = this.points.findIndex(point => point[0] >= oldest);
      if (keep > 0) this.points = this.points.slice(keep);
    }
    if (marks) this.marks = marks;
    if (!document.hidden && !this.frozen) this.draw();
  }

  draw() { this.charts.forEach(chart => chart.draw()); this.showAge(); }

  // Older than three intervals is greyed, and says so.
  showAge() {
    const last = this.points.findLast(isEvidence)?.[0];
    const age = last === undefined ? null : this.now() - last;
    const stale = age !== null && age > bridgeSeconds;
    for (const chart of this.charts) {
      chart.element.classList.toggle("is-stale", stale);
      const place = chart.element.querySelector("[data-age]");
      const text = stale ? `no data for ${age < 120 ? Math.round(age) + " s" : Math.round(age / 60) + " min"}` : "";
      if (place && place.textContent !== text) place.textContent = text;
    }
  }

  zoomTo(from, to) {
    this.zoom = from === null || to - from < 5 ? null : [from, to];
    this.element.classList.toggle("is-zoomed", this.zoom !== null);
    this.charts.forEach(chart => chart.draw());
  }

  pause() {
    this.frozen = this.frozen ? null : { points: this.points, end: this.range()[1] };
    this.element.classList.toggle("is-paused", this.frozen !== null);
    this.element.querySelector("[data-do=pause]")?.setAttribute("aria-pressed", String(this.frozen !== null));
    if (!this.frozen) this.draw();
  }

  act(event) {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const chart = this.charts.find(one => one.element.contains(button));
    if (button.dataset.do === "pause") this.pause();
    else if (button.dataset.do === "unzoom") this.zoomTo(null);
    else chart?.download(button.dataset.do);
  }

  dispose() {
    clearInterval(this.ageing);
    document.removeEventListener("botperf:theme", this.onTheme);
    document.removeEventListener("visibilitychange", this.onVisible);
    this.element.removeEventListener("click", this.onClick);
    this.charts.forEach(chart => chart.dispose());
  }
}

export async function create(element, library, points, marks, serverNow) {
  const echarts = await echartsFrom(library);
  return element.isConnected ? new Board(echarts, element, points, marks, serverNow) : { append() {}, dispose() {} };
}
