// The roles of a form: the search hides the others and opens the groups that have a match, and each group counts what
// is chosen in it. While searching, what is about all roles of a group is hidden: its count and its buttons.

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-filter-roles]")) {
    event.preventDefault(); // it would send the form
  }
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-filter-roles]")) {
    return;
  }
  const text = event.target.value.trim().toLowerCase();
  let found = false;
  for (const group of document.querySelectorAll("[data-role-group]")) {
    const roles = [...group.querySelectorAll("[data-role]")];
    for (const role of roles) {
      role.hidden = !role.dataset.role.toLowerCase().includes(text);
    }
    const matches = roles.some((role) => !role.hidden);
    group.hidden = Boolean(text) && !matches;
    for (const whole of group.querySelectorAll(".count, .role-group-select")) {
      whole.hidden = Boolean(text);
    }
    if (text && matches) {
      group.open = true;
    }
    found ||= matches;
  }
  document.querySelector("[data-no-role]").textContent = text && !found ? "No role matches." : "";
});

document.addEventListener("change", (event) => {
  const group = event.target.matches('[name="role"]') && event.target.closest("[data-role-group]");
  const count = group && group.querySelector("[data-role-count]");
  if (count) {
    const boxes = [...group.querySelectorAll('[name="role"]')];
    count.textContent = `${boxes.filter((box) => box.checked).length} of ${boxes.length}`;
  }
});
