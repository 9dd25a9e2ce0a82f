// What every chart is drawn with: the library, figures, times, colours, marks, the tooltip, the selection and the files.
let loading;
export function echartsFrom(url) {
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
export function digits(value) {
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
  return digits(value) + ({ percent: " %", perMinute: " /min", count: "", "": "" }[unit] ?? ` ${unit}`);
}

// Bytes are drawn in MiB, so that the axis counts in round ones.
export const scaleOf = unit => unit === "bytes" ? 1 / 1048576 : 1;
export const unitWords = unit => ({ bytes: "MiB", percent: "%", perMinute: "per minute" }[unit] ?? unit);

// ---- times, in the zone that the page tells them in ----
export function clockIn(zone) {
  const part = options => {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone || undefined, hourCycle: "h23", ...options });
    return seconds => format.format(seconds * 1000);
  };
  const minute = part({ hour: "2-digit", minute: "2-digit" });
  const day = part({ day: "numeric", month: "short" });
  return {
    isUtc: zone === "UTC", minute, day,
    second: part({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    exact: seconds => `${day(seconds)} ${minute(seconds)}`,
    // The first tick of a day is its date.
    axis: seconds => minute(seconds) === "00:00" ? day(seconds) : minute(seconds),
  };
}

// ---- colours come from the design tokens ----
export function palette() {
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

// ---- what all charts look like ----
export function look({ colour, clock, unit, tooltip }) {
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 10, top: 20, bottom: 4, containLabel: true },
    xAxis: {
      type: "time",
      axisLine: { lineStyle: { color: colour("line-strong") } },
      axisTick: { show: false },
      axisLabel: { color: colour("ink-faint"), fontSize: 11, hideOverlap: true, formatter: at => clock.axis(at / 1000) },
      splitLine: { show: false },
      minInterval: 60000,
    },
    yAxis: {
      type: "value", min: 0, splitNumber: 3, minInterval: unit === "perMinute" || unit === "count" ? 1 : undefined,
      axisLabel: { color: colour("ink-faint"), fontSize: 11, formatter: value => unit === "bytes" ? `${digits(value)} MiB` : figure(value, unit) },
      splitLine: { lineStyle: { color: colour("line") } },
    },
    tooltip: {
      trigger: "axis", transitionDuration: 0, confine: true,
      backgroundColor: colour("surface"), borderColor: colour("line-strong"),
      textStyle: { color: colour("ink"), fontSize: 12 },
      axisPointer: { lineStyle: { color: colour("ink-faint") } },
      formatter: tooltip,
    },
  };
}

export const line = (name, edge, area, more) => ({
  name, type: "line", showSymbol: false, symbol: "none", connectNulls: false, emphasis: { disabled: true },
  lineStyle: { width: 1.7, color: edge }, itemStyle: { color: edge }, areaStyle: area ? { color: area } : undefined, ...more,
});

// The median as a line, and two bands stacked upon it.
export function bandSeries(colour, faded, token) {
  const band = (name, width, edge, area) => line(name, edge, area, { stack: "percentiles", lineStyle: { width, color: edge }, itemStyle: { color: colour(token) } });
  return [
    band("p50", 2, colour(token), null),
    band("p95", .8, faded(token, .6), faded(token, .26)),
    band("p99", .6, faded(token, .35), faded(token, .11)),
  ];
}

const difference = (upper, lower) => upper.map((value, i) => value == null || lower[i] == null ? null : Math.max(0, value - lower[i]));
export const stacked = ([p50, p95, p99]) => [p50, difference(p95, p50), difference(p99, p95)];

export function limitLines(spec, colour) {
  const limit = (value, token) => ({ yAxis: value, lineStyle: { color: colour(token), type: [4, 4], opacity: .75 }, label: { show: false } });
  return [
    ...(spec.warning ? [limit(spec.warning, "warn")] : []),
    ...(spec.critical ? [limit(spec.critical, "crit")] : []),
    ...(spec.levels ?? []).map(level => ({
      ...limit(level.at, level.color),
      label: { show: true, position: "insideStartTop", formatter: level.text, color: colour("ink-soft"), fontSize: 10.5 },
    })),
  ];
}

