// Streamlit draws its charts through window.Plotly, which comes with the first of them: from then
// on it draws through the painter. Once for as long as the browser's page stands.
import { Painter } from "./painter.js";

export default function () {
  if (window.gatescopePainter) return;
  const painter = new Painter();
  window.gatescopePainter = painter;
  if (window.Plotly) return void painter.take(window.Plotly);
  let plotly;
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => plotly,
    set: (made) => {
      plotly = made;
      painter.take(made);
    },
  });
}
