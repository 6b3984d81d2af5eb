// An edit's run straight from the server, ahead of the page's rerun; the edit then goes its usual
// way, which changes the document and the rest of the page.
import { decode } from "./model.js";

const PATIENCE = 1000; // ms to wait for an answer
const TOO_MUCH = [413, 429]; // of text, or asked at once
const REST = 150; // ms between two reruns while edits keep coming

export class Ahead {
  constructor(store) {
    this.store = store;
    this.told = 0;
    this.shown = 0; // the last edit whose run is on screen
    this.asking = false;
    // What is pressed elsewhere must not overtake an edit that still waits for its run.
    this.pressed = (event) => {
      if (this.asking && !event.composedPath().includes(store.root)) this.tell();
    };
    window.addEventListener("pointerdown", this.pressed, true);
  }

  close() {
    window.removeEventListener("pointerdown", this.pressed, true);
  }

  get offered() {
    const { ahead } = this.store.model;
    return ahead && ahead.token !== this.refused;
  }

  // One request at a time; what is typed meanwhile goes with the next.
  async hurry() {
    if (this.asking) return;
    this.asking = true;
    window.dispatchEvent(new Event("gatescope-edit")); // charts wait until its run is shown
    const { store } = this;
    for (let last = 0; last < store.sequence && !store.closed; ) {
      last = store.sequence;
      if (this.offered) await this.ask();
      if (store.sequence === last || performance.now() - this.told > REST) this.tell();
    }
    this.asking = false;
    window.dispatchEvent(new Event("gatescope-shown"));
  }

  async ask() {
    const { store } = this;
    const { path, token } = store.model.ahead;
    try {
      const answer = await fetch(new URL(path, document.baseURI), {
        method: "POST",
        headers: { "X-Gatescope-Token": token },
        body: JSON.stringify({ edits: store.pending }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (TOO_MUCH.includes(answer.status)) return; // these edits go the usual way, the next here
      if (!answer.ok) throw new Error(answer.status);
      const model = decode(new Uint8Array(await answer.arrayBuffer()));
      if (model.place !== store.place || store.closed) return;
      this.shown = model.ack;
      store.take(model);
      await afterPaint();
    } catch {
      this.refused = token; // the usual way remains, until the page has a new session
    }
  }

  tell() {
    this.told = performance.now();
    if (!this.store.closed) this.store.send("edits", [...this.store.pending]);
  }

  // Whether the screen already shows what the page's rerun brings, or later edits than it knows.
  knows(model) {
    const { store } = this;
    if (model.place !== store.place || !this.shown) return false;
    return model.ack < this.shown || same(model.bytes, store.model.bytes);
  }
}

function same(one, other) {
  if (one.length !== other.length) return false;
  for (let k = 0; k < one.length; k += 1) if (one[k] !== other[k]) return false; // `every` takes 14 ms
  return true;
}

// A hidden page paints nothing: then a short while must do.
function afterPaint() {
  return new Promise((done) => {
    setTimeout(done, 100);
    requestAnimationFrame(() => setTimeout(done));
  });
}
