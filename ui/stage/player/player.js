// Buttons, grain, speed and the slider of the timesteps.
import { el, svg, write } from "../../shared/dom.js";
import { backward, forward, toEnd, toStart } from "./moves.js";

const SPEEDS = [0.5, 1, 2, 4];

// Icons drawn on a square of 16.
const ICONS = {
  start: "M3 3v10M13 3L6 8l7 5z",
  back: "M12 3L5 8l7 5z",
  play: "M4.5 2.5L13 8l-8.5 5.5z",
  pause: "M5 3v10M11 3v10",
  step: "M4 3l7 5-7 5z",
  end: "M13 3v10M3 3l7 5-7 5z",
  reveal: "M1.5 8C4 3.5 12 3.5 14.5 8 12 12.5 4 12.5 1.5 8zM8 6.5v3",
  predict: "M1.5 8C4 3.5 12 3.5 14.5 8 12 12.5 4 12.5 1.5 8zM3 13.5L13 2.5",
  present: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
};

export function playerPart(store) {
  const { clock } = store;
  const word = (key, fields) => store.model.word(key, fields);
  const button = (icon, label, act, shown = true) => {
    const text = shown ? el("span", { class: "pl-text" }, word(label)) : null;
    const node = el("button", { type: "button", class: `pl-button pl-${icon}`, "aria-label": word(label), title: word(label), onclick: act }, iconOf(icon), text);
    return node;
  };
  const start = button("start", "to_start", () => clock.move(toStart(store)), false);
  const back = button("back", "back", () => clock.move(backward(store)));
  const play = button("play", "play", () => clock.toggle());
  const step = button("step", "forward", () => clock.move(forward(store)));
  const end = button("end", "to_end", () => clock.move(toEnd(store)), false);

  const grains = ["step", "inside"].map((grain) => el("button", {
    type: "button", class: "pl-grain", onclick: () => store.setGrain(grain),
  }, word(`grain_${grain}`)));
  const grain = el("div", { class: "pl-grains", role: "group", "aria-label": word("grain_label") }, ...grains);

  const speed = el("select", { class: "pl-speed", "aria-label": word("speed"), title: word("speed") },
    ...SPEEDS.map((value) => el("option", { value, selected: value === store.view.speed }, word("speed_times", { speed: value }))));
  speed.addEventListener("change", () => store.go({ speed: Number(speed.value) }));

  // What a page shows to a class: it may not offer this.
  const covering = button("predict", "predict", () => store.screen.predict(!store.cover.on));
  const presenting = button("present", "present", () => store.screen.present(!store.screen.large));
  const screen = store.model.screen ? el("div", { class: "pl-screen" }, "covered" in store.model.screen ? covering : null, presenting) : null;

  const scrub = el("input", { type: "range", class: "pl-scrub", min: 1, step: 1, "aria-label": word("scrub") });
  scrub.addEventListener("input", () => clock.move({ t: Number(scrub.value), phase: store.grain === "inside" ? store.model.order.length - 1 : null }));
  const place = el("span", { class: "pl-place" });
  const hint = el("span", { class: "pl-hint", title: word("keys_all") });
  const root = el("div", { class: "player", role: "group" },
    el("div", { class: "pl-buttons" }, start, back, play, step, end),
    el("div", { class: "pl-way" }, scrub, place), store.takesApart ? grain : null, speed, screen, hint);

  function update() {
    scrub.max = store.model.T;
    scrub.disabled = store.model.T === 1;
    write(hint, word(store.model.units > 1 ? "keys_units" : "keys"));
    const widest = word("place", { t: store.model.T, steps: store.model.T });
    place.style.minWidth = `${widest.length}ch`;
  }

  function show() {
    const { view, model } = store;
    scrub.value = view.t;
    scrub.style.setProperty("--done", model.T > 1 ? (view.t - 1) / (model.T - 1) : 0);
    const text = word("place", { t: view.t, steps: model.T });
    write(place, text);
    scrub.setAttribute("aria-valuetext", text);
    const doing = view.playing ? "pause" : "play";
    if (play.dataset.icon !== doing) {
      play.dataset.icon = doing;
      play.firstChild.replaceWith(iconOf(doing));
      write(play.querySelector(".pl-text"), word(doing));
      play.setAttribute("aria-label", word(doing));
      play.title = word(doing);
    }
    const next = store.cover.waits ? "reveal" : "forward";
    if (step.dataset.does !== next) {
      step.dataset.does = next;
      step.firstChild.replaceWith(iconOf(next === "reveal" ? "reveal" : "step"));
      write(step.querySelector(".pl-text"), word(next));
      step.setAttribute("aria-label", word(next));
      step.title = word(next);
    }
    covering.setAttribute("aria-pressed", String(store.cover.on));
    presenting.setAttribute("aria-pressed", String(store.screen.large));
    const ahead = Boolean(forward(store));
    const behind = Boolean(backward(store));
    for (const [node, able] of [[start, behind], [back, behind], [step, ahead], [end, ahead]]) {
      node.setAttribute("aria-disabled", String(!able));
    }
    grains.forEach((node, k) => node.setAttribute("aria-pressed", String(store.grain === ["step", "inside"][k])));
  }

  return { root, update, show };
}

function iconOf(name) {
  return svg("svg", { class: "pl-icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
}
