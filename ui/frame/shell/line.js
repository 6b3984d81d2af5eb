// A server that went away is said in the visitor's language, in a line at the foot of the page.
// Streamlit's own dialog is in English and lies over the page, which can be stepped on without it.

const AWAY_LATE = 1500; // ms: a line that is back at once is no news
const STREAMLITS_TITLE = "Connection error";

export function tellLine(words) {
  const note = document.createElement("div");
  note.className = "gs-line";
  note.setAttribute("role", "status");
  document.body.append(note);
  let timer = null;
  const look = () => {
    const app = document.querySelector("[data-testid=stApp]");
    const state = app?.dataset.testConnectionState;
    const away = Boolean(state) && state !== "CONNECTED" && state !== "INITIAL";
    if (away) dismissDialog();
    if (!away) {
      clearTimeout(timer);
      timer = null;
      note.replaceChildren();
    } else timer ??= setTimeout(() => say(note, words[spoken(words)]), AWAY_LATE);
    note.hidden = !note.hasChildNodes();
  };
  new MutationObserver(look).observe(document.body, {
    subtree: true, attributes: true, attributeFilter: ["data-test-connection-state"],
  });
  new MutationObserver(look).observe(document.body, { childList: true }); // dialogs
}

function say(note, { away_title: title, away_text: text }) {
  const head = document.createElement("b");
  head.textContent = title;
  note.replaceChildren(head, ` ${text}`);
  note.hidden = false;
}

// The page's language; before the first run has told it, the browser's.
function spoken(words) {
  const { whole } = document.documentElement.dataset;
  const wanted = whole === undefined ? navigator.languages : [document.documentElement.lang];
  return wanted.map((lang) => closest(lang, words)).find(Boolean) ?? Object.keys(words)[0];
}

function closest(lang, words) {
  if (words[lang]) return lang;
  const { language, script } = new Intl.Locale(lang).maximize();
  return [`${language}-${script}`, language].find((one) => words[one]);
}

function dismissDialog() {
  for (const dialog of document.querySelectorAll("[data-testid=stDialog]")) {
    if (dialog.querySelector("h2")?.textContent !== STREAMLITS_TITLE) continue;
    dialog.style.visibility = "hidden";
    dialog.querySelector("[role=dialog] button")?.click();
  }
}
