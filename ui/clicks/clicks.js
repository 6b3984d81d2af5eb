// Tells the server which point of a chart was clicked, or walked to with a key. A chart is found when
// it is pressed: it may have been drawn anew since.
import { Walk } from "./walk.js";

const walks = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let walk = walks.get(parentElement);
  if (!walk) walks.set(parentElement, (walk = new Walk((click) => walk.send(click))));
  walk.send = (click) => setTriggerValue("click", click);
  walk.receive(data.walk);
  const pressed = ({ target }) => {
    for (const chart of data.charts) {
      const plot = target.closest?.(`.st-key-${chart} .js-plotly-plot`);
      if (plot?.on) listen(plot, chart);
    }
  };
  const listen = (plot, chart) => {
    const clicked = ({ points }) => {
      const point = points?.find(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
      if (point) setTriggerValue("click", { chart, x: point.x, y: point.y });
    };
    plot.removeListener("plotly_click", plot.gatescopeClicked ?? clicked);
    plot.gatescopeClicked = clicked;
    plot.on("plotly_click", clicked);
  };
  document.addEventListener("pointerdown", pressed, true);
  return () => {
    document.removeEventListener("pointerdown", pressed, true);
    walk.close();
    walks.delete(parentElement);
  };
}
