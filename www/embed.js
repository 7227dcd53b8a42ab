// <noise-prune params="net=barbell&keep=0.3" embed="basic">: the page as an element of another page.
//
// Attributes, all of them properties too:
//   params  the run, as a link has it (net=…&keep=…)          embed  full | basic (default) | none
//   theme   light | dark | projector; else the reader's own     hide   parts to leave out, separated by commas
//   paused  waits for play()                                    label  what the frame is called for screen readers
// Events: noise-prune-ready, noise-prune-step, noise-prune-done, each with { state, stage, decided, synapses }.
// Methods: play(), pause(), reset(). Property `link`: the address of the full page with the run as it now stands.
// The element is as high as its content, unless the host page's style gives it a height; min-height and max-height hold, too.

const PAGE = new URL("../index.html", import.meta.url).href;
const KEYS = ["params", "embed", "theme", "hide", "paused", "label"];
const HEIGHT = { first: 520, most: 20_000 };

/** Pairs of a link with nothing in them that a link could not have. */
function pairs(text) {
  return text.replace(/^[#?]/, "").split("&").filter(Boolean)
    .map((pair) => pair.split("=").map((part) => encodeURIComponent(decode(part))).join("="));
}

/** Whether a pair of a link says how much of the page there is; a link to the full page goes without. */
const isFraming = (pair) => /^(embed|hide|view)(=|$)/.test(pair);

/** The page's address with what stands after the # of another, less what belongs to a frame. */
const fullPage = (address) => `${PAGE}#${(address.split("#")[1] ?? "").split("&").filter((pair) => !isFraming(pair)).join("&")}`;

// A sheet, as an element <style> would need the leave of a host page's Content-Security-Policy. The frame has the
// height of its content, and grows or shrinks to any that the host page gives the element.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`:host { display: flex; flex-direction: column; } :host([hidden]) { display: none; }
  iframe { flex: 1 1 auto; width: 100%; min-height: 0; border: 0; }`);

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
  #address = "";
  #link = "";
  #isReady = false;
  #hear = (event) => this.#take(event);

  constructor() {
    super();
    this.#frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-popups");
    this.#frame.loading = "lazy";
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.#frame);
  }

  connectedCallback() {
    addEventListener("message", this.#hear);
    this.#frame.style.height = `${HEIGHT.first}px`;
    this.#show();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
    // Put back, the frame loads what its `src` says.
    this.#isReady = false;
    this.#frame.src = this.#address;
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  /** The address of the full page with the run as it now stands; until that is known, with what was asked for. */
  get link() {
    return this.#link || fullPage(this.#address);
  }

  play() { this.#ask("play"); }
  pause() { this.#ask("pause"); }
  reset() { this.#ask("reset"); }

  #ask(type) {
    this.#frame.contentWindow?.postMessage({ target: "noise-prune", type }, "*");
  }

  // Another hash alone does not load the page anew. Once it is there, its place in the history is replaced: the
  // host page's back button must not lead through a figure's states. Before that, a lazy frame stays lazy.
  #show() {
    const own = (key) => this.hasAttribute(key) && this.getAttribute(key) !== "";
    const view = [`embed=${encodeURIComponent(this.getAttribute("embed") || "basic")}`];
    for (const key of ["theme", "hide"]) {
      if (own(key)) view.push(`${key}=${encodeURIComponent(this.getAttribute(key))}`);
    }
    if (this.hasAttribute("paused")) view.push("paused");
    this.#frame.title = this.getAttribute("label") || "A network, pruned by noise";
    const address = `${PAGE}#${[...pairs(this.getAttribute("params") ?? ""), ...view].join("&")}`;
    if (address === this.#address) return;
    this.#address = address;
    if (this.#isReady) this.#frame.contentWindow.location.replace(address);
    else this.#frame.src = address;
  }

  #take(event) {
    if (event.source !== this.#frame.contentWindow || event.source === null) return;
    const { source, type, height, link, ...rest } = Object(event.data);
    if (source !== "noise-prune") return;
    if (type === "height" && height > 0) this.#frame.style.height = `${Math.min(height, HEIGHT.most)}px`;
    if (type === "link") this.#link = fullPage(`#${link}`);
    if (type === "ready") this.#isReady = true;
    if (["ready", "step", "done"].includes(type)) {
      this.dispatchEvent(new CustomEvent(`noise-prune-${type}`, { bubbles: true, composed: true, detail: rest }));
    }
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
