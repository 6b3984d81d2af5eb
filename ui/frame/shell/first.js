// The first view is shown from the top down, each part when it and all before it stand: widgets and
// charts come one by one, each with a script of its own, and would push what is there already. A page
// fills some places above others last, so nothing of it is shown before its run has ended.

const STILL = 3; // frames without a move
const LONGEST = 10000; // ms without a change: a part that never comes hides no page
const PARTS = ["stHeader", "stElementContainer", "stPopover"];
const ROW = "[data-testid=stHorizontalBlock], [data-testid=stColumn], [data-testid=stVerticalBlock]";

export function showWhole() {
  const { dataset } = document.documentElement;
  let last = "";
  let still = 0;
  let since = performance.now();
  dataset.first = "";
  const look = (time) => {
    const { standing, whole } = stands();
    const now = outline(standing);
    if (now !== last) since = time;
    still = standing.length && now === last ? still + 1 : 0;
    last = now;
    if (still >= STILL) show(standing);
    if (!(whole && still >= STILL) && time - since < LONGEST) {
      requestAnimationFrame(look);
      return;
    }
    dataset.whole = "";
    delete dataset.first;
    window.dispatchEvent(new Event("gatescope-seen"));
  };
  requestAnimationFrame(look);
}

function show(parts) {
  const unseen = parts.filter((part) => !("seen" in part.dataset));
  for (const part of unseen) part.dataset.seen = "";
  if (unseen.length) window.dispatchEvent(new Event("gatescope-seen"));
}

// The parts from the top down to the first that is still to come, and whether that is all of them.
function stands() {
  const app = document.querySelector("[data-testid=stApp]");
  // Long work goes on with a bar, after the page.
  const ran = app?.dataset.testScriptState === "notRunning" || app?.querySelector("[data-testid=stProgress]");
  const wanted = PARTS.map((name) => `[data-testid=${name}]`).join();
  const found = app ? [...app.querySelectorAll(wanted)] : [];
  if (found.length < 2) return { standing: [], whole: false }; // nothing but the header
  const parts = ran ? found : found.filter((part) => part.dataset.testid === "stHeader");
  const late = parts.find((part) => !isDrawn(part));
  // What stands in one row with it moves with it; columns keep their width.
  const row = late?.closest(ROW);
  const together = row?.dataset.testid === "stHorizontalBlock" ? row : late;
  const end = late ? parts.findIndex((part) => part === late || together.contains(part)) : parts.length;
  return { standing: parts.slice(0, end), whole: Boolean(ran) && !late };
}

function isDrawn(part) {
  if (part.dataset.testid !== "stElementContainer") return true;
  if (part.querySelector("[data-testid=stSkeleton]")) return false;
  const [chart, component] = ["stPlotlyChart", "stBidiComponentIsolated"].map((name) => part.querySelector(`[data-testid=${name}]`));
  if (chart) return Boolean(chart.querySelector(".main-svg")) || !chart.checkVisibility() || isBelow(chart);
  if (!component) return true;
  const stage = component.shadowRoot?.querySelector(".gatescope-stage");
  return Boolean(component.shadowRoot) && stage?.childElementCount !== 0;
}

// Below the fold a chart is drawn when somebody scrolls to it (painter.js).
const isBelow = (chart) => chart.getBoundingClientRect().top >= innerHeight;

// Where they stand.
function outline(parts) {
  return parts.map((part) => {
    const { left, top, width, height } = part.getBoundingClientRect();
    return [left, top, width, height].map(Math.round).join();
  }).join(" ");
}
