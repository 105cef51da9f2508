// Clear beside a list of choices, flags that need another field, and the current entry of a list in view.

function changed(element) {
  element.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-clears]");
  const field = button && document.getElementById(button.dataset.clears);
  if (field) {
    field.value = "";
    changed(field);
    field.focus();
  }
});

// A flag that is set stays usable, so that it can be turned off.
function update() {
  document.querySelectorAll("[data-clears]").forEach((button) => {
    button.disabled = !document.getElementById(button.dataset.clears).value;
  });
  document.querySelectorAll("[data-requires]").forEach((flag) => {
    const needed = document.getElementById(flag.dataset.requires);
    flag.disabled = Boolean(needed && !needed.value.trim() && !flag.checked);
  });
}

document.addEventListener("input", update);
document.addEventListener("change", update);
update();

for (const container of document.querySelectorAll(".master, [data-scroll-current]")) {
  const current = container.querySelector("[aria-current]");
  if (current) {
    container.scrollTop = current.offsetTop - container.clientHeight / 2;
    container.scrollLeft = current.offsetLeft - container.clientWidth / 2;
  }
}
