// The worker waits for the compiled module, and then computes.
import init, { runWorker } from "./pkg/noise_prune.js";

self.onmessage = async (event) => {
  self.onmessage = null;
  await init({ module_or_path: event.data });
  runWorker();
};
