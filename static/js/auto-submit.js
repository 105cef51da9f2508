// A choice marked `data-submits` applies at once; without this its form has a button.

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) {
    event.target.form.requestSubmit();
  }
});
