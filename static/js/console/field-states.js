// A field is not sent, null, or has a value. Typing selects the value; the placeholder shows what is sent.

const PLACEHOLDERS = { unsent: "not sent", null: "null", value: "empty text" };

function show(entry, field, state) {
  entry.dataset.state = state;
  if (field.tagName === "SELECT") {
    field.options[0].textContent = PLACEHOLDERS[state === "value" ? "unsent" : state];
  } else {
    field.placeholder = PLACEHOLDERS[state];
  }
}

// Typing selects "value" immediately; the server would do the same.
document.addEventListener("input", (event) => {
  const field = event.target;
  const entry = field.closest(".form-row");
  const value = entry && document.getElementsByName(`${field.name}~state`)[2];
  if (value && !value.checked && field.value !== "") {
    value.checked = true;
    show(entry, field, "value");
  }
});

// Clearing a value empties the field, and selecting "value" again restores the text. It runs in the capture phase,
// before htmx reads the form.
document.addEventListener(
  "change",
  (event) => {
    const radio = event.target;
    const entry = radio.closest(".form-row");
    if (!entry || radio.type !== "radio" || !radio.name.endsWith("~state")) {
      return;
    }
    const field = document.getElementsByName(radio.name.slice(0, -"~state".length))[0];
    if (radio.value === "value") {
      field.value ||= field.dataset.typed ?? "";
    } else {
      field.dataset.typed = field.value || field.dataset.typed || "";
      field.value = "";
    }
    show(entry, field, radio.value);
  },
  true,
);
