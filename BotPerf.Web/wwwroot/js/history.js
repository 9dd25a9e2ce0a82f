// The charts of a time that is over, or nearly: all of a board are handed over in one call, and again when the range,
// the bot or the instance changes. What a chart gets is written down in Components/Charts/ChartData.cs; bytes come as
// bytes, times as Unix seconds. Texts from bots reach the page through textContent or the canvas only.
import {
  bandSeries, clockIn, echartsFrom, figure, isoTime, limitLines, line, look, markLabelPixels, markLines, palette, save,
  saveCsv, scaleOf, spanAreas, stacked, together, tooltipBox, unitWords, watchSelection,
} from "./drawing.js";

const day = 86400;

// A step without a value is a gap, not a line across.
function withGaps(t, values, step) {
  const data = [];
  let last = null;
  t.forEach((at, i) => {
    if (values[i] == null) return;
    if (last !== null && at - last > step) data.push([(last + step) * 1000, null]);
    data.push([at * 1000, values[i]]);
    last = at;
  });
  return data;
}

// A single step between two gaps would be a line of no length.
const dotted = data => data.filter(([, value]) => value !== null).length < 3 ? { showSymbol: true, symbol: "circle", symbolSize: 4 } : {};

// ---- the kinds: each makes the series of a chart, its rows as CSV, and its tooltip ----
class Lines {
  constructor(chart, data) {
    this.chart = chart;
    const scale = scaleOf(chart.spec.unit);
    this.t = data.t;
    const scaled = values => values.map(value => value == null ? null : value * scale);
    this.series = data.series.map(series => ({ ...series, values: scaled(series.values) }));
    this.band = data.band && { ...data.band, low: scaled(data.band.low), high: scaled(data.band.high) };
  }

  get isEmpty() { return !this.series.some(series => series.values.some(value => value != null)); }

  get keys() {
    return this.series.map(series => [series.name, series.color, series.before ? "before" : ""])
      .concat(this.band ? [["usual range", this.band.color, "band"]] : []);
  }

  // What is usual lies behind the line: nothing up to its low end, and a faint area from there to the high one.
  usual({ faded }, step) {
    if (!this.band) return [];
    const part = (name, values, area) => line(name, "transparent", area, {
      data: withGaps(this.t, values, step), stack: "usual", stackStrategy: "all", silent: true, lineStyle: { width: 0 }, z: 1,
    });
    const { low, high, color } = this.band;
    return [part("usual low", low, null), part("usual range", high.map((value, i) => value == null || low[i] == null ? null : value - low[i]), faded(color, .2))];
  }

  drawn(colours, step) {
    const { colour, faded } = colours;
    return this.usual(colours, step).concat(this.series.map((series, i) => {
      const data = withGaps(this.t, series.values, step);
      const edge = series.before ? faded(series.color, .75) : colour(series.color);
      const dash = series.before ? { lineStyle: { width: 1.3, color: edge, type: [5, 4] } } : {};
      return line(series.name, edge, i === 0 && this.series.length < 3 && !this.band ? faded(series.color, .1) : null, { data, ...dotted(data), ...dash });
    }));
  }

  tooltip(hits) {
    const at = hits[0].axisValue / 1000;
    const index = this.nearest(at);
    const told = value => figure(value, this.chart.spec.unit);
    return [this.t[index], [
      ...this.series.map(series => [series.name, told(series.values[index])]),
      ...(this.band ? [["usual", `${told(this.band.low[index])} to ${told(this.band.high[index])}`]] : []),
    ]];
  }

  nearest(at) {
    let best = 0;
    this.t.forEach((t, i) => { if (Math.abs(t - at) < Math.abs(this.t[best] - at)) best = i; });
    return best;
  }

  rows() {
    return [
      ["time", ...this.series.map(series => series.name).concat(this.band ? ["usual from", "usual to"] : []).map(name => `${name} (${unitWords(this.chart.spec.unit)})`)],
      ...this.t.map((at, i) => [isoTime(at), ...this.series.map(series => series.values[i]), ...(this.band ? [this.band.low[i], this.band.high[i]] : [])]),
    ];
  }
}

class Bands extends Lines {
  get keys() { return this.series.slice(0, 3).map((series, i) => [series.name, series.color, ["", "p95", "p99"][i]]).concat(super.keys.slice(3)); }

  drawn(colours, step) {
    const bands = bandSeries(colours.colour, colours.faded, this.series[0].color);
    const sums = stacked(this.series.slice(0, 3).map(series => series.values));
    const before = super.drawn(colours, step).slice(3);
    return [...bands.map((band, i) => {
      const data = withGaps(this.t, sums[i], step);
      return { ...band, data, ...(i === 0 ? dotted(data) : {}) };
    }), ...before];
  }
}

