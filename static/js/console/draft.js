// Saves what is filled in as the draft of the tab on the server: shortly after each edit, with Send, and when the
// page is left. The server renders the form from it, rows and JSON included.

const DELAY = 500; // ms after the last edit
const MAX_ON_LEAVING = 60_000; // bytes; browsers send no more once a page is left
const NOT_SAVED = ["csrfmiddlewaretoken", "do", "faulty", "pane", "side", "shown", "body~refresh", "response"];
const form = () => document.querySelector("form#request"); // not the review of a write
const tabId = () => document.getElementById("tab-id")?.value ?? "";
const draft = () => document.getElementById("draft");
let timer;
let saving; // the request that saves, while it runs
let unsaved = false; // edits since the last save began
let edited = false; // edits since the page or a response was shown: the address has to lead to the draft
let left = false;
let saved = false; // since the page was loaded

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

function values() {
  const data = new FormData(form());
  document.querySelectorAll("#tab-fields input").forEach((field) => data.set(field.name, field.value));
  NOT_SAVED.forEach((name) => data.delete(name));
  data.set("revision", draft().dataset.revision);
  return data;
}

// As a query a small form is shorter, and as parts a large one.
function encode(data) {
  const length = [...data.values()].reduce((sum, value) => sum + value.length, 0);
  return length > MAX_ON_LEAVING ? data : new URLSearchParams(data);
}

function request(url, body, keepalive = false) {
  const method = body ? "POST" : "GET";
  return fetch(url, { method, body, keepalive, headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
}

function show(url, html) {
  if (draft()?.dataset.url === url) {
    htmx.swap("#draft", html, { swapStyle: "outerHTML" });
  }
}

function fail(message) {
  unsaved = true;
  if (!left && draft()) {
    draft().textContent = message;
  }
}

async function post(url, body) {
  try {
    const response = await request(url, body);
    if (response.ok || response.status === 422) {
      show(url, await response.text());
      document.dispatchEvent(new CustomEvent("draft:saved", { detail: { edited } }));
      edited = false;
      saved = true;
    } else {
      fail(response.status === 404 ? "This tab is no longer stored. Copy what you need and open a new one." : "Draft not saved.");
    }
  } catch {
    fail("Draft not saved. Check your connection.");
  }
}

async function save() {
  clearTimeout(timer);
  await saving;
  if (unsaved && form()) {
    unsaved = false;
    saving = post(draft().dataset.url, encode(values()));
    await saving;
    saving = undefined;
  }
}

function schedule() {
  unsaved = true;
  clearTimeout(timer);
  timer = setTimeout(save, DELAY);
}

function onEdit(event) {
  if (event.target.closest("#request") && !["pane", "side", "shown"].includes(event.target.name)) {
    edited = true;
    schedule();
  }
}

document.addEventListener("input", onEdit);
document.addEventListener("change", onEdit);

// Rows are added and removed by the server.
document.addEventListener("htmx:afterSettle", (event) => {
  if (edited && event.target.closest?.("#fields, #json")) {
    schedule();
  }
});

// Send saves too: the draft is what was sent last.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "request" || event.detail.elt.id === "request") {
    edited = false;
    unsaved = true;
    save();
  }
});

document.addEventListener("htmx:historyRestore", () => {
  edited = unsaved = false;
});

// A click that discards the draft, or sends the form without htmx.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-reset]")) {
    clearTimeout(timer);
    edited = unsaved = false;
  }
});

// What is too long to be sent once the page is left is saved first.
document.addEventListener(
  "click",
  async (event) => {
    const link = event.target.closest("a[href]");
    const leaves = link && !link.target && !link.hasAttribute("hx-get") && !link.hasAttribute("download");
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (leaves && !modified && (unsaved || saving) && form() && encode(values()) instanceof FormData) {
      event.preventDefault();
      await save();
      location.assign(link.href);
    }
  },
  true,
);

// Unlocking writes and locking them lead back to the draft, which is saved first.
document.addEventListener("submit", async (event) => {
  const next = event.target.closest("#guard-band form")?.elements.namedItem("next");
  if (!next || !form() || !(saved || unsaved || saving)) {
    return;
  }
  event.preventDefault();
  await save();
  if (tabId()) {
    next.value = `${form().getAttribute("action")}?${new URLSearchParams({ tab_id: tabId() })}`;
  }
  event.target.submit();
});

addEventListener("pagehide", () => {
  left = true;
  const body = (unsaved || saving) && form() ? encode(values()) : undefined;
  if (body instanceof URLSearchParams) {
    unsaved = false;
    request(draft().dataset.url, body, true).catch(() => {});
  }
});

addEventListener("pageshow", () => {
  left = false;
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    save();
  }
});

// Asks whether the draft was saved since the page showed it, and says so.
async function isOutdated() {
  if (!form() || !tabId() || unsaved || saving) {
    return false;
  }
  const { url, revision } = draft().dataset;
  const response = await request(`${url}?${new URLSearchParams({ tab_id: tabId(), revision })}`).catch(() => null);
  if (!response?.ok || unsaved || saving) {
    return false;
  }
  show(url, await response.text());
  return draft().hasAttribute("data-newer");
}

// Another window may have changed it meanwhile.
addEventListener("focus", isOutdated);

// What was typed just before Reload or Back is saved while the page is made, or soon after.
const [navigation] = performance.getEntriesByType("navigation");
if (navigation?.type !== "navigate") {
  const refresh = async () => ((await isOutdated()) ? location.reload() : undefined);
  refresh();
  setTimeout(refresh, 1500);
}
