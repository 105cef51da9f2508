// Submits the form when a control with `data-auto-submit` changes; without scripts the form has a button.

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-auto-submit]")) {
    event.target.form.requestSubmit();
  }
});