// Times that are shaded behind the lines: an alert was open, or would have been.
export function spanAreas(spans, faded) {
  return {
    silent: true, animation: false,
    data: (spans ?? []).map(span => [{ xAxis: span.from * 1000, itemStyle: { color: faded(span.color, .16) } }, { xAxis: span.to * 1000 }]),
  };
}

// ---- marks ----
// Every mark keeps its line; labels that would lie on top of each other become one, at the weightiest.
const weights = { deploy: 4, alert: 3.5, error: 3, disconnected: 2, stop: 2 };
export const markLabelPixels = 105;
export function together(marks, gap) {
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

// As ECharts draws them: a line where each happened, with one name of each group at the top.
export function markLines(groups, colour, begin, end, gap) {
  const style = { color: colour, type: "solid", width: 1, opacity: .7 };
  return groups.flatMap(group => [...new Set(group.times)].map(t => ({
    xAxis: t * 1000,
    lineStyle: t === group.t ? style : { ...style, opacity: .35 },
    label: {
      show: t === group.t, position: "end", rotate: 0, distance: 3, color: colour, fontSize: 10,
      // At an edge the label stands inside the chart.
      align: t - begin < gap / 2 ? "left" : end - t < gap / 2 ? "right" : "center",
      formatter: group.event.slice(0, 14) + (group.times.length > 1 ? ` +${group.times.length - 1}` : ""),
    },
  })));
}

// ---- the box that opens over a chart; every text in it goes through textContent ----
export function tooltipBox(head, rows, notes = []) {
  const box = document.createElement("div");
  const line = (text, style) => {
    const element = document.createElement("div");
    element.textContent = text;
    element.style.cssText = style;
    box.append(element);
  };
  line(head, "opacity:.7;margin-bottom:2px");
  for (const [name, value] of rows) {
    const row = document.createElement("div");
    row.style.cssText = "display:flex;justify-content:space-between;gap:16px;font-variant-numeric:tabular-nums";
    const label = document.createElement("span");
    label.textContent = name;
    label.style.cssText = "overflow:hidden;text-overflow:ellipsis;max-width:220px";
    const figure = document.createElement("strong");
    figure.textContent = value;
    row.append(label, figure);
    box.append(row);
  }
  for (const note of notes) line(note.slice(0, 120), "max-width:220px;white-space:normal;opacity:.8;margin-top:2px");
  return box;
}

// ---- dragging selects a span of time; fingers scroll the page instead ----
export function watchSelection(canvas, timeAt, select) {
  const shade = document.createElement("div");
  shade.className = "chart-selection";
  shade.hidden = true;
  canvas.append(shade);
  let start = null;
  const place = event => Math.max(0, Math.min(canvas.clientWidth, event.clientX - canvas.getBoundingClientRect().left));
  canvas.addEventListener("pointerdown", event => {
    if (event.pointerType === "mouse" && event.button === 0) start = place(event);
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
    if (b - a >= 8) select(timeAt(a), timeAt(b));
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", up);
  return () => { removeEventListener("pointermove", move); removeEventListener("pointerup", up); };
}

// ---- files ----
export function save(url, name) {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

// A name that a bot chose must not become a formula, nor a cell of its own (see Components/Commands/CommandsCsv.cs).
function cell(value) {
  if (typeof value !== "string") return value ?? "";
  const safe = /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
  return /[,"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const isoTime = seconds => new Date(seconds * 1000).toISOString();

export function saveCsv(rows, name) {
  const text = rows.map(row => row.map(cell).join(",")).join("\r\n") + "\r\n";
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  save(url, name + ".csv");
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
