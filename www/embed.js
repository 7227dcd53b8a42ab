// <noise-prune params="net=barbell&keep=0.3" embed="basic">: the page as an element of another page.
//
// Attributes, all of them properties too:
//   params  the run, as a link has it (net=…&keep=…)          embed  full | basic (default) | none
//   theme   light | dark | projector; else the reader's own     hide   parts to leave out, separated by commas
//   paused  waits for play()                                    label  what the frame is called for screen readers
//   page    where the page lies; else NoisePrune.page, else beside this script
// Events: noise-prune-ready, noise-prune-step, noise-prune-done, each with { state, stage, decided, synapses }.
// Methods: play(), pause(), reset(); open(bytes, name), which shows a matrix of one's own, and numbers(), which gives all
// numbers of the run: each a promise, which is rejected with a sentence if it cannot be kept.
// Property `link`: the address of the full page with the run as it now stands.
// The element is as high as its content, unless the host page's style gives it a height; min-height and max-height hold, too.
// What stands inside the element (a picture of the run) is shown until the run is there, on paper, and without scripts.

// In two steps, so that bundlers leave it alone: they would move the page away from its files.
const HERE = import.meta.url;
const KEYS = ["params", "embed", "theme", "hide", "paused", "label", "page"];
const HEIGHT = { first: 520, most: 20_000 };

