// Stores unsent input as a draft in this browser tab, one for each user and URL of an operation.
// To restore a draft, the server renders the form from it, rows and JSON included.

const FORM = "request";
const NOT_SAVED = new Set(["csrfmiddlewaretoken", "do", "faulty", "pane", "side", "shown", "body~refresh"]);
const userId = document.body.dataset.user ?? "";
const form = () => document.getElementById(FORM);
let changed = false;

function draftKey() {
  return `draft:${userId}:${location.pathname}${location.search}`;
}

function values() {
  const posted = {};
  for (const [name, value] of new FormData(form())) {
    if (!NOT_SAVED.has(name)) {
      (posted[name] ??= []).push(value);
    }
  }
  return posted;
}

function save() {
  if (changed && form()) {
    sessionStorage.setItem(draftKey(), JSON.stringify(values()));
  }
}

// A URL with a query has values of its own, so that its draft is restored only after Back, Forward or Reload.
function shouldRestore() {
  const [navigation] = performance.getEntriesByType("navigation");
  return !location.search || navigation?.type === "back_forward" || navigation?.type === "reload";
}

function restore() {
  const draft = form() && sessionStorage.getItem(draftKey());
  if (draft && draft !== JSON.stringify(values())) {
    const settings = { target: `#${FORM}`, swap: "innerHTML", values: JSON.parse(draft) };
    htmx.ajax(form().method.toUpperCase(), form().getAttribute("action"), settings);
  }
}

function onEdit(event) {
  if (event.target.closest(`#${FORM}`)) {
    changed = true;
    save();
  }
}

document.addEventListener("input", onEdit);
document.addEventListener("change", onEdit);
document.addEventListener("htmx:afterSettle", save);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-reset]")) {
    changed = false;
    sessionStorage.removeItem(draftKey());
  }
});

// Input belongs to the URL before it changes.
document.addEventListener("htmx:beforeHistoryUpdate", () => {
  save();
  changed = false;
});

document.addEventListener("htmx:historyRestore", () => {
  changed = false;
  restore();
});

if (shouldRestore()) {
  restore();
}
