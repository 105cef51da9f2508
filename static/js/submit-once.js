// A form that is on its way takes no second click. The button keeps its width and says what it does,
// when `data-loading-text` names it ("Saving").

function busy(button) {
  button.style.setProperty("min-width", `${button.offsetWidth}px`);
  button.setAttribute("aria-busy", "true");
  if (button.dataset.loadingText) {
    button.dataset.label = button.textContent;
    button.textContent = button.dataset.loadingText;
  }
}

function rest(button) {
  button.removeAttribute("aria-busy");
  if (button.dataset.label) {
    button.textContent = button.dataset.label;
    delete button.dataset.label;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
  const button = event.submitter;
  if (button) {
    // After this turn, so that the button's own name and value are still sent.
    setTimeout(() => busy(button));
  }
});

// A page that the browser brings back from its memory, and an answer of htmx, are ready again.
function ready() {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("[aria-busy]").forEach(rest);
}

addEventListener("pageshow", ready);
document.addEventListener("htmx:afterRequest", ready);
