// Shows only the fields whose names contain what is typed.

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-find-field]")) {
    return;
  }
  const text = event.target.value.trim().toLowerCase();
  document.querySelectorAll("#fields > [data-field]").forEach((field) => {
    const names = [field, ...field.querySelectorAll("[data-field]")].map((element) => element.dataset.field);
    field.hidden = !names.some((name) => name.includes(text));
  });
});
