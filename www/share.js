// The dialog that gives the link, and what to put into a page of one's own.

const byId = (id) => document.getElementById(id);
const dialog = byId("share-dialog");
const note = byId("share-note");

// The parts that can be left out, by the words that the link has for them.
const PARTS = { header: "title", presets: "examples", settings: "settings", story: "story", transport: "buttons",
  numbers: "numbers", limit: "nearly everything goes", about: "text" };
// What a width may be in HTML: pixels, or a part of what is there.
const WIDTH = /^[1-9][0-9]{0,3}%?$/;
// Chat programs and mail cut longer links.
const LONG = 2000;

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
const page = () => location.href.split(/[?#]/)[0];

/** The run and the pictures that are shown, as pairs of a link, without what the dialog lets one choose. */
function run() {
  const own = ["embed", "theme", "hide", "paused"];
  return location.hash.slice(1).split("&").filter((pair) => !own.includes(pair.split("=")[0])).join("&");
}

/** What was chosen of how it is shown. */
function chosen() {
  const hide = [...dialog.querySelectorAll("#share-hide input:checked")].map((input) => input.value);
  return {
    embed: dialog.querySelector("[name=share-embed]:checked").value,
    theme: byId("share-theme").value,
    hide: hide.join(","),
    paused: byId("share-paused").checked,
  };
}

function frameAddress() {
  const { embed, theme, hide, paused } = chosen();
  const view = [`embed=${embed}`];
  if (theme !== "auto") view.push(`theme=${theme}`);
  if (hide) view.push(`hide=${hide}`);
  if (paused) view.push("paused");
  return `${page()}#${[run(), ...view].join("&")}`;
}

function write() {
  byId("share-link").value = location.href;
  const { value: width } = byId("share-width");
  const { valueAsNumber: height, validity } = byId("share-height");
  byId("share-frame").value = `<iframe src="${escaped(frameAddress())}" title="A network pruned by noise"
  width="${WIDTH.test(width) ? width : "100%"}" height="${validity.valid && height ? height : 720}"
  style="border: 0" loading="lazy" sandbox="allow-scripts allow-downloads allow-popups"></iframe>`;
  const { embed, theme, hide, paused } = chosen();
  const attributes = [`params="${escaped(run())}"`, `embed="${embed}"`];
  if (theme !== "auto") attributes.push(`theme="${theme}"`);
  if (hide) attributes.push(`hide="${hide}"`);
  if (paused) attributes.push("paused");
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
    return "Your own matrix does not travel in a link: send its file along, to be opened with these settings.";
  }
  if (location.protocol === "file:") return "This page is a file on your own disk: others need the file, too.";
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

/** Makes the button `share` open the dialog. */
export function offerSharing() {
  byId("share-hide").replaceChildren(...Object.entries(PARTS).map(([value, name]) => {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value });
    label.append(box, ` ${name}`);
    return label;
  }));
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
