// Tells the server which point of a chart was clicked, or walked to with a key. A chart is found when
// it is pressed: it may have been drawn anew since.
import { Walk } from "./walk.js";

const clickers = new WeakMap(); // one for each place on the page, whatever data comes to it

export default function ({ data, parentElement, setTriggerValue }) {
  let clicker = clickers.get(parentElement);
  if (!clicker) clickers.set(parentElement, (clicker = new Clicker()));
  clicker.receive(data, (click) => setTriggerValue("click", click));
  return () => {
    clickers.delete(parentElement);
    clicker.close();
  };
}

class Clicker {
  constructor() {
    this.walk = new Walk((click) => this.send(click));
    this.pressed = ({ target }) => this.press(target);
    document.addEventListener("pointerdown", this.pressed, true);
  }

  receive({ charts, walk }, send) {
    Object.assign(this, { charts, send });
    this.walk.receive(walk);
  }

  press(target) {
    for (const chart of this.charts) {
      const plot = target.closest?.(`.st-key-${chart} .js-plotly-plot`);
      if (plot?.on) this.listen(plot, chart);
    }
  }

  listen(plot, chart) {
    const clicked = ({ points }) => {
      const point = points?.find(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
      if (point) this.send({ chart, x: point.x, y: point.y });
    };
    plot.removeListener("plotly_click", plot.gatescopeClicked ?? clicked);
    plot.gatescopeClicked = clicked;
    plot.on("plotly_click", clicked);
  }

  close() {
    document.removeEventListener("pointerdown", this.pressed, true);
    this.walk.close();
  }
}