class Bars extends Lines {
  drawn({ colour, faded }, step) {
    return this.series.map(series => ({
      name: series.name, type: "bar", stack: series.before ? "before" : "now", barMaxWidth: 28, barCategoryGap: "18%", emphasis: { disabled: true },
      itemStyle: series.before ? { color: faded(series.color, .15), borderColor: faded(series.color, .8), borderType: "dashed" } : { color: colour(series.color) },
      data: this.t.map((at, i) => [(at + step / 2) * 1000, series.values[i]]),
    }));
  }

  nearest(at) { return super.nearest(at - this.chart.board.data.step / 2); }
}

// Time × duration: the count of a cell is how dark it is, on a logarithmic scale, since one slow run among thousands
// of fast ones must still be seen.
class Heat {
  constructor(chart, data) {
    this.chart = chart;
    Object.assign(this, data);
    this.most = Math.max(1, ...this.cells.map(cell => cell[2]));
  }

  get isEmpty() { return this.cells.length === 0; }
  get keys() { return []; }
  get scale() { return this.most; }

  shade(count) { return .12 + .88 * Math.log(count + 1) / Math.log(this.most + 1); }

  drawn({ faded }, step) {
    const { echarts } = this.chart.board;
    // Cells are drawn again whenever the chart is resized, when the colours can no longer be asked for.
    const fills = this.cells.map(cell => faded("series-latency", this.shade(cell[2]).toFixed(3)));
    return [{
      type: "custom", clip: true, emphasis: { disabled: true },
      dimensions: ["from", "low", "high", "count"], encode: { x: 0, y: [1, 2] },
      data: this.cells.map(([column, row, count]) => [this.t[column] * 1000, this.bounds[row], this.bounds[row + 1], count]),
      renderItem: (params, api) => {
        const [x, bottom] = api.coord([api.value(0), api.value(1)]);
        const [right, top] = api.coord([api.value(0) + step * 1000, api.value(2)]);
        const shape = echarts.graphic.clipRectByRect(
          { x, y: top, width: Math.max(1, right - x - .5), height: Math.max(1, bottom - top - .5) }, params.coordSys);
        return shape && { type: "rect", shape, style: { fill: fills[params.dataIndex] } };
      },
    }];
  }

  get axis() { return { type: "log", min: this.bounds[0], max: this.bounds.at(-1), axisLabel: { showMinLabel: false, showMaxLabel: false }, trigger: "item" }; }

  tooltip(hit) {
    const [at, low, high, count] = hit.value;
    return [at / 1000, [[`${figure(low, "ms")} to ${figure(high, "ms")}`, figure(count, "count")]]];
  }

  rows() {
    return [
      ["time", "from (ms)", "to (ms)", "executions"],
      ...this.cells.map(([column, row, count]) => [isoTime(this.t[column]), this.bounds[row], this.bounds[row + 1], count]),
    ];
  }
}

// Single executions: when × how long; a failed one differs in shape and colour.
class Dots {
  constructor(chart, data) {
    this.chart = chart;
    Object.assign(this, data);
  }

  get isEmpty() { return this.t.length === 0; }
  get keys() { return [["succeeded", "series-latency", "dot"], ["failed", "series-errors", "diamond"]]; }

  drawn({ colour, faded }) {
    const dots = (name, failed, symbol, size, fill, edge) => ({
      name, type: "scatter", symbol, symbolSize: size, emphasis: { disabled: true },
      itemStyle: { color: fill, borderColor: edge, borderWidth: 1 },
      data: this.t.map((at, i) => [at * 1000, Math.max(this.ms[i], .001), i]).filter(dot => this.failed[dot[2]] === failed),
    });
    return [
      dots("succeeded", false, "circle", 6, faded("series-latency", .45), colour("series-latency")),
      dots("failed", true, "diamond", 11, colour("series-errors"), colour("surface")),
    ];
  }

  get axis() { return { type: "log", min: undefined, trigger: "item" }; }

  tooltip(hit) {
    const i = hit.value[2];
    return [this.t[i], [[this.texts[i], figure(this.ms[i], "ms")]], this.failed[i] ? ["failed"] : [], true];
  }

  rows() {
    return [
      ["time", "execution", "duration (ms)", "failed"],
      ...this.t.map((at, i) => [isoTime(at), this.texts[i], this.ms[i], this.failed[i] ? "true" : "false"]),
    ];
  }
}

