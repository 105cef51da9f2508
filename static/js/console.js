// What the console does beyond links, forms and htmx: typing chooses "value", fields are found by their names,
// the chosen operation is in view, and Ctrl-Enter sends from the JSON.

const form = () => document.getElementById("request");

function send() {
  form().requestSubmit(form().querySelector('[name="do"]'));
}

function entry(target) {
  return target.closest(".entry");
}

// Typing chooses "value" at once; the server would take it so anyway.
document.addEventListener("input", (event) => {
  const field = event.target;
  const name = field.name;
  if (!name || name.includes("~") || !entry(field)) {
    return;
  }
  const value = document.getElementsByName(`${name}~state`)[2];
  if (value && !value.checked && field.value !== "") {
    value.checked = true;
    entry(field).dataset.state = "value";
  }
});

// Who takes a value back sees an empty field, and what was typed returns with "value".
document.addEventListener("change", (event) => {
  const radio = event.target;
  if (radio.type !== "radio" || !radio.name.endsWith("~state") || !entry(radio)) {
    return;
  }
  const field = document.getElementsByName(radio.name.slice(0, -"~state".length))[0];
  if (!field) {
    return;
  }
  entry(radio).dataset.state = radio.value;
  if (radio.value === "value") {
    field.value ||= field.dataset.typed ?? "";
  } else {
    field.dataset.typed = field.value;
    field.value = "";
  }
}, true);

// Chips and choices of a read apply at once as soon as there is an answer to be changed by them.
document.addEventListener("change", (event) => {
  const applies = event.target.matches(".chips input[type=checkbox], .entry-argument > .entry-value > select");
  if (applies && form().method === "get" && form().querySelector('[name="answer"]')) {
    send();
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

function showCurrent() {
  document.querySelector(".operation[data-current]")?.scrollIntoView({ block: "center" });
}

showCurrent();
