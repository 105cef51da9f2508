// A choice marked `data-auto-submit` applies at once; without this its form has a button.

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-auto-submit]")) {
    event.target.form.requestSubmit();
  }
});
