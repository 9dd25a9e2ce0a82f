// The live charts of a page are one board: one call a beat hands it the new seconds, and it draws them.
// A chart says what it shows in its data-chart attribute (see Components/Charts); a point is an array whose columns are
// named by Components/Charts/ChartPoints.cs. Texts from bots reach the page through textContent or the canvas only.
import {
  bandSeries, clockIn, echartsFrom, figure, isoTime, limitLines, line, look, markLabelPixels, markLines, palette, save,
  saveCsv, scaleOf, stacked, together, tooltipBox, unitWords, watchSelection,
} from "./drawing.js";

const windowSeconds = 900;

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

function values(points, series, unit) {
  if (series.rate) return ratePerMinute(points, series.column);
  const scale = scaleOf(unit);
  return points.map(point => point[series.column] == null ? null : point[series.column] * scale);
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
    this.unwatch = watchSelection(
      this.canvas, x => this.instance.convertFromPixel({ xAxisIndex: 0 }, x) / 1000, (from, to) => board.zoomTo(from, to));
    this.canvas.addEventListener("dblclick", () => board.zoomTo(null));
  }

  restyle() {
    const { colour, faded, done } = palette();
    this.background = colour("surface");
    this.markColour = colour("ink-faint");
    this.limits = limitLines(this.spec, colour);
    this.instance.setOption({
      ...look({ colour, clock: this.board.clock, unit: this.spec.unit, tooltip: hits => this.tooltip(hits[0]?.axisValue) }),
      useUTC: this.board.clock.isUtc,
      series: this.spec.kind === "percentiles"
        ? bandSeries(colour, faded, this.spec.series[0].color)
        : this.spec.series.map((series, index) => line(series.name, colour(series.color), index === 0 ? faded(series.color, .1) : null)),
    }, { notMerge: true });
    done();
    this.draw();
  }

  draw() {
    const points = this.board.shown();
    const numbers = this.spec.series.map(series => values(points, series, this.spec.unit));
    this.numbers = numbers;
    const drawn = this.spec.kind === "percentiles" ? stacked(numbers) : numbers;
    const [from, to] = this.board.range();
    const gap = (to - from) * markLabelPixels / Math.max(markLabelPixels, this.instance.getWidth());
    const marks = markLines(together(this.board.marks.filter(mark => mark.t >= from && mark.t <= to), gap), this.markColour, from, to, gap);
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
    return tooltipBox(
      this.board.clock.second(second),
      this.spec.series.map((series, i) => [series.name, index < 0 ? "–" : figure(this.numbers[i][index], this.spec.unit)]),
      this.board.marks.filter(mark => Math.abs(mark.t - second) <= 3).map(mark => `${mark.event} · ${mark.text}`));
  }

  download(kind) {
    const name = this.element.dataset.file;
    if (kind === "png") {
      const url = this.instance.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: this.background });
      save(url, name + ".png");
      return;
    }
    saveCsv([
      ["time", ...this.spec.series.map(series => `${series.name} (${unitWords(this.spec.unit)})`)],
      ...this.board.shown().map((point, i) => [isoTime(point[0]), ...this.numbers.map(series => series[i])]),
    ], name);
  }

  dispose() {
    this.unwatch();
    this.resize.disconnect();
    this.instance.dispose();
  }
}

class Board {
  constructor(echarts, element, points, marks, serverNow) {
    this.echarts = echarts;
    this.element = element;
    this.points = points;
    this.marks = marks;
    this.zoom = null;
    this.frozen = null;
    this.clock = clockIn(element.dataset.zone);
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
