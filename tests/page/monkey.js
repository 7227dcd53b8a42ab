// The hands and the eyes of monkey.rs. It runs before the page's own scripts.
{
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;

  // What went wrong that no reader is told, a line each; and all that the alert has said.
  const wrong = [];
  const alerts = new Set();
  const logged = console.error;
  console.error = (...all) => {
    wrong.push(all.join(" "));
    logged.apply(console, all);
  };
  addEventListener("error", ({ message, error }) => message && wrong.push(`error: ${error?.stack ?? message}`));
  addEventListener("unhandledrejection", ({ reason }) => wrong.push(`unhandled: ${reason?.stack ?? reason}`));
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) alerts.add(node.data);
    }).observe(byId("alert"), { childList: true });
  });

  // The workers that the page makes; dice that fall the same each time; files that are kept, not saved.
  const workers = [];
  globalThis.Worker = class extends Worker {
    constructor(...all) {
      super(...all);
      workers.push(this);
    }
  };
  let thrown = 0;
  crypto.getRandomValues = (array) => {
    for (const k of array.keys()) array[k] = thrown = (thrown * 109 + 57) % 256;
    return array;
  };
  const blobs = new Map();
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    const address = make.call(URL, blob);
    blobs.set(address, blob);
    return address;
  };
  const press = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (this.download) return blobs.get(this.href)?.text().then((text) => { monkey.saved = { name: this.download, text }; });
    return press.call(this);
  };

  const tell = (element, ...kinds) => kinds.forEach((kind) => element.dispatchEvent(new Event(kind, { bubbles: true })));
  // What a person could touch now.
  const canTouch = (element) => {
    const dialog = document.querySelector("dialog[open]");
    return element && !element.disabled && element.checkVisibility() && (!dialog || dialog.contains(element));
  };
  const isOffered = (control) => control && !control.disabled && !control.closest(".field")?.hidden;
  const pointer = (picture, kind, x, y) => {
    const canvas = byId(`canvas-${picture}`);
    if (!canTouch(canvas)) return;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const at = { clientX: left + x * width, clientY: top + y * height, bubbles: true };
    canvas.dispatchEvent(kind === "click" ? new MouseEvent(kind, at) : new PointerEvent(kind, at));
  };
  const keydown = (element, key) => element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

  /** What a person does. */
  const hands = {
    set(id, text) {
      const control = byId(id);
      if (!isOffered(control)) return;
      control.value = text;
      tell(control, "input", "change");
    },
    slide(id, share) {
      const control = byId(id);
      if (!isOffered(control)) return;
      control.value = Number(control.min) + share * (control.max - control.min);
      tell(control, "input", "change");
    },
    choose(id, place) {
      const control = byId(id);
      if (!isOffered(control)) return;
      control.selectedIndex = place % control.options.length;
      tell(control, "input", "change");
    },
    click(css) {
      const found = [...document.querySelectorAll(css)].filter(canTouch);
      found[0]?.click();
    },
    clickAny(css, place) {
      const found = [...document.querySelectorAll(css)].filter(canTouch);
      if (found.length) found[place % found.length].click();
    },
    key(key) {
      keydown(document.activeElement ?? document.body, key);
    },
    keyIn(picture, key) {
      const canvas = byId(`canvas-${picture}`);
      if (canTouch(canvas)) keydown(canvas, key);
    },
    hover(picture, x, y) {
      pointer(picture, "pointermove", x, y);
    },
    leave(picture) {
      pointer(picture, "pointerout", 0, 0);
    },
    tap(picture, x, y) {
      pointer(picture, "pointermove", x, y);
      pointer(picture, "click", x, y);
    },
    drag(picture, x, y, dx, dy) {
      for (const part of [0, 0.25, 0.5, 0.75, 1]) pointer(picture, "pointermove", x + part * dx, y + part * dy);
      pointer(picture, "click", x + dx, y + dy);
    },
    file(name, dropped) {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(FILES[name])], name));
      if (dropped) {
        document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true, bubbles: true }));
        return;
      }
      const input = byId("file");
      input.files = transfer.files;
      tell(input, "change");
    },
    link(hash) {
      location.hash = hash;
    },
    go(steps) {
      history.go(steps);
    },
    reload() {
      location.reload();
    },
    scroll(share) {
      scrollTo(0, share * root.scrollHeight);
    },
    lose() {
      workers.at(-1)?.terminate();
    },
  };

  // Figures in sight of which no layer has a pixel.
  const has = (canvas) => {
    if (canvas.width * canvas.height === 0) return false;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Uint32Array(data.buffer).some((pixel) => pixel);
  };
  const isBlank = (figure) => {
    const { top, bottom, width } = figure.getBoundingClientRect();
    return width > 0 && bottom > 40 && top < innerHeight - 40 && ![...figure.querySelectorAll("canvas")].some(has);
  };

  // Only loading it again helps: it says so, or it says that its worker does not start, as one may that was ended then.
  const isLost = () => root.hasAttribute("data-lost") || !byId("working").hidden && byId("working-text").textContent.includes("does not start");

  globalThis.monkey = {
    saved: null,

    /** Does these things, one after another without a pause. */
    act(actions) {
      for (const [what, ...all] of actions) hands[what](...all);
    },

    /** What the page does: empty, if it has come to rest. */
    busy() {
      const { state, playing } = root.dataset;
      if (isLost()) return "";
      if (state === "loading") return "it loads";
      if (!byId("cancel").hidden) return "a run is on its way";
      if (!byId("working").hidden) return `it works: ${byId("working-text").textContent}`;
      return state === "running" && playing !== "1" ? "it runs" : "";
    },

    /** Does the next thing that leads to the end of a run. Returns what it waits for; empty at the end. */
    settle() {
      if (isLost()) return "lost";
      document.querySelector("dialog[open]")?.close();
      for (const id of ["luck", "cost", "limit"]) if (byId(id).textContent === "Stop") byId(id).click();
      const busy = this.busy();
      if (busy) return busy;
      const { state, playing, view } = root.dataset;
      if (["draws", "sweep"].includes(view)) hands.set("view", "story");
      if (playing === "1") byId("play").click();
      else if (state === "done") return byId("numbers").dataset.stale === "0" ? "" : "numbers are measured";
      else if (state === "error" && byId("out-n").textContent === "–") document.querySelector("#presets a").click();
      else if (this.pressed === location.hash && this.presses > 1 && !byId("alert").hidden) return "no end";
      else {
        // A file that is refused meanwhile interrupts it, too: what has no end has none the second time.
        this.presses = this.pressed === location.hash ? this.presses + 1 : 1;
        this.pressed = location.hash;
        byId("finish").click();
      }
      return `the end is there, in the state ${state}`;
    },

    /** Asks for the numbers of the run as a file. */
    save() {
      this.saved = null;
      byId("save").click();
      document.querySelector("#save-run [data-run=numbers]").click();
      document.querySelector("dialog[open]")?.close();
    },

    /** What is not as it should be when nothing moves. */
    faults() {
      return [...wrong.filter((line) => !alerts.has(line)),
        ...[...document.querySelectorAll("#pictures figure")].filter(isBlank).map(({ id }) => `${id} is blank`)];
    },

    /** All that the alert has said. */
    alerts: () => [...alerts],
  };
}
