// Ready signals: a menu at the head of an input row that fills the row over all steps.
import { el, svg } from "../../shared/dom.js";
import { Menu } from "./menu.js";

// Each as a line in a box of 36 by 14, its middle at 7.
const SIGNAL_SHAPES = {
  impulse: { word: "signal_impulse", path: "M1 12H7V2H9V12H35" },
  step: { word: "signal_step", path: "M1 12H18V2H35" },
  ramp: { word: "signal_ramp", path: "M1 12L35 2" },
  square: { word: "signal_square", path: "M1 2H9V12H18V2H27V12H35" },
  sine: { word: "signal_sine", path: "M1 7C5 0 8 0 11 7S17 14 20 7S26 0 29 7S33 13 35 8" },
  alternating: { word: "signal_alternating", path: "M1 2V12M6 12V2M11 2V12M16 12V2M21 2V12M26 12V2M31 2V12" },
  noise: { word: "signal_noise", path: "M1 8L4 4L7 11L10 6L13 9L16 2L19 10L22 7L25 12L28 5L31 8L35 4" },
};
const SIGNAL_SETTINGS = [
  { name: "amplitude", word: "signal_amplitude", usual: "1" },
  { name: "period", word: "signal_period", usual: "8" },
  { name: "seed", word: "signal_seed", usual: "0" },
];

export class Signals {
  constructor(store) {
    this.store = store;
    this.menu = new Menu("score-signals");
    this.settings = SIGNAL_SETTINGS.map(({ name, word, usual }) => {
      const input = el("input", { type: "text", inputmode: "decimal", maxlength: 40, autocomplete: "off", spellcheck: "false" });
      input.value = usual;
      return { name, word, input };
    });
    this.root = this.menu.root;
  }

  // The button of a row; k from 1.
  button(k, name) {
    const { store } = this;
    const label = store.model.word("signals_of", { name });
    const button = el("button", { class: "score-signal", type: "button", title: label, "aria-label": label, "aria-haspopup": "menu" },
      signalIcon("sine"));
    button.addEventListener("click", () => this.open(button, k));
    return button;
  }

  open(button, k) {
    const { store, menu } = this;
    const { model } = store;
    const entries = Object.entries(SIGNAL_SHAPES).map(([kind, { word }]) => menu.entry({
      text: model.word(word), icon: signalIcon(kind),
      run: () => {
        const texts = Object.fromEntries(this.settings.map(({ name, input }) => [name, input.value]));
        store.edit({ op: "signal", input: k, kind, ...texts });
        button.focus({ preventScroll: true });
      },
    }));
    const fields = this.settings.map(({ word, input }) => el("label", {}, el("span", {}, model.word(word)), input));
    menu.show(button, ...entries, el("div", { class: "score-signal-settings" }, ...fields));
  }
}

function signalIcon(kind) {
  return svg("svg", { class: "score-signal-icon", viewBox: "0 0 36 14", "aria-hidden": "true" }, svg("path", { d: SIGNAL_SHAPES[kind].path }));
}
