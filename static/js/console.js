// What the console does beyond links, forms and htmx: the three states follow what is typed, chips apply at once,
// fields are found by their names, Ctrl-Enter sends from the JSON, and the chosen operation is in view.

const WORDS = { unsent: "not sent", null: "null", value: "empty text" };
const form = () => document.getElementById("request");

// A click, for htmx takes the name of the button that was clicked along.
function send() {
  form().querySelector('[name="do"]').click();
}

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
  const entry = field.closest(".entry");
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
    const entry = radio.closest(".entry");
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

// Chips and choices of a read apply at once as soon as there is an answer to be changed by them.
document.addEventListener("change", (event) => {
  const applies = event.target.matches(".chips input[type=checkbox], .entry-argument > .entry-value > select");
  if (applies && form().method === "get" && form().querySelector('[name="answer"]')) {
    send();
  }
});

document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll(".entry-told").forEach((told) => {
    const field = document.querySelector(`[aria-describedby="${told.id}"]`);
    field?.toggleAttribute("aria-invalid", told.childElementCount > 0);
    if (field?.hasAttribute("aria-invalid")) {
      field.setAttribute("aria-invalid", "true");
    }
  });
});

// A text that somebody has begun to edit is not replaced by one that was drawn before.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const text = document.getElementById("body-json");
  if (event.target.id === "json" && document.activeElement === text && text.value !== text.defaultValue) {
    event.preventDefault();
  }
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-find-field]")) {
    return;
  }
  const wanted = event.target.value.trim().toLowerCase();
  document.querySelectorAll("#fields > [data-field]").forEach((field) => {
    const names = [field, ...field.querySelectorAll("[data-field]")].map((one) => one.dataset.field);
    field.hidden = !names.some((name) => name.includes(wanted));
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "body-json") {
    event.preventDefault();
    send();
  }
});

// A filter's value may have several lines when it is one of several; otherwise Enter sends.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && field.matches(".filter-value")) {
    if (field.closest(".filter").querySelector("select").value !== "any") {
      event.preventDefault();
      send();
    }
  }
});

// In the frame that is drawn next, which lays the page out anyway; here it would be laid out twice.
requestAnimationFrame(() => {
  document.querySelector(".operation[data-current]")?.scrollIntoView({ block: "center" });
});

// What was typed before htmx listened is drawn now.
document.addEventListener(
  "htmx:load",
  () => {
    form()
      ?.querySelectorAll(".entry :is(input[type=text], textarea)")
      .forEach((field) => {
        if (field.value !== field.defaultValue) {
          field.dispatchEvent(new Event("change", { bubbles: true }));
        }
      });
  },
  { once: true },
);
