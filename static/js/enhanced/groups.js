// Groups of check boxes: how many are ticked, all of a group, and a search over all groups.

function boxesOf(group) {
  return [...group.querySelectorAll("input[type=checkbox]:not([data-group-all])")];
}

function count(group) {
  const boxes = boxesOf(group);
  const ticked = boxes.filter((box) => box.checked).length;
  const all = group.querySelector("[data-group-all]");
  all.checked = ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
  group.querySelector("[data-group-count]").textContent = ticked ? `${ticked} of ${boxes.length}` : `${boxes.length}`;
}

function find(search) {
  const wanted = search.value.trim().toLowerCase();
  for (const group of search.closest("[data-groups]").querySelectorAll("details")) {
    let found = 0;
    for (const box of boxesOf(group)) {
      const label = box.closest("label");
      const text = `${group.querySelector("summary").textContent} ${label.textContent} ${box.value}`;
      label.hidden = !text.toLowerCase().includes(wanted);
      found += !label.hidden;
    }
    group.hidden = found === 0;
    group.open = wanted !== "" && found > 0;
  }
}

function findRows(search) {
  const wanted = search.value.trim().toLowerCase();
  for (const row of search.closest("fieldset").querySelectorAll(".enhanced-row")) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-group-search]")) {
    find(event.target);
  }
  if (event.target.matches("[data-row-search]")) {
    findRows(event.target);
  }
});

document.addEventListener("change", (event) => {
  const group = event.target.closest(".enhanced-group");
  if (!group) {
    return;
  }
  if (event.target.matches("[data-group-all]")) {
    for (const box of boxesOf(group)) {
      box.checked = event.target.checked && !box.closest("label").hidden;
    }
  }
  count(group);
});

document.querySelectorAll(".enhanced-group").forEach(count);
