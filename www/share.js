// The dialog that gives the link, and what to put into a page of one's own.
import { runInside, sharingWords, wordsOf } from "./pkg/noise_prune.js";
import { wholePage } from "./load.js";
import { deliver } from "./save.js";

const byId = (id) => document.getElementById(id);
const dialog = byId("share-dialog");
const note = byId("share-note");

// What a width may be in HTML: pixels, or a part of what is there.
const WIDTH = /^[1-9][0-9]{0,3}%?$/;
// The column of an article, in pixels, where the width is only known as a part of it; and the heights in it, by how
// much of the page there is, until the one that is needed is measured.
const COLUMN = 640;
const HEIGHTS = { full: 900, basic: 950, none: 663 };

// How the element of the page as one file begins that has a run in it.
const INSIDE = `<${"script"} id="inside" type="text/plain">`;

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
const page = () => location.href.split(/[?#]/)[0];

/** The run and the pictures that are shown, as pairs of a link, without what the dialog lets one choose. */
function run() {
  const own = Object.keys(choices());
  return location.hash.slice(1).split("&").filter((pair) => !own.includes(pair.split("=")[0])).join("&");
}

/** All that the dialog lets one choose of how it is shown: what is chosen, by the words of a link; empty: nothing. */
function choices() {
  const checked = (id) => [...dialog.querySelectorAll(`#${id} input:checked`)].map((input) => input.value).join(",");
  const theme = byId("share-theme");
  return {
    embed: checked("share-embed"),
    theme: theme.selectedIndex > 0 ? theme.value : "",
    hide: checked("share-hide"),
    paused: byId("share-paused").checked,
  };
}

/** What is chosen, as `pair` writes a key and its value (empty for a key alone). */
const chosen = (pair) => Object.entries(choices()).filter(([, value]) => value)
  .map(([key, value]) => pair(key, value === true ? "" : value));

const frameAddress = () => `${page()}#${[run(), ...chosen((key, value) => (value ? `${key}=${value}` : key))].join("&")}`;

function write() {
  byId("share-link").value = location.href;
  const width = byId("share-width").value;
  const { valueAsNumber: height, validity } = byId("share-height");
  byId("share-frame").value = `<iframe src="${escaped(frameAddress())}" title="A network pruned by noise"
  width="${WIDTH.test(width) ? width : "100%"}" height="${validity.valid && height ? height : HEIGHTS[choices().embed]}"
  style="border: 0" loading="lazy" sandbox="allow-scripts allow-downloads allow-popups"></iframe>`;
  const attributes = [`params="${escaped(run())}"`, ...chosen((key, value) => (value ? `${key}="${value}"` : key))];
  byId("share-element").value = `<script type="module" src="${escaped(new URL("www/embed.js", page()).href)}"></${"script"}>
<noise-prune ${attributes.join(" ")}></noise-prune>`;
  preview();
}

// A frame that nobody sees says how high it wants to be at the width that is chosen.
let probe = null;
let isOwnHeight = false;
const pixels = () => (/^[1-9][0-9]{0,3}$/.test(byId("share-width").value) ? Number(byId("share-width").value) : COLUMN);

function measure() {
  if (isOwnHeight) return;
  if (!probe) {
    byId("share-height").value = HEIGHTS[choices().embed];
    probe = dialog.appendChild(document.createElement("iframe"));
    Object.assign(probe, { className: "probe", title: "Measures the height", tabIndex: -1 });
    probe.setAttribute("aria-hidden", "true");
    probe.setAttribute("sandbox", "allow-scripts");
  }
  probe.style.width = `${pixels()}px`;
  const address = `${frameAddress()}&paused`;
  if (probe.src !== address) probe.src = address;
}

function takeHeight({ source, data }) {
  if (!probe || source !== probe.contentWindow || isOwnHeight) return;
  const { source: from, type, height } = Object(data);
  if (from !== "noise-prune" || type !== "height" || !(height > 0)) return;
  byId("share-height").value = height;
  write();
}

function preview() {
  const details = byId("share-preview");
  const place = details.querySelector("div");
  if (!details.open) return place.replaceChildren();
  const frame = place.firstChild ?? place.appendChild(document.createElement("iframe"));
  frame.title = "Preview";
  frame.setAttribute("sandbox", "allow-scripts");
  frame.style.width = `${pixels()}px`;
  frame.style.height = `${byId("share-height").value}px`;
  if (frame.src !== frameAddress()) frame.src = frameAddress();
}

/** A text or bytes in letters of base 64, which mean nothing in HTML. */
function letters(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** Saves the page as one file, with the run that is shown in its element `inside`. */
async function saveWhole() {
  const [file, link, name, bytes] = runInside();
  if (!file) {
    note.textContent = "There is no run yet. Wait until it is shown.";
    return;
  }
  note.textContent = "Making the file…";
  try {
    const parts = [new Blob([link])];
    if (bytes) {
      const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
      parts.push(new Blob([name]), await new Response(packed).blob());
    }
    const text = (await Promise.all(parts.map(letters))).join(".");
    const html = await wholePage();
    const place = html.indexOf(INSIDE) + INSIDE.length;
    if (place < INSIDE.length) throw new Error("The page as one file on this server is of another version.");
    note.textContent = deliver(file, new Blob([html.slice(0, place), text, html.slice(html.indexOf("<", place))]));
  } catch (error) {
    note.textContent = error.message;
  }
}

async function copy(id) {
  const field = byId(id);
  try {
    await navigator.clipboard.writeText(field.value);
    note.textContent = "Copied.";
  } catch {
    // A frame, or a page that is not secure: the old way, or the reader's own keys.
    field.select();
    note.textContent = document.execCommand("copy") ? "Copied." : "It is selected: press Ctrl+C (or ⌘C) to copy it.";
  }
}

/** The words that a link has for `key`, each with its label. */
function words(key) {
  const list = wordsOf(key);
  return list.flatMap((word, k) => (k % 2 ? [] : [[word, list[k + 1]]]));
}

/** Fills `id` with a box of `type` for each word of `key`. */
function offer(id, key, type) {
  byId(id).replaceChildren(...words(key).map(([value, name]) => {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type, value, name: id });
    label.append(box, ` ${name}`);
    return label;
  }));
}

/** Makes the button `share` open the dialog. */
export function offerSharing() {
  offer("share-embed", "embed", "radio");
  offer("share-hide", "hide", "checkbox");
  dialog.querySelector("#share-embed [value=basic]").checked = true;
  byId("share-theme").replaceChildren(...words("theme").map(([value, name]) => new Option(name, value)));
  byId("share").addEventListener("click", () => {
    // The page writes what it shows into the address at the same click.
    setTimeout(() => {
      const [does, lacks] = sharingWords(location.href);
      byId("share-does").textContent = does;
      byId("share-remark").textContent = lacks;
      note.textContent = "";
      dialog.showModal();
      measure();
      write();
    });
  });
  byId("share-whole").addEventListener("click", saveWhole);
  addEventListener("message", takeHeight);
  byId("share-height").addEventListener("change", ({ target }) => { isOwnHeight = target.value !== ""; });
  dialog.addEventListener("change", () => {
    measure();
    write();
  });
  byId("share-preview").addEventListener("toggle", preview);
  dialog.addEventListener("close", () => {
    byId("share-preview").removeAttribute("open");
    probe?.remove();
    probe = null;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.dataset.copy) copy(event.target.dataset.copy);
  });
}
