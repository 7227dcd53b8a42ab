// Where the compiled program and its worker come from, in the page as one file: out of the page itself.
import { hand } from "./alive.js";
import { unpack } from "./unpack.js";

// The page as it came, but for what watch.js has done to it.
const own = document.documentElement.cloneNode(true);
delete own.dataset.asked;
for (const policy of [...own.querySelectorAll("meta[http-equiv]")].slice(1)) policy.remove();

const bytesOf = (letters) => Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
const textOf = (letters) => new TextDecoder().decode(bytesOf(letters));
const unpacked = (letters) => new Response(new Blob([bytesOf(letters)]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();

// What stands packed in an element of the page.
function content(id) {
  const { textContent, dataset } = document.getElementById(id);
  return unpack(bytesOf(textContent.trim()), Number(dataset.size));
}

// The data are to be had as files, which are made when they are asked for.
for (const link of document.querySelectorAll("a[download]")) {
  const make = () => { link.href = URL.createObjectURL(new Blob([content(link.download)], { type: "text/csv" })); };
  link.addEventListener("click", make, { once: true });
}

/** The program, compiled once for the page and its worker. */
export async function compile() {
  return WebAssembly.compile(content("program"));
}

/** This program is in one piece. */
export function laterOf() {
  return "";
}

/** Nothing is loaded later. */
export function compileAt() {
  throw new Error("the page as one file has no other files");
}

/** The run that the page has in it, as share.js has put it there: its link, and its matrix if the link does not hold it. */
export async function inside() {
  const [link, name, bytes] = document.getElementById("inside").textContent.split(".");
  if (!link) return { name: "" };
  return { link: textOf(link), name: textOf(name ?? ""), bytes: bytes && new Uint8Array(await unpacked(bytes)) };
}

/** The text of the page as one file: its own. */
export async function wholePage() {
  return `<!doctype html>\n${own.outerHTML}\n`;
}

/** A dataset, which the page offers for download as well: name and bytes. */
export async function fetchDataset(name) {
  return { name, bytes: content(name) };
}

/** A worker with the program; the page knows it by its number. */
export function startWorker(module, number) {
  const parts = ["glue", "worker"].map((id) => document.getElementById(id).textContent);
  const worker = new Worker(URL.createObjectURL(new Blob(parts, { type: "text/javascript" })));
  return hand(worker, number, module);
}
