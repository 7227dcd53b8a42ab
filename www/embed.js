// <noise-prune params="net=barbell&keep=0.3" embed="basic">: the page as an element of another page.
//
// Attributes, all of them properties too:
//   params  the run, as a link has it (net=…&keep=…)          embed  full | basic (default) | none
//   theme   light | dark | projector; else the reader's own     hide   parts to leave out, separated by commas
//   paused  waits for play()                                    label  what the frame is called for screen readers
// Events: noise-prune-ready, noise-prune-step, noise-prune-done, each with { state, stage, decided, synapses }.
// Methods: play(), pause(), reset(). Property `link`: what a link to the run as it now stands would say.
// The element is as high as its content, unless the host page gives it a height.

const PAGE = new URL("../index.html", import.meta.url).href;
const KEYS = ["params", "embed", "theme", "hide", "paused", "label"];
const HEIGHT = { first: 520, most: 20_000 };

/** Pairs of a link with nothing in them that a link could not have. */
function pairs(text) {
  return text.replace(/^[#?]/, "").split("&").filter(Boolean)
    .map((pair) => pair.split("=").map((part) => encodeURIComponent(decode(part))).join("="));
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

class NoisePrune extends HTMLElement {
  static observedAttributes = KEYS;
  #frame = document.createElement("iframe");
  #link = "";
  #hear = (event) => this.#take(event);

  constructor() {
    super();
    const style = document.createElement("style");
    style.textContent = `:host { display: block; } :host([hidden]) { display: none; }
      iframe { display: block; width: 100%; height: 100%; min-height: inherit; border: 0; }`;
    this.#frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-popups");
    this.#frame.loading = "lazy";
    this.attachShadow({ mode: "open" }).append(style, this.#frame);
  }

  connectedCallback() {
    addEventListener("message", this.#hear);
    this.#frame.style.height = `${HEIGHT.first}px`;
    this.#show();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  /** What a link to the run as it now stands says after its #. */
  get link() {
    return this.#link;
  }

  play() { this.#ask("play"); }
  pause() { this.#ask("pause"); }
  reset() { this.#ask("reset"); }

  #ask(type) {
    this.#frame.contentWindow?.postMessage({ target: "noise-prune", type }, "*");
  }

  // Another hash alone does not load the page anew.
  #show() {
    const own = (key) => this.hasAttribute(key) && this.getAttribute(key) !== "";
    const view = [`embed=${encodeURIComponent(this.getAttribute("embed") || "basic")}`];
    for (const key of ["theme", "hide"]) {
      if (own(key)) view.push(`${key}=${encodeURIComponent(this.getAttribute(key))}`);
    }
    if (this.hasAttribute("paused")) view.push("paused");
    this.#frame.title = this.getAttribute("label") || "A network, pruned by noise";
    const address = `${PAGE}#${[...pairs(this.getAttribute("params") ?? ""), ...view].join("&")}`;
    if (this.#frame.src !== address) this.#frame.src = address;
  }

  #take(event) {
    if (event.source !== this.#frame.contentWindow || event.source === null) return;
    const { source, type, height, link, ...rest } = Object(event.data);
    if (source !== "noise-prune") return;
    if (type === "height" && height > 0) this.#frame.style.height = this.#fixed() ? "" : `${Math.min(height, HEIGHT.most)}px`;
    if (type === "link") this.#link = String(link);
    if (["ready", "step", "done"].includes(type)) {
      this.dispatchEvent(new CustomEvent(`noise-prune-${type}`, { bubbles: true, composed: true, detail: rest }));
    }
  }

  /** Whether the host page has given the element a height of its own. */
  #fixed() {
    const before = this.#frame.style.height;
    this.#frame.style.height = "0";
    const given = this.clientHeight > 0;
    this.#frame.style.height = before;
    return given;
  }
}

for (const key of KEYS) {
  Object.defineProperty(NoisePrune.prototype, key, {
    get() { return key === "paused" ? this.hasAttribute(key) : this.getAttribute(key) ?? ""; },
    set(value) {
      if (key === "paused") this.toggleAttribute(key, Boolean(value));
      else if (value == null) this.removeAttribute(key);
      else this.setAttribute(key, value);
    },
    enumerable: true,
    configurable: true,
  });
}

if (!customElements.get("noise-prune")) customElements.define("noise-prune", NoisePrune);
