// The keys that walk a stage walk the cursor of a chart where a page has no stage: arrows, Home and
// End, and what a presenter's clicker sends. The chart's line moves at once, the server is told.
import { composing } from "../../shared/composing.js";
import { CLICKER, isFree, isSpare } from "../../shared/free_keys.js";

const TOLD_AFTER = 60; // ms of rest
const FORGET_AFTER = 3000; // ms until a step that the server has not taken is given up

export class Walk {
  constructor(tell) {
    this.tell = tell;
    this.pressed = (event) => this.press(event);
    window.addEventListener("keydown", this.pressed, true);
  }

  // walk: { chart, t, T } as the server has it, null where there is nothing to walk.
  receive(walk) {
    this.walk = walk;
    if (!walk) return;
    const late = performance.now() - (this.asked ?? 0) > FORGET_AFTER;
    if (this.t === undefined || this.t === walk.t || late) this.asked = null;
    if (this.asked === null) this.t = walk.t;
    this.t = Math.min(this.t, walk.T);
  }

  press(event) {
    if (!this.walk || composing(event) || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const elements = event.composedPath().filter((node) => node instanceof Element);
    // A slider that was dragged keeps the focus, and has its arrows.
    const slider = CLICKER.includes(event.key) && elements[0]?.matches("input[type=range], [role=slider]");
    if (!isFree(elements[0]) && !slider && !isSpare(event.key, elements)) return;
    const { t } = this;
    const to = { ArrowRight: t + 1, PageDown: t + 1, ArrowLeft: t - 1, PageUp: t - 1, Home: 1, End: this.walk.T }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(Math.max(1, Math.min(this.walk.T, to)));
  }

  go(t) {
    if (t === this.t) return;
    this.t = t;
    this.asked = performance.now();
    const chart = document.querySelector(`.st-key-${this.walk.chart} .js-plotly-plot`);
    try {
      window.Plotly?.relayout(chart, { "shapes[0].x0": t, "shapes[0].x1": t });
    } catch {
      // A chart that is being rebuilt takes the step with its next data.
    }
    clearTimeout(this.later);
    this.later = setTimeout(() => this.tell({ chart: this.walk.chart, x: this.t, y: 0 }), TOLD_AFTER);
  }

  close() {
    clearTimeout(this.later);
    window.removeEventListener("keydown", this.pressed, true);
  }
}
