// Applies to every request of a page: sends the current CSRF token, shows a message when an htmx request failed,
// and restores form input after the user had to sign in again.

const MESSAGES = {
  403: "You don't have permission to do this, or the page has expired. Reload it and try again.",
  404: "Page not found. It may have been deleted, or you may no longer have access.",
  429: "Too many attempts. Try again in a few minutes.",
};
const UNREACHABLE = "Can't reach the portal. Check your connection and try again.";
const FAILED = "Something went wrong on our side. Try again.";
const region = document.getElementById("request-error");
let left = false;
const user = document.body.dataset.user ?? "";

// Signing in again, in another tab, changes the token; the cookie always holds the current one.
function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}

document.addEventListener("htmx:configRequest", (event) => {
  const current = csrfToken();
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
    const current = csrfToken();
    if (field && current) {
      field.value = current;
    }
  },
  true,
);

function showError(message) {
  const alert = document.createElement("div");
  alert.className = "alert alert-danger";
  alert.append(Object.assign(document.createElement("div"), { textContent: message }));
  region.replaceChildren(alert);
}

// A page that polls every second shows only once that the session has ended.
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
    showError(MESSAGES[status] ?? FAILED);
  }
});

// Leaving the page ends its requests, which is no error; a page that is left runs no timer.
document.addEventListener("htmx:sendError", () => setTimeout(() => left || showError(UNREACHABLE), 300));
addEventListener("pagehide", () => (left = true));
addEventListener("pageshow", () => (left = false));

function formFields() {
  const named = "input[name], select[name], textarea[name]";
  return [...document.querySelectorAll(`form :is(${named})`)].filter(
    (field) => !["hidden", "password", "file"].includes(field.type),
  );
}

function storageKey() {
  return `typed:${location.pathname}${location.search}`;
}

function saveInput() {
  const typed = formFields().map((field) => [field.name, field.type, field.checked ?? null, field.value]);
  try {
    sessionStorage.setItem(storageKey(), JSON.stringify({ user, typed }));
  } catch {
    // It is more than the browser stores.
  }
}

// Returns the input saved on this page before the sign-in, and removes all saved input: the rest has been sent.
function takeSavedInput() {
  const saved = sessionStorage.getItem(storageKey());
  Object.keys(sessionStorage)
    .filter((key) => key.startsWith("typed:"))
    .forEach((key) => sessionStorage.removeItem(key));
  const signedIn = document.referrer && new URL(document.referrer).pathname.startsWith("/accounts/");
  return signedIn ? JSON.parse(saved) : null;
}

// Restores input only for the user who typed it, and only where the form still has the same fields.
function restoreInput() {
  const saved = takeSavedInput();
  if (saved?.user !== user) {
    return;
  }
  const remaining = formFields();
  for (const [name, type, checked, value] of saved.typed) {
    const isToggle = type === "radio" || type === "checkbox";
    const index = remaining.findIndex((field) => field.name === name && (!isToggle || field.value === value));
    if (index >= 0) {
      const [field] = remaining.splice(index, 1);
      if (isToggle) {
        field.checked = checked;
      } else if (field.value !== value) {
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }
}

// A form without htmx finds out that the session has ended only after the page has been left.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (user && !event.defaultPrevented && form.method === "post" && !form.matches("[data-without-input]")) {
    saveInput();
  }
});

if (region) {
  region.addEventListener("click", (event) => {
    if (event.target.closest("[data-preserve-input]")) {
      saveInput();
    }
  });
  if (user) {
    restoreInput();
  }
}
