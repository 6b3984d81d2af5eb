// The memory and the output of one unit as small plots over the same columns as the table.
import { el, svg, write } from "../../shared/dom.js";
import { brief } from "../../shared/format.js";

const DOTS = 60; // steps up to which each one has a dot
const INSET = 14; // percent of the height kept free above and below

export class Curves {
  constructor(store) {
    this.store = store;
    this.plot = svg("svg", { class: "score-curves", role: "img" });
    this.top = el("span", { class: "score-curve-end" });
    this.bottom = el("span", { class: "score-curve-end" });
    this.names = el("span", { class: "score-curve-names" });
    this.head = el("div", { class: "score-curve-head" }, this.names,
      el("span", { class: "score-curve-ends" }, this.top, this.bottom));
    this.marks = [];
    this.lines = []; // {name, values, line} as drawn now
    this.at = null;
  }

  update() {
    const { model, view, cover } = this.store;
    const { memory, output } = model.cell;
    const names = [...new Set([memory, output])];
    this.memory = names.length > 1 ? memory : null;
    const whole = names.map((name) => model.series(name, view.unit));
    const former = cover.on ? [] : names.map((name) => formerSeries(model, name, view.unit));
    const finite = [...whole, ...former].flat().filter(Number.isFinite);
    const runs = whole.map((run, n) => run.slice(0, cover.count(names[n])));
    const known = runs.every((run) => run.length === model.T);
    const high = Math.max(0, ...finite);
    const low = Math.min(0, ...finite);
    this.height = (value) => {
      const bounded = Math.max(low, Math.min(high, Number.isNaN(value) ? 0 : value));
      const share = high === low ? 0.5 : (high - bounded) / (high - low);
      return INSET + (100 - 2 * INSET) * share;
    };
    write(this.top, known ? brief(high) : "");
    write(this.bottom, low === high || !known ? "" : brief(low));
    this.names.replaceChildren(...names.map((name) => el("span", { class: `score-curve-name score-curve-${name}${this.kind(name)}`, style: colourOf(name) }, name)));
    const ghost = former.some((run) => run.length);
    if (ghost) this.names.append(el("span", { class: "score-former-name" }, model.word("former")));
    this.draw(names, runs, former, model.T);
    const label = model.word("curves_of", { lines: model.listed(names), unit: view.unit });
    this.plot.setAttribute("aria-label", ghost ? model.sentences([label, model.word("former_text")]) : label);
    this.names.title = ghost ? model.word("former_text") : "";
  }

  draw(names, runs, former, T) {
    const zero = `${this.height(0)}%`;
    const lines = svg("svg", { viewBox: `0 0 ${T} 100`, preserveAspectRatio: "none", width: "100%", height: "100%" });
    this.plot.replaceChildren(svg("line", { class: "score-zero", x1: 0, x2: "100%", y1: zero, y2: zero }), lines);
    this.marks = Array.from({ length: T }, () => []);
    this.lines = [];
    this.at = null;
    this.plot.classList.toggle("score-alone", names.length === 1);
    this.names.classList.toggle("score-alone", names.length === 1);
    const line = (name, values, kind) => svg("path", { class: `${kind} score-curve-${name}${this.kind(name)}`, style: colourOf(name), "vector-effect": "non-scaling-stroke", d: this.path(values) });
    former.forEach((values, n) => {
      if (values.length) lines.append(line(names[n], values, "score-former"));
    });
    names.forEach((name, n) => {
      const drawn = line(name, runs[n], "score-curve");
      lines.append(drawn);
      this.lines.push({ name, values: runs[n], line: drawn, without: -1 });
      if (T > DOTS) return;
      runs[n].forEach((value, t) => {
        const dot = svg("circle", { class: `score-dot score-curve-${name}${this.kind(name)}`, style: colourOf(name), r: name === this.memory ? 2.5 : 3.5,
          cx: `${(100 * (t + 0.5)) / T}%`, cy: `${this.height(value)}%` });
        this.marks[t].push({ name, dot });
        this.plot.append(dot);
      });
    });
  }

  // What is shown of a memory is dashed, with rings.
  kind(name) {
    return name === this.memory ? "" : " score-curve-shown";
  }

  // A line through all values but one, which is not computed yet.
  path(values, without = -1) {
    let begun = false;
    return values.map((value, t) => {
      const pen = begun ? "L" : "M";
      begun = t !== without;
      return begun ? `${pen}${t + 0.5} ${this.height(value).toFixed(2)}` : "";
    }).join("");
  }

  show() {
    const { view } = this.store;
    const at = view.t - 1;
    this.withhold(at);
    if (at === this.at) return;
    for (const { dot } of this.marks[this.at] ?? []) dot.classList.remove("score-now");
    for (const { dot } of this.marks[at] ?? []) dot.classList.add("score-now");
    this.at = at;
  }

  // Inside a step a curve does not show yet what the step is about to compute.
  withhold(at) {
    for (const one of this.lines) {
      const without = this.store.reached(one.name) ? -1 : at;
      if (without === one.without) continue;
      one.line.setAttribute("d", this.path(one.values, without));
      for (const [t, hidden] of [[one.without, false], [without, true]]) {
        for (const { name, dot } of this.marks[t] ?? []) if (name === one.name) dot.classList.toggle("score-ahead", hidden);
      }
      one.without = without;
    }
  }
}

function colourOf(name) {
  return `--curve: var(--line-${name}); --curve-text: var(--line-${name}-text)`;
}

// What a state was before the inputs were changed, as far as there are steps now; [] if they were not.
function formerSeries(model, name, unit) {
  const key = `former/${name}`;
  if (!model.has(key)) return [];
  const steps = Math.min(model.T, model.arrays[key].shape[0]);
  return Array.from({ length: steps }, (_, t) => model.at(key, t + 1, unit));
}
