// The browser's history holds documents: Back undoes an edit, not a step that was only looked at.

const BURST = 600; // ms; changes that follow each other faster, as a number is dragged, are one entry
const view = {
  documentKeys: [], visit: () => {}, count: 0, arriving: true, path: location.pathname, changed: -BURST,
};

export default function ({ data, setStateValue }) {
  view.documentKeys = data.documentKeys;
  // The count makes every report a new one, also of an address that was reported before.
  view.visit = () => setStateValue("visit", { count: (view.count += 1), query: location.search });
  install();
}

function install() {
  if (history.gatescope) return;
  history.gatescope = true;
  const push = history.pushState;
  // Streamlit adds an entry whenever the address changes. One with the same document takes the
  // place of the entry before, and so does what a new page writes before anyone does something.
  history.pushState = function (state, unused, url) {
    const next = new URL(url ?? location.href, location.href);
    const moved = next.pathname !== location.pathname;
    const same = documentOf(next) === documentOf(location);
    const burst = performance.now() - view.changed < BURST;
    const kept = !moved && (view.arriving || same || burst);
    view.arriving = moved;
    if (!same) view.changed = performance.now();
    (kept ? history.replaceState : push).call(history, state, unused, url);
    view.path = location.pathname;
  };
  for (const name of ["pointerdown", "keydown"]) {
    addEventListener(name, () => { view.arriving = false; }, { capture: true, passive: true });
  }
  // Before Streamlit hears of it, so that its rerun already carries the report. A change of page
  // needs none: that rerun's address is believed.
  addEventListener("popstate", () => {
    if (view.path === location.pathname) view.visit();
    view.path = location.pathname;
    view.changed = -BURST;
  }, { capture: true });
}

function documentOf({ search }) {
  const query = new URLSearchParams(search);
  return JSON.stringify(view.documentKeys.map((key) => query.get(key)));
}
