// Streamlit's copy buttons ask for the browser's clipboard and say nothing when they don't get it:
// in a frame without that right, and on any page over plain http but localhost (where there is no
// clipboard to ask). A selected text can be copied there all the same, from a click.

const SHOWN = 8000; // ms
const copier = { words: {}, note: null };

export default function ({ data }) {
  copier.words = data;
  if (document.gatescopeCopies) return;
  document.gatescopeCopies = true;
  const { clipboard } = navigator;
  const ask = clipboard?.writeText?.bind(clipboard);
  // By selection first where the clipboard may well be closed: asking takes the click's time.
  const writeText = async (text) => {
    const open = ask && window === window.top;
    if (!open && copySelected(text)) return;
    try {
      if (!ask) throw new DOMException("no clipboard", "NotAllowedError");
      await ask(text);
    } catch (error) {
      if (open && copySelected(text)) return;
      sayByHand(text);
      throw error;
    }
  };
  if (clipboard) clipboard.writeText = writeText;
  else Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
}

function copySelected(text) {
  const put = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  select(text);
  addEventListener("copy", put, true);
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } finally {
    removeEventListener("copy", put, true);
  }
  if (copied) getSelection().removeAllRanges();
  return copied;
}

// The element that shows the text, if one does; it stays selected where copying fails.
function select(text) {
  const whole = text.trim();
  const shown = [...document.querySelectorAll("pre, code")].find((e) => e.textContent.trim() === whole);
  if (shown) getSelection().selectAllChildren(shown);
  return shown;
}

function sayByHand(text) {
  const note = document.createElement("div");
  const page = getComputedStyle(document.querySelector("[data-testid=stApp]") ?? document.body);
  const keys = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘C" : "Ctrl+C";
  note.setAttribute("role", "alert");
  note.className = "gatescope-by-hand";
  note.style.cssText = `position: fixed; inset: auto 0 24px 0; margin: 0 auto; width: fit-content;
    max-width: min(90vw, 480px); padding: 10px 16px; border: 1px solid currentColor; border-radius: 8px;
    z-index: 2147483647; font: 15px ${page.fontFamily}; color: ${page.color}; background: ${page.backgroundColor}`;
  note.textContent = copier.words.by_hand.replace("{keys}", keys);
  copier.note?.remove();
  copier.note = note;
  // In an open dialog, since what is outside of one is not read out.
  (select(text)?.closest("[role=dialog]") ?? document.body).append(note);
  note.popover = "manual"; // above all, and at the window's edge wherever it was put
  note.showPopover?.();
  setTimeout(() => note.remove(), SHOWN);
}
