// Colours of the lines, for the theme that Streamlit shows. Sets on an element, for every line:
// --line-f (fills) and --line-f-text (text, readable on the background).

const THEME_CONTRAST = 4.5;

export function isDark(element) {
  return luminance(themeBackground(element)) < 0.4;
}

export function paint(element, model) {
  const dark = isDark(element);
  const background = themeBackground(element);
  const ink = model.colours.c[dark ? "dark" : "light"];
  for (const [line, pair] of Object.entries(model.colours)) {
    const fill = pair[dark ? "dark" : "light"];
    element.style.setProperty(`--line-${line}`, fill);
    element.style.setProperty(`--line-${line}-text`, readable(fill, ink, background));
  }
  element.dataset.theme = dark ? "dark" : "light";
}

// Red, green and blue, 0 to 255, of "#RRGGBB" or "rgb(...)".
export function channels(colour) {
  if (colour.startsWith("#")) {
    const digits = colour.length < 7 ? colour.slice(1).replace(/./g, "$&$&") : colour.slice(1);
    return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
  }
  return colour.match(/[\d.]+/g).slice(0, 3).map(Number);
}

export function mixed(from, to, share) {
  return from.map((value, k) => Math.round(value + (to[k] - value) * share));
}

function themeBackground(element) {
  const colour = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  return channels(/^(#|rgb)/.test(colour) ? colour : "#ffffff");
}

function luminance(rgb) {
  const [red, green, blue] = rgb.map((value) => {
    const v = value / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((p, q) => p - q);
  return (high + 0.05) / (low + 0.05);
}

function readable(fill, ink, background) {
  for (let share = 0; share < 1; share += 0.05) {
    const rgb = mixed(channels(fill), channels(ink), share);
    if (contrastOf(rgb, background) >= THEME_CONTRAST) return `rgb(${rgb.join(" ")})`;
  }
  return ink;
}
