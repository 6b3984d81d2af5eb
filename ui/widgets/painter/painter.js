// What charts are to show, and when they are drawn: those in sight alone, one in a piece of work,
// when the browser rests, and not while an edit waits for its run. The newest wins.
import { Figure } from "./figure.js";
import { moveLines } from "./lines.js";

const PAINT_IDLE = 250; // ms after which a browser that never rests draws all the same
const PAINT_PAUSE = 30; // ms between two charts where the browser can't tell when it rests
const PAINT_EDIT = 1000; // ms that charts wait for the run of an edit
const PAINT_NEAR = "100px"; // so near is in sight
const PAINT_WHOLE = 150; // ms after which a chart whose lines were moved is drawn whole
const CHART_MARK = "gatescope-time"; // of charts that follow the clock

export class Painter {
  constructor() {
    this.wanted = new Map(); // graph -> {figure, cursor, promise, done}
    this.shown = new WeakMap(); // graph -> the figure that was drawn last
    this.inSight = new WeakSet();
    this.kept = new WeakSet(); // graphs that follow a drag just now
    this.moved = new Map(); // graph of which only the lines were moved -> timer of the whole
    this.until = 0;
    this.sight = new IntersectionObserver((found) => this.see(found), { rootMargin: PAINT_NEAR });
    window.addEventListener("gatescope-edit", () => { this.until = performance.now() + PAINT_EDIT; });
    window.addEventListener("gatescope-shown", () => { this.until = 0; });
    window.addEventListener("gatescope-cursor", ({ detail }) => this.moveCursors(detail.t));
    window.addEventListener("beforeprint", () => this.drawAll());
  }

  take(plotly) {
    const { react, relayout, purge } = plotly;
    this.plain = { react, relayout };
    plotly.react = (graph, figure, ...rest) =>
      graph instanceof Element && figure && !rest.length ? this.ask(graph, figure) : react(graph, figure, ...rest);
    plotly.purge = (graph) => {
      this.forget(graph);
      return purge(graph);
    };
    for (const graph of document.querySelectorAll(".js-plotly-plot")) this.adopt(graph);
  }

  // A chart that was drawn before the painter was there.
  adopt(graph) {
    if (!graph._fullLayout) return;
    const { data, layout } = graph; // its buttons stay as they are
    this.shown.set(graph, new Figure({ data, layout }, null));
    this.sight.observe(graph);
  }

  forget(graph) {
    if (!(graph instanceof Element)) return;
    this.wanted.delete(graph);
    this.shown.delete(graph);
    this.settle(graph);
    this.sight.unobserve(graph);
  }

  see(found) {
    for (const { target, isIntersecting } of found) {
      if (isIntersecting) this.inSight.add(target);
      else this.inSight.delete(target);
    }
    this.next();
  }

  // Streamlit asks for a figure, mostly twice. It goes on when the promise is kept: for a chart that
  // stands already at once, with the new figure as if it were drawn.
  ask(graph, asked) {
    const figure = new Figure(asked, this.shown.get(graph));
    const before = this.wanted.get(graph);
    const now = before?.figure ?? this.shown.get(graph);
    if (now && figure.is(now, graph)) return before?.promise ?? Promise.resolve(graph);
    const wish = this.want(graph, { figure, cursor: undefined });
    if (graph._fullLayout) {
      Object.assign(graph, { data: figure.data, layout: figure.layout });
      return Promise.resolve(graph);
    }
    graph.style.minHeight = `${figure.layout.height ?? 0}px`; // its room, until it is drawn
    wish.promise ??= new Promise((done) => { wish.done = done; });
    return wish.promise;
  }

  want(graph, change) {
    const wish = this.wanted.get(graph) ?? {};
    if (!this.wanted.has(graph)) this.wanted.set(graph, wish);
    this.sight.observe(graph);
    this.next();
    return Object.assign(wish, change);
  }

  // What a dragged slider shows in a chart in sight, at once and in the place of all that waits; the
  // page's own figures wait until it is let go. Its lines move with every value, and a little later
  // all of it is drawn. Returns whether it shows.
  follow(graph, { data, layout }) {
    if (!this.shown.has(graph)) this.adopt(graph);
    const before = this.shown.get(graph);
    if (!before || !this.inSight.has(graph)) return false;
    const { width, height } = graph.layout;
    this.kept.add(graph);
    this.wanted.delete(graph);
    const size = { width, height };
    const figure = new Figure({ ...before.asked, data, layout: { ...layout, ...size } }, before);
    const later = this.moved.get(graph);
    const whole = later && later.due <= performance.now();
    if (whole || !moveLines(graph, data)) {
      this.settle(graph);
      this.paint(graph, figure);
    } else {
      this.shown.set(graph, figure);
      if (!later) this.moved.set(graph, { due: performance.now() + PAINT_WHOLE, timer: setTimeout(() => this.finish(graph), 2 * PAINT_WHOLE) });
    }
    return true;
  }

  letGo(graph) {
    this.kept.delete(graph);
    const figure = this.wanted.get(graph)?.figure ?? this.shown.get(graph);
    if (this.settle(graph)) this.want(graph, { figure });
    this.next();
  }

  // All of a chart whose lines were moved: its axes, labels, and what the pointer says of it.
  finish(graph) {
    if (this.settle(graph)) this.paint(graph, this.shown.get(graph));
  }

  settle(graph) {
    clearTimeout(this.moved.get(graph)?.timer);
    return this.moved.delete(graph);
  }

  moveCursors(t) {
    for (const graph of document.querySelectorAll(".js-plotly-plot")) {
      if (graph.layout?.meta !== CHART_MARK || !graph.layout.shapes?.length) continue;
      const cursor = graph.layout.shapes[0];
      if (cursor.x0 === t) continue;
      Object.assign(cursor, { x0: t, x1: t });
      this.want(graph, { cursor: t });
    }
  }

  get ready() {
    for (const graph of this.wanted.keys()) {
      if (this.inSight.has(graph) && !this.kept.has(graph)) return graph;
    }
    return null;
  }

  next() {
    if (this.waits || !this.ready) return;
    this.waits = true;
    whenIdle(() => {
      this.waits = false;
      this.turn();
    });
  }

  turn() {
    const left = this.until - performance.now();
    if (left > 0 || navigator.scheduling?.isInputPending?.()) {
      this.waits = true;
      setTimeout(() => {
        this.waits = false;
        this.next();
      }, PAINT_PAUSE);
      return;
    }
    const graph = this.ready;
    if (graph) this.draw(graph);
    this.next();
  }

  draw(graph) {
    const { figure, cursor, done } = this.wanted.get(graph);
    this.wanted.delete(graph);
    if (!graph.isConnected) return;
    try {
      // The figure of a chart that stands has the cursor already.
      const drawn = figure ? this.paint(graph, figure) : this.plain.relayout(graph, cursorAt(cursor));
      if (done) Promise.resolve(drawn).then(() => done(graph), () => done(graph));
    } catch (error) {
      console.warn(error); // a chart that can't be drawn must not keep the others
      done?.(graph);
    }
  }

  paint(graph, figure) {
    this.shown.set(graph, figure);
    return this.plain.react(graph, figure.asked);
  }

  drawAll() {
    for (const graph of [...this.wanted.keys()]) this.draw(graph);
  }
}

function cursorAt(t) {
  return { "shapes[0].x0": t, "shapes[0].x1": t };
}

function whenIdle(work) {
  if (window.requestIdleCallback) window.requestIdleCallback(work, { timeout: PAINT_IDLE });
  else setTimeout(work, PAINT_PAUSE);
}
