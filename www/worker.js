// The worker waits for the compiled module, and then computes.
import init, { runWorker } from "./pkg/noise_prune.js";
import { expectLater, takeLater } from "./later.js";

/** Holds a lock for as long as the worker lives. Resolves to whether it has it: not every page has locks. */
function hold(name) {
  return new Promise((resolve) => {
    const held = () => {
      resolve(true);
      return new Promise(() => {});
    };
    if (navigator.locks) navigator.locks.request(name, held).catch(() => resolve(false));
    else resolve(false);
  });
}

self.onmessage = async ({ data: { module, name, later, port } }) => {
  self.onmessage = null;
  port.postMessage(await hold(name));
  expectLater(await init({ module_or_path: module }), later);
  port.onmessage = ({ data }) => takeLater(data);
  runWorker();
};
