// Keys press the page's own buttons, unless what has the focus needs them itself.

const BUTTONS = { k: "play", " ": "play", ".": "step", r: "restart", e: "finish", s: "share", d: "differ", "?": "help",
  1: "stage-listen", 2: "stage-score", 3: "stage-prune", 4: "stage-compare" };

function isTaken(event) {
  const { target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || target.closest("input, select, textarea, dialog")) return true;
  // The space bar presses what has the focus.
  return event.key === " " && target.closest("button, summary, a") !== null;
}

/** Listens to keys as long as the page is there. */
export function listenToKeys() {
  const dialog = document.getElementById("help-dialog");
  document.getElementById("help").addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    const id = BUTTONS[event.key];
    if (!id || event.repeat || isTaken(event)) return;
    event.preventDefault();
    document.getElementById(id).click();
  });
}
