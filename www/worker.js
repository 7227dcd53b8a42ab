// The worker waits for the compiled module, and then computes.
import init, { runWorker } from "./pkg/noise_prune.js";
import { expectLater, takeLater } from "./later.js";

/** Holds a lock for as long as the worker lives. Resolves when it has it, or cannot have it. */
function hold(name) {
  return new Promise((resolve) => {
    const held = () => {
      resolve();
      return new Promise(() => {});
    };
    if (navigator.locks) navigator.locks.request(name, held).catch(resolve);
    else resolve();
  });
}

self.onmessage = async ({ data: { module, name, later, port } }) => {
  self.onmessage = null;
  await hold(name);
  expectLater(await init({ module_or_path: module }), later);
  port.onmessage = ({ data }) => takeLater(data);
  runWorker();
};
