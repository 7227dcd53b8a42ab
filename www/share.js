// The dialog that gives the link, and what to put into a page of one's own.
import { wordsOf } from "./pkg/noise_prune.js";

const byId = (id) => document.getElementById(id);
const dialog = byId("share-dialog");
const note = byId("share-note");

// What a width may be in HTML: pixels, or a part of what is there.
const WIDTH = /^[1-9][0-9]{0,3}%?$/;
// Chat programs and mail cut longer links.
const LONG = 2000;

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
  const { value: width } = byId("share-width");
  const { valueAsNumber: height, validity } = byId("share-height");
  byId("share-frame").value = `<iframe src="${escaped(frameAddress())}" title="A network pruned by noise"
  width="${WIDTH.test(width) ? width : "100%"}" height="${validity.valid && height ? height : 720}"
  style="border: 0" loading="lazy" sandbox="allow-scripts allow-downloads allow-popups"></iframe>`;
  const attributes = [`params="${escaped(run())}"`, ...chosen((key, value) => (value ? `${key}="${value}"` : key))];
  byId("share-element").value = `<script type="module" src="${escaped(new URL("www/embed.js", page()).href)}"></${"script"}>
<noise-prune ${attributes.join(" ")}></noise-prune>`;
  preview();
}

function preview() {
  const details = byId("share-preview");
  const place = details.querySelector("div");
  if (!details.open) return place.replaceChildren();
  const frame = place.firstChild ?? place.appendChild(document.createElement("iframe"));
  frame.title = "Preview";
  frame.setAttribute("sandbox", "allow-scripts");
  if (frame.src !== frameAddress()) frame.src = frameAddress();
}

function remark() {
  if (/[#&]net=file(&|$)/.test(location.hash) && !/[&](data|matrix)=/.test(location.hash)) {
    return "A link cannot hold your own matrix. Send its file as well, to be opened with these settings.";
  }
  if (location.protocol === "file:") return "This page is a file on your own disk: others need the file as well.";
  return location.href.length > LONG ? "This link is long; some programs may cut it." : "";
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
      byId("share-remark").textContent = remark();
      note.textContent = "";
      write();
      dialog.showModal();
    });
  });
  dialog.addEventListener("change", write);
  byId("share-preview").addEventListener("toggle", preview);
  dialog.addEventListener("close", () => byId("share-preview").removeAttribute("open"));
  dialog.addEventListener("click", (event) => {
    if (event.target.dataset.copy) copy(event.target.dataset.copy);
  });
}
