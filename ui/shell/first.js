// The first view is shown when it stands whole: widgets and charts come one by one, each with a
// script of its own, and every one would push what is there already.

const STILL = 3; // frames without a move
const LONGEST = 10000; // ms: a part that never comes hides no page

export function showWhole() {
  const { dataset } = document.documentElement;
  let last = null;
  let still = 0;
  dataset.first = ""; // what plays by itself waits until it is gone
  const look = (time) => {
    const now = isWhole() ? outline() : null;
    still = now !== null && now === last ? still + 1 : 0;
    last = now;
    if (still < STILL && time < LONGEST) {
      requestAnimationFrame(look);
      return;
    }
    dataset.whole = "";
    delete dataset.first;
    window.dispatchEvent(new Event("gatescope-whole"));
  };
  requestAnimationFrame(look);
}

function isWhole() {
  const app = document.querySelector("[data-testid=stApp]");
  const main = app?.querySelector("[data-testid=stMain]");
  if (!main?.querySelector("[data-testid=stElementContainer]")) return false;
  // Long work goes on with a bar, after the page.
  const worked = app.dataset.testScriptState === "notRunning" || main.querySelector("[data-testid=stProgress]");
  if (!worked || main.querySelector("[data-testid=stSkeleton]")) return false;
  const seen = (node) => node.checkVisibility();
  const drawn = (chart) => chart.querySelector(".main-svg") || !seen(chart);
  const filled = (part) => part.shadowRoot?.querySelector(".gatescope-stage")?.childElementCount !== 0;
  return [...main.querySelectorAll("[data-testid=stPlotlyChart]")].every(drawn)
    && [...main.querySelectorAll("[data-testid=stBidiComponentIsolated]")].every(filled);
}

// Where everything stands.
function outline() {
  const parts = document.querySelectorAll("[data-testid=stHeader], [data-testid=stMain] [data-testid=stElementContainer]");
  return [...parts].map((part) => {
    const { left, top, width, height } = part.getBoundingClientRect();
    return [left, top, width, height].map(Math.round).join();
  }).join(" ");
}