const kinds = { line: Lines, percentiles: Bands, bars: Bars, heat: Heat, dots: Dots };

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
    this.unwatch = watchSelection(
      this.canvas, x => this.instance.convertFromPixel({ xAxisIndex: 0 }, x) / 1000, (from, to) => board.zoomTo(from, to));
  }

  draw() {
    const { data, clock } = this.board;
    const given = data.charts[this.spec.name];
    this.content = given ? new kinds[this.spec.kind](this, given) : null;
    const isEmpty = !this.content || this.content.isEmpty;
    this.element.classList.toggle("is-empty", isEmpty);
    this.showKeys(isEmpty ? [] : this.content.keys);
    const colours = palette();
    const { colour, done } = colours;
    this.background = colour("surface");
    const span = data.to - data.from;
    const gap = span * markLabelPixels / Math.max(markLabelPixels, this.instance.getWidth());
    const marks = markLines(together(data.marks.filter(mark => mark.t >= data.from && mark.t <= data.to), gap), colour("ink-faint"), data.from, data.to, gap);
    const limits = limitLines(this.spec, colour);
    const series = isEmpty ? [{ type: "line", data: [] }] : this.content.drawn(colours, data.step);
    series[0] = { ...series[0], markLine: { silent: true, symbol: "none", animation: false, data: [...limits, ...marks] }, markArea: spanAreas(data.spans, colours.faded) };
    const base = look({ colour, clock, unit: this.spec.unit, tooltip: hits => this.tooltip(hits) });
    const { trigger, ...axis } = this.content?.axis ?? {};
    this.instance.setOption({
      ...base, series,
      useUTC: clock.isUtc,
      xAxis: {
        ...base.xAxis, min: data.from * 1000, max: data.to * 1000, minInterval: span > 3 * day ? day * 1000 : 60000,
        axisLabel: { ...base.xAxis.axisLabel, formatter: at => (span > 3 * day ? clock.day : clock.axis)(at / 1000) },
      },
      yAxis: { ...base.yAxis, ...(this.spec.most ? { max: this.spec.most, interval: this.spec.most / 4 } : {}), ...(isEmpty ? { max: 1, axisLabel: { show: false } } : { ...axis, axisLabel: { ...base.yAxis.axisLabel, ...axis.axisLabel } }) },
      tooltip: { ...base.tooltip, ...(trigger ? { trigger } : {}) },
    }, { notMerge: true });
    done();
  }

  showKeys(keys) {
    const place = this.element.querySelector("[data-keys]");
    place.replaceChildren(...keys.map(([name, color, kind]) => {
      const key = document.createElement("span");
      key.textContent = name;
      key.className = kind;
      key.style.setProperty("--key", `var(--${color})`);
      return key;
    }));
    const scale = this.element.querySelector("[data-scale]");
    if (scale) scale.textContent = this.content?.scale ? `1 to ${figure(this.content.scale, "count")}` : "";
  }

  tooltip(hits) {
    if (Array.isArray(hits) && hits.length === 0) return "";
    const { data, clock } = this.board;
    const [at, rows, notes = [], exact = false] = this.content.tooltip(hits);
    const head = exact ? `${clock.day(at)} ${clock.second(at)}`
      : data.step >= day ? clock.day(at)
      : `${clock.exact(at)} to ${clock.minute(at + data.step)}`;
    const near = data.marks.filter(mark => mark.t >= at && mark.t < at + data.step).slice(0, 4);
    return tooltipBox(head, rows, [...notes, ...near.map(mark => `${mark.event} · ${mark.text}`)]);
  }

  download(kind) {
    const name = `${this.element.dataset.file}-${isoTime(this.board.data.from).slice(0, 16).replace(":", "")}`;
    if (kind === "csv") saveCsv(this.content?.rows() ?? [["time"]], name);
    else save(this.instance.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: this.background }), name + ".png");
  }

  dispose() {
    this.unwatch();
    this.resize.disconnect();
    this.instance.dispose();
  }
}

class HistoryBoard {
  constructor(echarts, element, page) {
    this.echarts = echarts;
    this.element = element;
    this.page = page;
    this.clock = clockIn(element.dataset.zone);
    this.charts = [...element.querySelectorAll("[data-chart]")].map(chart => new Chart(this, chart));
    this.onTheme = () => { if (this.data) this.charts.forEach(chart => chart.draw()); };
    this.onClick = event => this.act(event);
    document.addEventListener("botperf:theme", this.onTheme);
    element.addEventListener("click", this.onClick);
  }

  show(data) {
    this.data = data;
    this.charts.forEach(chart => chart.draw());
  }

  // The span goes into the page's URL, so the zoom is kept and can be handed on.
  zoomTo(from, to) {
    if (this.data) this.page.invokeMethodAsync("ZoomAsync", Math.floor(from), Math.ceil(to));
  }

  act(event) {
    const button = event.target.closest("[data-do]");
    if (button && this.data) this.charts.find(one => one.element.contains(button))?.download(button.dataset.do);
  }

  dispose() {
    document.removeEventListener("botperf:theme", this.onTheme);
    this.element.removeEventListener("click", this.onClick);
    this.charts.forEach(chart => chart.dispose());
  }
}

export async function create(element, library, page) {
  const echarts = await echartsFrom(library);
  return element.isConnected ? new HistoryBoard(echarts, element, page) : { show() {}, dispose() {} };
}
