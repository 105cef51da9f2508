// A field is not sent, null, or has a value. Typing chooses the value; the placeholder says what is sent.

const WORDS = { unsent: "not sent", null: "null", value: "empty text" };

function show(entry, field, state) {
  entry.dataset.state = state;
  if (field.tagName === "SELECT") {
    field.options[0].textContent = WORDS[state === "value" ? "unsent" : state];
  } else {
    field.placeholder = WORDS[state];
  }
}

// Typing chooses "value" at once; the server would take it so anyway.
document.addEventListener("input", (event) => {
  const field = event.target;
  const entry = field.closest(".form-row");
  const value = entry && document.getElementsByName(`${field.name}~state`)[2];
  if (value && !value.checked && field.value !== "") {
    value.checked = true;
    show(entry, field, "value");
  }
});

// Who takes a value back sees an empty field, and what was typed returns with "value". This comes before htmx
// asks what is in the form.
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
