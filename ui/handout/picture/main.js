// Buttons that save what the stage shows at this moment.
import { fileOf, pictureOf, pixelsOf, stageOf } from "./picture.js";
import { el } from "../../shared/dom.js";

const PARTS = ["diagram", "arithmetic", "score"];
const FORMATS = ["svg", "png"];

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".gatescope-pictures");
  const said = el("p", { class: "said", role: "status" });
  const rows = PARTS.map((part) => el("div", { class: "row", role: "group", "aria-label": data.words[`picture_${part}`] },
    el("span", {}, data.words[`picture_${part}`]),
    ...FORMATS.map((format) => el("button", {
      type: "button", "data-part": part, "data-format": format, onclick: () => save(part, format, data, said),
    }, format.toUpperCase()))));
  root.replaceChildren(...rows, said);
}

async function save(part, format, { words, name, title }, said) {
  said.textContent = "";
  const stage = stageOf();
  const shown = stage?.querySelector(`.part-${part}`);
  if (!shown?.getBoundingClientRect().width) {
    said.textContent = words.picture_none;
    return;
  }
  const { t } = stage.dataset;
  const picture = pictureOf(shown, `${title} · ${words[`picture_${part}`]} · t = ${t}`);
  const blob = format === "svg" ? new Blob([fileOf(picture)], { type: "image/svg+xml" }) : await pixelsOf(picture);
  const link = el("a", { href: URL.createObjectURL(blob), download: `${name}-${part}-step-${t}.${format}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  said.textContent = words.picture_saved.replace("{name}", link.download);
}
