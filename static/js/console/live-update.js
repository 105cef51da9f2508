// The server updates the JSON and the fields while the form is filled in; text being typed is not replaced.

// Text that is being edited is not replaced by an older version from the server.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const text = document.getElementById("body-json");
  if (event.target.id === "json" && document.activeElement === text && text.value !== text.defaultValue) {
    event.preventDefault();
  }
});

// Text typed before htmx was ready is sent now, to update the page.
document.addEventListener(
  "htmx:load",
  () => {
    document
      .getElementById("request")
      ?.querySelectorAll(".form-row :is(input[type=text], textarea)")
      .forEach((field) => {
        if (field.value !== field.defaultValue) {
          field.dispatchEvent(new Event("change", { bubbles: true }));
        }
      });
  },
  { once: true },
);
