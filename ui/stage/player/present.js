// How the screen is set up: presenter mode, and values covered until revealed. Both belong to the
// visitor's session: the stage asks, the server answers with the next run.
import { el } from "../../shared/dom.js";
import { forward } from "./moves.js";

export class Screen {
  constructor(store) {
    this.store = store;
    this.large = false;
    this.told = { large: false, covered: false }; // what the server said last
    this.left = () => {
      if (this.full && !document.fullscreenElement) this.present(false);
      this.full = Boolean(document.fullscreenElement);
    };
    document.addEventListener("fullscreenchange", this.left);
  }

  // A switch counts when the server turns it: an older answer must not undo a newer click.
  receive({ screen = {} }) {
    const { store } = this;
    const large = Boolean(screen.large);
    const covered = Boolean(screen.covered);
    store.cover.strict = Boolean(screen.checks);
    if (covered !== this.told.covered) store.cover.set(covered);
    this.told = { large, covered };
    this.large = large;
    store.root.toggleAttribute("data-large", large);
    store.root.toggleAttribute("data-covered", store.cover.on);
  }

  // Full screen is given from a key or a click only, so it is asked for here and now.
  present(on) {
    if (!on && document.fullscreenElement) document.exitFullscreen().catch(() => {});
    if (on) document.documentElement.requestFullscreen?.().catch(() => {});
    this.ask({ large: on });
  }

  predict(on) {
    this.store.cover.set(on);
    this.store.root.toggleAttribute("data-covered", on);
    this.store.go({ playing: false });
    this.ask({ covered: on });
  }

  ask(change) {
    this.store.send("screen", { ...change, at: performance.now() });
  }

  addKeys(moves) {
    const { store } = this;
    if (!store.model.screen) return;
    moves.p = () => this.present(!this.large);
    if (store.cover.on) {
      moves.Enter = () => {
        store.clock.move(forward(store));
        store.predictions.resume();
      };
    }
    if (!this.large) return;
    moves.b = moves["."] = () => this.blank();
    const { Escape } = moves;
    moves.Escape = () => {
      if (store.root.querySelector(".po-pinned")) Escape();
      else this.present(false);
    };
  }

  // Whether Escape, pressed beside the stage, ends presenter mode.
  ends(key, elements) {
    return this.large && key === "Escape" && !elements.some((node) => node.matches("[role=dialog], [aria-expanded=true]"));
  }

  // Black, as a clicker asks for; the next key or click brings everything back.
  blank() {
    const word = this.store.model.word("dark_screen");
    this.dark = el("div", { class: "dark-screen", role: "status", "aria-label": word, onclick: () => this.wake() });
    this.store.root.append(this.dark);
  }

  // Whether this was what the dark screen waited for.
  wake(event) {
    if (!this.dark) return false;
    this.dark.remove();
    this.dark = null;
    event?.preventDefault();
    return true;
  }

  close() {
    document.removeEventListener("fullscreenchange", this.left);
  }
}
