// One number of a matrix: a field whose background shows its value.
import { composing } from "../shared/composing.js";
import { Field } from "../shared/field.js";

const FAINT = 7; // per cent of colour in the smallest number that is not 0
const STRONG = 38; // and in the largest; text stays legible on it in both themes

// A number at rest, in the width of a cell: four decimals at most, or a power of ten.
export function atRest(value) {
  const size = Math.abs(value);
  const small = size > 0 && size < 1e-3;
  const text = small || size >= 1e6 ? value.toExponential(1) : value.toFixed(size < 10 ? 4 : 2);
  return String(small || size >= 1e6 ? text.replace(".0e", "e").replace("e+", "e") : Number(text))
    .replaceAll("-", "−");
}

export class Cell extends Field {
  // absent: the words on an entry that the cell has no weight for, false for any other.
  constructor(store, { absent = false, ...rest }) {
    super(store, rest);
    this.absent = absent;
    if (!absent) return;
    this.input.classList.add("absent");
    this.input.title = absent;
    this.input.setAttribute("aria-description", absent);
  }

  settle() {
    if (this.absent) this.write("");
    else super.settle();
  }

  update() {
    const value = this.read();
    const refused = this.store.model.rejected[this.entry]?.text;
    const same = value === this.seen && refused === this.refused?.text;
    if (!same || this.sent !== null || this.focused) super.update();
    this.seen = value;
    this.tint(value);
  }

  tint(value) {
    const size = Math.sqrt(Math.abs(value) / this.store.scale);
    const share = value ? FAINT + (STRONG - FAINT) * size : 0;
    const tinted = `${value < 0 ? "-" : "+"}${share.toFixed(1)}`;
    if (tinted === this.tinted) return;
    this.tinted = tinted;
    const { input } = this;
    input.classList.toggle("below", value < 0);
    input.style.setProperty("--share", `${share.toFixed(1)}%`);
  }

  focus() {
    super.focus();
    this.input.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  key_(event) {
    if (event.key !== "F2" || composing(event)) return super.key_(event);
    // As in a spreadsheet: from the chosen cell to the caret in its text.
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
    event.preventDefault();
  }
}
