// The server redraws the JSON and the fields while the form is filled in; what is being typed stays.

// Text that is being edited is not replaced by what the server drew before.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const text = document.getElementById("body-json");
  if (event.target.id === "json" && document.activeElement === text && text.value !== text.defaultValue) {
    event.preventDefault();
  }
});

// What was typed before htmx listened is sent to be drawn now.
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
