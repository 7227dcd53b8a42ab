// Loads the module once, for the page and for its worker.
import init, { runPage } from "./pkg/noise_prune.js";

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

try {
  const module = await compile(new URL("./pkg/noise_prune_bg.wasm", import.meta.url));
  await init({ module_or_path: module });
  runPage(() => startWorker(module));
} catch (error) {
  document.documentElement.dataset.state = "error";
  const alert = document.getElementById("alert");
  alert.hidden = false;
  alert.textContent = `This page could not start: ${error.message}. A browser of 2022 or later is needed; reload to try again.`;
}
