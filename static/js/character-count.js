// Shows how much of a text is typed: "166 of 2,000", in the element that `data-character-count` names.

function update(field) {
  const counter = document.getElementById(field.dataset.characterCount);
  const [length, limit] = [field.value.length, field.maxLength].map((number) => number.toLocaleString("en-US"));
  counter.textContent = `${length} of ${limit}`;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-character-count]")) {
    update(event.target);
  }
});

document.querySelectorAll("[data-character-count]").forEach(update);
