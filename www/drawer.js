// The drawer with the settings: beside the pictures where the window is wide, else over them.

const byId = (id) => document.getElementById(id);

/** Makes the button `settings` open and close the drawer. */
export function keepDrawer() {
  const [drawer, button] = [byId("drawer"), byId("settings")];

  const set = (open) => {
    drawer.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    // The title, not the first field: on a telephone that would bring up the keyboard.
    if (open) byId("drawer-title").focus();
  };
  // The focus goes back to where it came from, unless the reader has moved it elsewhere.
  const close = () => {
    const within = drawer.contains(document.activeElement);
    set(false);
    if (within) button.focus();
  };
  const isOver = () => getComputedStyle(drawer).position !== "sticky";

  button.addEventListener("click", () => (drawer.hidden ? set(true) : close()));
  byId("drawer-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    const asked = isOver() || drawer.contains(event.target);
    if (event.key === "Escape" && !drawer.hidden && asked && !document.querySelector("dialog[open]")) close();
  });
  // What lies over the pictures is in the way of whoever reaches for them; what stands beside them is not. The rows
  // above the pictures are reached for without closing anything.
  document.addEventListener("pointerdown", ({ target }) => {
    if (!drawer.hidden && isOver() && !target.closest("#drawer, #examples, #story, #bar, dialog")) close();
  });
}
