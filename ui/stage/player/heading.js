// What is on the screen of a class, and what to look for: the page around the stage is not there.
import { el, write } from "../../shared/dom.js";

export function headingPart(store) {
  const [title, hint] = [el("b", { class: "hd-title" }), el("span", { class: "hd-hint" })];
  const root = el("p", { class: "heading" }, title, " ", hint);

  // The answer to an edit that is shown ahead of the page leaves it as it is.
  function update() {
    const { heading } = store.model;
    root.hidden = !store.screen.large;
    if (!heading) return;
    write(title, heading.title);
    write(hint, heading.hint);
  }
  return { root, update, show: () => {} };
}
