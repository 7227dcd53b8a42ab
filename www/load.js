// Where the compiled program and its worker come from.
import { hand } from "./alive.js";

// The least program with a vector in it (i32.const 0, i8x16.splat, drop): a browser that knows no SIMD refuses it.
const VECTOR = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11]);

/** What the first screen needs of the program, compiled once for the page and its worker. */
export async function compile() {
  return compileAt(addressOf(WebAssembly.validate(VECTOR) ? "noise_prune_bg.wasm" : "noise_prune_plain_bg.wasm"));
}

/** Where the rest of it is; a program in one piece has none. */
export function laterOf(module) {
  const [name] = WebAssembly.Module.customSections(module, "later");
  return name ? addressOf(new TextDecoder().decode(name)) : "";
}

function addressOf(program) {
  return new URL(`./pkg/${program}`, import.meta.url).href;
}

/** The module at an address. */
export async function compileAt(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} is missing (${response.status})`);
  // A server that does not know the type of a wasm file is no reason to fail.
  const streams = response.headers.get("content-type") === "application/wasm";
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** A dataset, which most visitors never need: name and bytes. */
export async function fetchDataset(name, label) {
  try {
    const response = await fetch(new URL(`./data/${name}`, import.meta.url));
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    return { name, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch {
    throw new Error(`The data could not be loaded (${label}). Check the connection, and choose the network again.`);
  }
}

/** The run that the page as one file has in it; this page has none. */
export async function inside() {
  return { name: "" };
}

/** The text of the page as one file. */
export async function wholePage() {
  const response = await fetch(new URL("../noise-prune.html", import.meta.url)).catch(() => ({}));
  if (!response.ok) throw new Error("This server does not have the page as one file (noise-prune.html).");
  return response.text();
}

/** A worker with the program; the page knows it by its number. */
export function startWorker(module, number) {
  const own = new URL("./worker.js", import.meta.url).href;
  // In a frame with a sandbox only what the page itself has made may be a worker. It fetches the real one, and
  // hands it the message that came meanwhile.
  const made = () => URL.createObjectURL(new Blob([`
    const first = new Promise((take) => { self.onmessage = take; });
    import(${JSON.stringify(own)}).then(async () => self.onmessage(await first));`], { type: "text/javascript" }));
  const worker = window.origin === "null" ? new Worker(made()) : new Worker(own, { type: "module" });
  return hand(worker, number, module);
}
