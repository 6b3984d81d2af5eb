// Asks the server for the figures of a slider's value: one request at a time, the newest value next.

const DRAG_PATIENCE = 2000; // ms to wait for an answer
const DRAG_BUSY = 60; // ms until a busy server is asked again
const DRAG_STALE = 3000; // ms after which what stands beside the charts counts as theirs again
const DRAG_ENDS = ["pointerup", "pointercancel"];

export class DragFollower {
  constructor(data) {
    this.data = data;
    this.wish = null; // {setting, value} to ask for next
    this.charts = new Set(); // that show a value ahead of the page
    this.watch = new MutationObserver((changes) => changes.forEach(({ target }) => this.moved(target)));
    this.watch.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["value"] });
    this.pressed = () => { this.down = true; };
    this.released = () => {
      this.down = false;
      this.release();
    };
    window.addEventListener("pointerdown", this.pressed, true);
    for (const name of DRAG_ENDS) window.addEventListener(name, this.released, true);
  }

  // The page has run: what it shows now is of the stamp. A slider that moves on is asked for anew.
  receive(data) {
    const anew = data.stamp !== this.data.stamp || data.token !== this.data.token;
    this.data = data;
    if (!anew) return;
    this.refused = false;
    this.wish = this.figures = null;
    this.clear();
    if (this.down && this.at && this.held(this.at)) this.moved(this.at);
  }

  // A slider that nobody holds was moved by the server, whose figures come with it.
  moved(input) {
    if (input.type !== "range" || !this.held(input)) return;
    const setting = this.setting(input);
    if (!setting || this.refused) return;
    this.at = input;
    this.want({ setting, value: Number(input.value) });
  }

  held(input) {
    return input.isConnected && input.getRootNode().activeElement === input;
  }

  setting(input) {
    const keys = Object.keys(this.data.sliders);
    return this.data.sliders[keys.find((key) => input.closest(`.st-key-${key}`))];
  }

  async want(wish) {
    this.wish = wish;
    if (this.asking) return;
    this.asking = true;
    while (this.wish && !this.closed) {
      const next = this.wish;
      this.wish = null;
      await this.ask(next);
    }
    this.asking = false;
  }

  async ask({ setting, value }) {
    const { page, path, token, stamp } = this.data;
    try {
      const answer = await fetch(new URL(path, document.baseURI), {
        method: "POST",
        headers: { "X-Gatescope-Token": token },
        body: JSON.stringify({ page, setting, value }),
        signal: AbortSignal.timeout(DRAG_PATIENCE),
      });
      if (answer.status === 429) {
        await pause(DRAG_BUSY);
        this.wish ??= this.closed || stamp !== this.data.stamp ? null : { setting, value };
        return;
      }
      if (!answer.ok) throw new Error(answer.status);
      const figures = await answer.json();
      if (stamp === this.data.stamp) this.show(figures); // while the next value is worked out
    } catch {
      if (stamp === this.data.stamp) this.refused = true; // until the page has run, which shows it
    }
  }

  // The newest figures next; those that came while others were drawn are passed over.
  async show(figures) {
    this.figures = figures;
    if (this.drawing) return;
    this.drawing = true;
    try {
      while (this.figures && !this.closed) {
        const next = this.figures;
        this.figures = null;
        await this.draw(next);
      }
    } finally {
      this.drawing = false;
    }
  }

  async draw(figures) {
    for (const [key, figure] of Object.entries(figures)) {
      const graph = document.querySelector(`.st-key-${key} .js-plotly-plot`);
      if (this.closed || !graph || !this.follows(graph, figure)) continue;
      this.charts.add(graph);
      await pause(0); // an input comes before the next chart
    }
    if (!this.charts.size || this.closed) return;
    document.body.dataset.dragged = this.data.page;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.clear(), DRAG_STALE);
    if (!this.down) this.release();
  }

  follows(graph, figure) {
    try {
      return window.gatescopePainter?.follow(graph, figure);
    } catch (error) {
      console.warn(error); // a chart that is being rebuilt takes the page's next figure
      return false;
    }
  }

  // From here on the charts take what the page's run brings.
  release() {
    for (const graph of this.charts) window.gatescopePainter?.letGo(graph);
    this.charts.clear();
  }

  clear() {
    clearTimeout(this.later);
    delete document.body.dataset.dragged;
  }

  close() {
    this.closed = true;
    this.watch.disconnect();
    window.removeEventListener("pointerdown", this.pressed, true);
    for (const name of DRAG_ENDS) window.removeEventListener(name, this.released, true);
    this.release();
    this.clear();
  }
}

function pause(time) {
  return new Promise((done) => { setTimeout(done, time); });
}
