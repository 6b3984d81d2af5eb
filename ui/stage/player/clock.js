// Plays a run: so many steps a second, once, never in a loop.
import { composing } from "../../shared/composing.js";
import { forward, toStart } from "./moves.js";

const STEPS_A_SECOND = { step: 1.25, inside: 2 };
const ANY_ACTION = ["pointerdown", "keydown", "wheel"];
const LONGEST_FRAME = 250; // ms; a tab that comes back does not race

export class Clock {
  constructor(store) {
    this.store = store;
    this.turn = (now) => this.tick(now);
  }

  play() {
    const { store } = this;
    if (store.view.playing) return;
    store.go({ playing: true, ...(forward(store) ? {} : toStart(store)) });
    this.last = performance.now();
    this.part = 0;
    this.frame = requestAnimationFrame(this.turn);
  }

  // Once when the page comes up, unless motion is unwelcome; the first thing a person does stops it.
  playUnasked() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const place = this.store.root.getRootNode().host?.closest("[data-testid=stElementContainer]");
    if ("first" in document.documentElement.dataset && place && !("seen" in place.dataset)) {
      // Nobody sees it yet (shell/first.js).
      window.addEventListener("gatescope-seen", () => this.playUnasked(), { once: true });
      return;
    }
    this.store.go({ t: 1, phase: null });
    this.play();
    this.stop = (event) => {
      if (composing(event)) return;
      this.forget();
      const onPlay = event.composedPath().some((node) => node.classList?.contains("pl-play"));
      if (!onPlay && event.key !== " ") this.pause();
    };
    for (const name of ANY_ACTION) window.addEventListener(name, this.stop, { capture: true, passive: true });
  }

  forget() {
    for (const name of ANY_ACTION) window.removeEventListener(name, this.stop, { capture: true });
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.forget();
    if (this.store.view.playing) this.store.go({ playing: false });
  }

  toggle() {
    if (this.store.view.playing) this.pause();
    else this.play();
  }

  // A step by hand: it stops what plays.
  move(change) {
    this.pause();
    if (change) this.store.go(change);
  }

  tick(now) {
    const { store } = this;
    if (!store.view.playing) return;
    const passed = Math.min(LONGEST_FRAME, now - this.last);
    this.last = now;
    this.part += (passed / 1000) * STEPS_A_SECOND[store.grain] * store.view.speed;
    if (this.part >= 1) {
      this.part %= 1;
      const change = forward(store);
      if (change) store.go(change);
      if (!forward(store)) return this.pause();
    }
    this.frame = requestAnimationFrame(this.turn);
  }

  close() {
    this.forget();
    cancelAnimationFrame(this.frame);
  }
}
