// What is filled in but not sent stays as a draft in this tab: for each person and address of an operation one.
// A draft comes back by way of the server, which draws the form from it, rows and JSON included.

const FORM = "request";
const NOT_SAVED = new Set(["csrfmiddlewaretoken", "do", "faulty", "pane", "side", "shown", "body~refresh"]);
const person = document.body.dataset.user ?? "";
const form = () => document.getElementById(FORM);
let changed = false;

function place() {
  return `draft:${person}:${location.pathname}${location.search}`;
}

function values() {
  const found = {};
  for (const [name, value] of new FormData(form())) {
    if (!NOT_SAVED.has(name)) {
      (found[name] ??= []).push(value);
    }
  }
  return found;
}

function save() {
  if (changed && form()) {
    sessionStorage.setItem(place(), JSON.stringify(values()));
  }
}

// A link may bring other values than an older draft of the same address; only going back means the draft then.
function wanted() {
  const [navigation] = performance.getEntriesByType("navigation");
  return !location.search || navigation?.type === "back_forward" || navigation?.type === "reload";
}

function restore() {
  const draft = form() && sessionStorage.getItem(place());
  if (draft && draft !== JSON.stringify(values())) {
    const settings = { target: `#${FORM}`, swap: "innerHTML", values: JSON.parse(draft) };
    htmx.ajax(form().method.toUpperCase(), form().getAttribute("action"), settings);
  }
}

function edited(event) {
  if (event.target.closest(`#${FORM}`)) {
    changed = true;
    save();
  }
}

document.addEventListener("input", edited);
document.addEventListener("change", edited);
document.addEventListener("htmx:afterSettle", save);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-reset]")) {
    changed = false;
    sessionStorage.removeItem(place());
  }
});

// Before the address changes, what was typed belongs to the old one.
document.addEventListener("htmx:beforeHistoryUpdate", () => {
  save();
  changed = false;
});

document.addEventListener("htmx:historyRestore", () => {
  changed = false;
  restore();
});

if (wanted()) {
  restore();
}
