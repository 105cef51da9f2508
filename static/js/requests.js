// What every request of a page shares: the current CSRF token, a sentence when a request of htmx failed, and
// fields that are filled in again after somebody had to sign in.

const MESSAGES = {
  403: "You don't have permission to do this, or the page has expired. Reload it and try again.",
  404: "Page not found. It may have been deleted, or you may no longer have access.",
  429: "Too many attempts. Try again in a few minutes.",
};
const UNREACHABLE = "Can't reach the portal. Check your connection and try again.";
const FAILED = "Something went wrong on our side. Try again.";
const region = document.getElementById("request-error");
const person = document.body.dataset.user ?? "";

// Signing in again, in another tab, changes the token; the cookie always holds the current one.
function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}

document.addEventListener("htmx:configRequest", (event) => {
  const current = token();
  if (current && event.detail.verb !== "get") {
    event.detail.headers["X-CSRFToken"] = current;
    if ("csrfmiddlewaretoken" in event.detail.parameters) {
      event.detail.parameters.csrfmiddlewaretoken = current;
    }
  }
});

document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.elements?.namedItem("csrfmiddlewaretoken");
    const current = token();
    if (field && current) {
      field.value = current;
    }
  },
  true,
);

function show(message) {
  const alert = document.createElement("div");
  alert.className = "alert alert-danger";
  alert.append(Object.assign(document.createElement("div"), { textContent: message }));
  region.replaceChildren(alert);
}

// A page that asks again every second says once that the session has ended.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 401 && region.querySelector("[data-preserve-input]")) {
    event.detail.shouldSwap = false;
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) {
    region.replaceChildren();
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status !== 401) {
    show(MESSAGES[status] ?? FAILED);
  }
});

document.addEventListener("htmx:sendError", () => show(UNREACHABLE));

function fields() {
  const named = "input[name], select[name], textarea[name]";
  return [...document.querySelectorAll(`form :is(${named})`)].filter(
    (field) => !["hidden", "password", "file"].includes(field.type),
  );
}

function place() {
  return `typed:${location.pathname}${location.search}`;
}

function keep() {
  const typed = fields().map((field) => [field.name, field.type, field.checked ?? null, field.value]);
  sessionStorage.setItem(place(), JSON.stringify({ person, typed }));
}

// What the page kept before the sign-in, once; whatever else was kept has been sent by now.
function takeKept() {
  const kept = sessionStorage.getItem(place());
  Object.keys(sessionStorage)
    .filter((key) => key.startsWith("typed:"))
    .forEach((key) => sessionStorage.removeItem(key));
  const signedIn = document.referrer && new URL(document.referrer).pathname.startsWith("/accounts/");
  return signedIn ? JSON.parse(kept) : null;
}

// Only for the person who typed it, and only where the form still has the same fields.
function fillIn() {
  const kept = takeKept();
  if (kept?.person !== person) {
    return;
  }
  const left = fields();
  for (const [name, type, checked, value] of kept.typed) {
    const toggles = type === "radio" || type === "checkbox";
    const at = left.findIndex((field) => field.name === name && (!toggles || field.value === value));
    if (at >= 0) {
      const [field] = left.splice(at, 1);
      if (toggles) {
        field.checked = checked;
      } else if (field.value !== value) {
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }
}

// A plain form learns of the end of the session only after the page has been left.
document.addEventListener("submit", (event) => {
  if (person && !event.defaultPrevented && event.target.method === "post") {
    keep();
  }
});

if (region) {
  region.addEventListener("click", (event) => {
    if (event.target.closest("[data-preserve-input]")) {
      keep();
    }
  });
  if (person) {
    fillIn();
  }
}
