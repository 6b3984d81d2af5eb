// The score: the whole run as a table of numbers or as heat strips, with the current step as a
// column that one drags.
import { el, write } from "../../shared/dom.js";
import { goToWanted } from "./cursor.js";
import { ScoreStrips } from "./strips.js";
import { ScoreTable } from "./table.js";
import { followTheme, paint } from "../../shared/colours.js";

const SCORE_MOST_COLUMNS = 60; // beyond that only strips
const SCORE_CALM_COLUMNS = 24; // up to that numbers unless asked otherwise
const SCORE_CALM_UNITS = 8;
const SCORE_CALM_INPUTS = 24;

export function scorePart(store) {
  const root = el("section", { class: "score" });
  const controls = new ScoreControls(store, (mode) => choose(mode));
  const views = {};
  let now = null;

  followTheme(root, store, () => views.strips?.draw());

  function mode() {
    const { T, H, X } = store.model.sizes;
    if (T > SCORE_MOST_COLUMNS) return "strips";
    const calm = X <= SCORE_CALM_INPUTS && (H === 1 || (T <= SCORE_CALM_COLUMNS && H <= SCORE_CALM_UNITS));
    return store.scoreMode ?? (calm ? "numbers" : "strips");
  }

  function choose(wanted) {
    store.scoreMode = wanted; // survives this part
    update();
    show();
  }

  function update() {
    paint(store.root ?? root, store.model);
    const wanted = mode();
    views[wanted] ??= wanted === "numbers" ? new ScoreTable(store, el("div")) : new ScoreStrips(store, el("div"));
    if (now !== wanted) {
      now = wanted;
      root.replaceChildren(views[now].root);
      views[now].corner.replaceChildren(controls.root);
    }
    controls.update(now, store.model.T <= SCORE_MOST_COLUMNS);
    views[now].update();
    goToWanted(store);
  }

  function show() {
    controls.show();
    views[now].show();
  }

  // Its columns were of another width meanwhile, and all may have been in view: then nothing was
  // scrolled any more.
  const reserve = () => views[now]?.measure?.();

  return { root, update, show, reserve, close: () => Object.values(views).forEach((view) => view.close()) };
}

// Numbers or strips, and which unit.
class ScoreControls {
  constructor(store, choose) {
    this.store = store;
    this.modes = ["numbers", "strips"].map((name) => {
      const button = el("button", { type: "button", class: "score-mode" }, store.model.word(name));
      button.addEventListener("click", () => choose(name));
      return { name, button };
    });
    this.label = el("span", { class: "score-unit-label" });
    this.steps = [["◂", -1, "unit_before"], ["▸", 1, "unit_after"]].map(([sign, by, word]) => {
      const button = el("button", { type: "button", class: "score-unit-step", "aria-label": store.model.word(word) }, sign);
      button.addEventListener("click", () => this.turn(by));
      return button;
    });
    this.unit = el("span", { class: "score-unit" }, this.steps[0], this.label, this.steps[1]);
    this.group = el("span", { class: "score-modes", role: "group", "aria-label": store.model.word("view_as") }, ...this.modes.map(({ button }) => button));
    this.root = el("div", { class: "score-controls" }, this.group, this.unit);
  }

  turn(by) {
    const { units } = this.store.model;
    this.store.go({ unit: ((this.store.view.unit - 1 + by + units) % units) + 1 });
  }

  update(now, both) {
    for (const { name, button } of this.modes) {
      button.setAttribute("aria-pressed", String(name === now));
      button.hidden = name === "numbers" && !both;
    }
    this.unit.hidden = this.store.model.units === 1;
    this.group.hidden = !both;
  }

  show() {
    const { model, view } = this.store;
    write(this.label, model.word("unit", { unit: view.unit, units: model.units }));
  }
}
