// Sends the request without its button: chips and choices of a read, Ctrl-Enter in the JSON, Enter in a filter.

const form = () => document.getElementById("request");

// A click, because htmx sends the name of the button that was clicked.
function send() {
  form().querySelector('[name="do"]').click();
}

// Chips and choices of a read apply immediately once a response is shown.
document.addEventListener("change", (event) => {
  const applies = event.target.matches(".chips input[type=checkbox], .form-row-parameter > .form-row-control > select");
  if (applies && form().method === "get" && form().querySelector('[name="response"]')) {
    send();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "body-json") {
    event.preventDefault();
    send();
  }
});

// Enter sends from the value of a filter, unless the filter is "is one of", whose values may have a line each.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && field.matches(".filter-value")) {
    if (field.closest(".filter").querySelector("select").value !== "any") {
      event.preventDefault();
      send();
    }
  }
});
