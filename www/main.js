// Loads the module once, for the page and for its worker.
import init, { largestFile, openFile, refuseFile, runPage } from "./pkg/noise_prune.js";
import { listenToKeys } from "./keys.js";
import { deliver, offerSaving } from "./save.js";
import { offerSharing } from "./share.js";

async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} is missing (${response.status})`);
  // A server that does not know the type of a wasm file is no reason to fail.
  const streams = response.headers.get("content-type") === "application/wasm";
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

function startWorker(module) {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.postMessage(module);
  return worker;
}

async function open(file) {
  if (!file) return;
  if (file.size > largestFile()) {
    refuseFile(`${file.name} is larger than the ${largestFile() >> 20} MB that are read; leave out what is not needed.`);
    return;
  }
  try {
    openFile(file.name, new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    refuseFile(`${file.name} cannot be read: ${error.message}`);
  }
}

function takeFiles() {
  const input = document.getElementById("file");
  input.addEventListener("change", () => open(input.files[0]));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    open(event.dataTransfer.files[0]);
  });
}

document.getElementById("reload").addEventListener("click", () => location.reload());

try {
  const module = await compile(new URL("./pkg/noise_prune_bg.wasm", import.meta.url));
  await init({ module_or_path: module });
  runPage(() => startWorker(module), deliver);
  takeFiles();
  offerSaving();
  offerSharing();
  listenToKeys();
} catch (error) {
  document.documentElement.dataset.state = "error";
  document.documentElement.dataset.lost = "1";
  const alert = document.getElementById("alert");
  alert.hidden = false;
  alert.textContent = `This page could not start: ${error.message}. A browser of 2022 or later is needed; reload to try again.`;
}
