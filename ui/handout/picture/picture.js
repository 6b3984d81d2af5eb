// A part of the stage as a picture that stands alone: SVG with everything in it, or PNG from it.
import { drawBoxes } from "./boxes.js";
import { paintOf } from "./colours.js";
import { svg } from "../../shared/dom.js";

const EDGE = 12; // white space around
const SHARP = 2; // PNG pixels for one of the screen
// Names that only a browser knows, and the fonts with Chinese that a system may have.
const BROWSER_ONLY = /^(system-ui|-apple-system|ui-monospace|sans-serif|monospace)$/;
const CHINESE = ["PingFang SC", "PingFang TC", "Microsoft YaHei", "Microsoft JhengHei", "Noto Sans CJK SC", "Noto Sans CJK TC"];

// A name may hold characters that no XML may.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function xmlOf(picture) {
  return new XMLSerializer().serializeToString(picture).replace(NOT_XML, "");
}

// The stage of the page that has the player: it is in the shadow root of its component.
export function stageOf(page = document) {
  for (const element of page.querySelectorAll("*")) {
    const stage = element.shadowRoot?.querySelector(".gatescope-stage");
    if (stage?.querySelector(".part-player")) return stage;
  }
  return null;
}

export function pictureOf(part, title) {
  const stage = part.closest(".gatescope-stage");
  const before = part.scrollTop;
  part.scrollTop = 0;
  const box = part.getBoundingClientRect();
  const [width, height] = [Math.ceil(box.width), Math.ceil(Math.max(box.height, part.scrollHeight))];
  const page = paintOf(getComputedStyle(stage).getPropertyValue("--st-background-color").trim()) ?? { paint: "#ffffff" };
  const ink = svg("g", {});
  drawBoxes(part, box, ink, true);
  part.scrollTop = before;
  const [across, down] = [width + 2 * EDGE, height + 2 * EDGE];
  return svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `${-EDGE} ${-EDGE} ${across} ${down}`, width: across, height: down },
    svg("title", {}, title), svg("rect", { x: -EDGE, y: -EDGE, width: across, height: down, fill: page.paint }), ink);
}

// As text for a file: fonts by names that other programs know too.
export function fileOf(picture) {
  const copy = picture.cloneNode(true);
  for (const element of copy.querySelectorAll("[font-family]")) {
    const names = element.getAttribute("font-family").split(",").map((name) => name.trim().replace(/["']/g, ""));
    const plain = new Set([...names.filter((name) => !BROWSER_ONLY.test(name)), ...CHINESE]);
    const last = names.includes("monospace") ? "monospace" : "sans-serif";
    element.setAttribute("font-family", [...[...plain].map((name) => `'${name}'`), last].join(", "));
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlOf(copy)}\n`;
}

export async function pixelsOf(picture) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(xmlOf(picture))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SHARP * Number(picture.getAttribute("width"));
  canvas.height = SHARP * Number(picture.getAttribute("height"));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}
