// Where the compiled program and its worker come from, in the page as one file: out of the page itself.
import { hand } from "./alive.js";

/** The program, compiled once for the page and its worker. */
export async function compile() {
  const packed = atob(document.getElementById("program").textContent.trim());
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

/** A dataset, which the page offers for download as well: name and bytes. */
export async function fetchDataset(name) {
  const address = document.querySelector(`a[download="${name}"]`).href;
  const text = decodeURIComponent(address.slice(address.indexOf(",") + 1));
  return { name, bytes: new TextEncoder().encode(text) };
}

/** A worker with the program; the page knows it by its number. */
export function startWorker(module, number) {
  const parts = ["glue", "worker"].map((id) => document.getElementById(id).textContent);
  const worker = new Worker(URL.createObjectURL(new Blob(parts, { type: "text/javascript" })));
  return hand(worker, number, module);
}
