// Colours as every program that opens an SVG knows them: #rrggbb and an opacity.
const known = new Map();
let pen;

// {paint, opacity} of any CSS colour, `color(srgb …)` included; null for one that is not seen.
export function paintOf(colour) {
  if (!known.has(colour)) known.set(colour, read(colour));
  return known.get(colour);
}

function read(colour) {
  if (!colour || colour === "none" || colour === "transparent") return null;
  pen ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = "#000";
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
  if (!alpha) return null;
  const paint = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  return { paint, opacity: Math.round((alpha / 255) * 1000) / 1000 };
}
