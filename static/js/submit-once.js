// Prevents a form from being submitted twice. The button keeps its width and shows its `data-loading-text`
// ("Saving") if it has one.

function labelOf(button) {
  return button.querySelector("[data-button-label]") ?? button;
}

function setBusy(button) {
  button.style.setProperty("min-width", `${button.offsetWidth}px`);
  button.setAttribute("aria-busy", "true");
  if (button.dataset.loadingText) {
    const label = labelOf(button);
    button.dataset.label = label.textContent;
    label.textContent = button.dataset.loadingText;
  }
}

function clearBusy(button) {
  button.removeAttribute("aria-busy");
  if (button.dataset.label) {
    labelOf(button).textContent = button.dataset.label;
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
    // Deferred, so that the button's own name and value are still sent.
    setTimeout(() => setBusy(button));
  }
});

// Forms can be submitted again after an htmx response, or when the browser restores the page from its cache.
function resetForms() {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("[aria-busy]").forEach(clearBusy);
}

addEventListener("pageshow", resetForms);
document.addEventListener("htmx:afterRequest", resetForms);
