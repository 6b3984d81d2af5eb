// The keyboard: on the stage, and on the page where nothing else has it. Never Tab.
import { composing } from "../../shared/composing.js";
import { CLICKER, isFree, isSpare, isTyping } from "../../shared/free_keys.js";
import { backward, forward, toEnd, toStart } from "./moves.js";
const PRESSES = "button, a, [role=button], [role=tab], summary";

export class Keys {
  constructor(store, clock) {
    this.store = store;
    this.clock = clock;
    this.pressed = (event) => this.press(event);
    window.addEventListener("keydown", this.pressed);
  }

  // Takes the keyboard if nothing has it.
  takeFocus() {
    const { root } = this.store;
    requestAnimationFrame(() => {
      if (isFree(document.activeElement)) root.focus({ preventScroll: true });
    });
  }

  press(event) {
    if (composing(event) || this.store.screen.wake(event)) return;
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const path = event.composedPath();
    const inside = path.includes(this.store.root);
    const elements = path.filter((node) => node instanceof Element);
    const ours = inside
      ? CLICKER.includes(event.key) || !elements.some(isTyping)
      : isFree(path[0]) || isSpare(event.key, elements) || this.store.screen.ends(event.key, elements);
    if (!ours) return;
    if (event.shiftKey && event.key !== ".") return;
    const pressing = elements[0]?.matches(PRESSES) && (event.key === " " || event.key === "Enter");
    if (pressing) return;
    if (this.act(event.key)) event.preventDefault();
  }

  // Whether the key meant something here.
  act(key) {
    const { store, clock } = this;
    const { unit } = store.view;
    const H = store.model.units;
    const moves = {
      ArrowRight: () => clock.move(forward(store)),
      ArrowLeft: () => clock.move(backward(store)),
      PageDown: () => clock.move(forward(store)),
      PageUp: () => clock.move(backward(store)),
      Home: () => clock.move(toStart(store)),
      End: () => clock.move(toEnd(store)),
      " ": () => clock.toggle(),
      ".": () => store.setGrain(store.grain === "step" ? "inside" : "step"),
      Escape: () => store.root.dispatchEvent(new CustomEvent("gatescope-escape")),
    };
    store.screen.addKeys(moves);
    if (H > 1) {
      moves.ArrowDown = () => store.go({ unit: unit + 1 });
      moves.ArrowUp = () => store.go({ unit: unit - 1 });
    }
    if (!(key in moves)) return false;
    moves[key]();
    return true;
  }

  close() {
    window.removeEventListener("keydown", this.pressed);
  }
}
