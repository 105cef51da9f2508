// After a form was refused, the focus goes to its first faulty field.

function goToFault() {
  const fault = [...document.querySelectorAll('[aria-invalid="true"]')].find((field) => field.checkVisibility());
  if (fault && document.activeElement?.getAttribute("aria-invalid") !== "true") {
    fault.focus();
  }
}

goToFault();
// After this turn, when the scripts of the page have marked what the response names.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.xhr?.status === 422) {
    setTimeout(goToFault);
  }
});
