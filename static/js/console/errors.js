// A field is marked invalid while the server shows an error for it.

document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll(".form-row-error").forEach((error) => {
    const field = document.querySelector(`[aria-describedby="${error.id}"]`);
    field?.toggleAttribute("aria-invalid", error.childElementCount > 0);
    if (field?.hasAttribute("aria-invalid")) {
      field.setAttribute("aria-invalid", "true");
    }
  });
});
