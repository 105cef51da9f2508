// Moves the focus to the first invalid field of a form that was refused.

function focusFirstInvalid() {
  const invalid = [...document.querySelectorAll('[aria-invalid="true"]')].find((field) => field.checkVisibility());
  if (invalid && document.activeElement?.getAttribute("aria-invalid") !== "true") {
    invalid.focus();
  }
}

focusFirstInvalid();
// Deferred until the page's other scripts have marked the fields that the response names.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.xhr?.status === 422) {
    setTimeout(focusFirstInvalid);
  }
});