/** Pairs of a link with nothing in them that a link could not have. */
function pairs(text) {
  return text.replace(/^[#?]/, "").split("&").filter(Boolean)
    .map((pair) => pair.split("=").map((part) => encodeURIComponent(decode(part))).join("="));
}

/** Whether a pair of a link says how much of the page there is; a link to the full page goes without. */
const isFraming = (pair) => /^(embed|hide|view)(=|$)/.test(pair);

/** The page's address with what stands after the # of another, less what belongs to a frame. */
const fullPage = (page, address) => `${page}#${(address.split("#")[1] ?? "").split("&").filter((pair) => !isFraming(pair)).join("&")}`;

// A sheet, as an element <style> would need the leave of a host page's Content-Security-Policy. The frame has the
// height of its content, and grows or shrinks to any that the host page gives the element.
const STYLE = `:host { display: flex; flex-direction: column; position: relative; } :host([hidden]) { display: none; }
  iframe { flex: 1 1 auto; width: 100%; min-height: 0; border: 0; }
  slot { display: block; position: absolute; inset: 0; overflow: hidden; } .live + slot { display: none; }
  @media print { .still { display: none; } .still + slot { display: block; position: static; } }`;
let sheet;
function styleSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  return sheet;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where the page lies beside this script; empty if the script does not know where it lies itself. */
function ownPage() {
  try {
    return new URL("../index.html", HERE).href;
  } catch {
    return "";
  }
}

// A server that only reads the script has no elements.
export class NoisePrune extends (globalThis.HTMLElement ?? Object) {
  static observedAttributes = KEYS;
  static #common = ownPage();
  static #all = new Set();
  #frame = document.createElement("iframe");
  #address = "";
  #link = "";
  // The frame's page is there, and obeys.
  #listens = false;
  // Questions to it that have no answer yet, by their ids.
  #questions = new Map();
  #asked = 0;
  #hear = (event) => this.#take(event);

  constructor() {
    super();
    this.#frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-popups");
    this.#frame.loading = "lazy";
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [styleSheet()];
    const still = document.createElement("slot");
    still.addEventListener("slotchange", () => this.#frame.classList.toggle("still", still.assignedElements().length > 0));
    shadow.append(this.#frame, still);
  }

  /** The address of the page for all elements that have no `page` of their own. */
  static get page() {
    return NoisePrune.#common;
  }

  static set page(address) {
    NoisePrune.#common = String(address);
    for (const element of NoisePrune.#all) element.#show();
  }

  connectedCallback() {
    NoisePrune.#all.add(this);
    addEventListener("message", this.#hear);
    this.#frame.style.height = `${HEIGHT.first}px`;
    this.#show();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
    NoisePrune.#all.delete(this);
    this.#refuse("The element was taken out of its page before there was an answer.");
    // Put back, the frame loads what its `src` says.
    this.#listens = false;
    this.#frame.classList.remove("live");
    this.#frame.src = this.#address;
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  /** The address of the full page with the run as it now stands; until that is known, with what was asked for. */
  get link() {
    return this.#link || fullPage(this.#page(), this.#address);
  }

  play() { this.#ask("play"); }
  pause() { this.#ask("pause"); }
  reset() {
    this.#refuse("The element was reset before there was an answer.");
    this.#ask("reset");
  }

  /**
   * Shows a matrix of one's own: the bytes of a file as the page reads them, and its name, which says what kind of file
   * it is. Gives { neurons, synapses, report } when it is shown.
   */
  open(bytes, name = bytes?.name ?? "") {
    return this.#question({ type: "open", bytes, name: String(name) });
  }

  /** All numbers of the finished run, as the page saves them. */
  numbers() {
    return this.#question({ type: "numbers" });
  }

  #ask(type, detail = {}) {
    this.#frame.contentWindow?.postMessage({ target: "noise-prune", type, ...detail }, "*");
  }

  // A question waits until the page is there, and makes a lazy frame load it.
  #question({ type, ...detail }) {
    return new Promise((resolve, reject) => {
      this.#asked += 1;
      this.#questions.set(this.#asked, { type, detail: { ...detail, id: this.#asked }, resolve, reject, isSent: false });
      this.#frame.loading = "eager";
      this.#send();
    });
  }

  #send() {
    if (!this.#listens) return;
    for (const [id, question] of this.#questions) {
      if (question.isSent) continue;
      question.isSent = true;
      try {
        this.#ask(question.type, question.detail);
      } catch (error) {
        this.#questions.delete(id);
        question.reject(error);
      }
    }
  }

  /** Refuses the questions that are open; those `of` a page that is there no longer, or all. */
  #refuse(reason, of = () => true) {
    for (const [id, question] of this.#questions) {
      if (!of(question)) continue;
      this.#questions.delete(id);
      question.reject(new Error(reason));
    }
  }

  #answer({ id, value, error }) {
    const question = this.#questions.get(id);
    this.#questions.delete(id);
    if (error === undefined) question?.resolve(value);
    else question?.reject(new Error(error));
  }

  /** The address of the page, without a hash. */
  #page() {
    const page = this.getAttribute("page") || NoisePrune.#common;
    return page && new URL(page, document.baseURI).href.split("#")[0];
  }

  // Another run alone does not load the page anew. Once it is there, it takes the run from a message: the host page's
  // back button must not lead through a figure's states. Before that, a lazy frame stays lazy.
  #show() {
    const page = this.#page();
    if (!page) return;
    const own = (key) => this.hasAttribute(key) && this.getAttribute(key) !== "";
    const view = [`embed=${encodeURIComponent(this.getAttribute("embed") || "basic")}`];
    for (const key of ["theme", "hide"]) {
      if (own(key)) view.push(`${key}=${encodeURIComponent(this.getAttribute(key))}`);
    }
    if (this.hasAttribute("paused")) view.push("paused");
    this.#frame.title = this.getAttribute("label") || "A network, pruned by noise";
    const hash = [...pairs(this.getAttribute("params") ?? ""), ...view].join("&");
    const address = `${page}#${hash}`;
    if (address === this.#address) return;
    const isThere = this.#listens && this.#address.split("#")[0] === page;
    this.#address = address;
    if (isThere) return this.#ask("show", { hash });
    this.#listens = false;
    this.#frame.src = address;
  }

  #take(event) {
    if (event.source !== this.#frame.contentWindow || event.source === null) return;
    const { source, type, height, link, ...rest } = Object(event.data);
    if (source !== "noise-prune") return;
    if (type === "height" && height > 0) this.#frame.style.height = `${Math.min(height, HEIGHT.most)}px`;
    if (type === "link") this.#link = fullPage(this.#page(), `#${link}`);
    if (type === "ready") this.#frame.classList.add("live");
    if (type === "listening") {
      this.#refuse("The page was loaded anew before there was an answer.", (question) => question.isSent);
      this.#listens = true;
      this.#send();
    }
    if (type === "answer") this.#answer(event.data);
    if (type === "failed") this.#refuse(rest.error);
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

if (globalThis.customElements && !customElements.get("noise-prune")) customElements.define("noise-prune", NoisePrune);
