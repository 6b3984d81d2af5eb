// Before a class all of the stage is in view: equations, score, and what leads up to them. Where
// there is more than room, something gives way, step by step, until it fits; a result never does.

// In the order in which they are tried; what the words do stands in present.css.
const FITS = [
  "",
  "tight",
  "tight small",
  "tight flow half",
  "tight flow half small",
  "tight flow half small close",
  "tight flow wide small close",
  "tight flow wide small close brief",
  "bare",
  "half bare",
  "tight flow half small bare",
  "tight flow wide least close brief bare",
];
const BESIDE = "tight flow brief close beside";
const SCROLLERS = "[data-testid=stMain]";

export class Fit {
  constructor(store) {
    this.store = store;
    this.level = 0;
    this.top = 0; // of the stage on its page, as it was measured
    this.resized = () => {
      this.again();
      if (!this.store.screen.large) this.reserve();
    };
    window.addEventListener("resize", this.resized);
    // What Streamlit shows above the stage while a page loads takes room, and goes.
    this.moved = new ResizeObserver(() => {
      if (this.applies && Math.abs(topOf(this.store.root) - this.top) > 1) this.again();
    });
    for (const child of scroller().children) this.moved.observe(child);
  }

  // From the roomiest on: after a new run, or in another window.
  again() {
    this.set(0);
    this.check();
  }

  // Denser while something is cut; never roomier, so that nothing jumps to and fro between steps.
  check() {
    if (!this.applies) return;
    while (this.cut() && this.level < FITS.length - 1) this.set(this.level + 1);
  }

  get applies() {
    const { store } = this;
    return store.screen.large && store.leads && store.takesApart && Boolean(store.root);
  }

  set(level) {
    const { root } = this.store;
    this.level = level;
    if (!root) return;
    const before = root.dataset.fit;
    if (this.store.screen.large && !this.store.takesApart) {
      root.dataset.fit = BESIDE; // one of several on a page, which gives them their room
    } else if (this.applies) {
      root.dataset.fit = FITS[level];
      this.top = topOf(root);
      root.style.setProperty("--stage-top", `${this.top}px`);
    } else {
      delete root.dataset.fit;
    }
    if (this.store.screen.large || before !== root.dataset.fit) this.reserve();
  }

  reserve() {
    for (const part of this.store.parts) part.reserve?.();
  }

  cut() {
    const boxes = this.store.root.querySelectorAll(".part-arithmetic, .part-score");
    return [...boxes].some((box) => box.scrollHeight > box.clientHeight + 1);
  }

  close() {
    window.removeEventListener("resize", this.resized);
    this.moved.disconnect();
  }
}

// Where the stage begins on its page, scrolled to its top.
function topOf(root) {
  return Math.max(0, root.getBoundingClientRect().top + scroller().scrollTop);
}

function scroller() {
  return document.querySelector(SCROLLERS) ?? document.documentElement;
}
