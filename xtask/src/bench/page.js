// The browser's side of `cargo xtask bench`: the same questions that the other programs answer.
import init, { Case } from "./pkg/noise_prune_bench.js";

const ready = init();
let current;

function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function time(work, least) {
  const start = performance.now();
  for (let calls = 1; ; calls++) {
    work();
    const spent = performance.now() - start;
    if (spent >= least) return spent / calls;
  }
}

const answers = {
  load({ n }) {
    current?.free();
    current = new Case(n);
    return base64(new Uint8Array(current.matrix().buffer));
  },
  check: ({ stage, by }) => [...current.run(stage, by)],
  errors: ({ by }) => [...current.errors(by)],
  time: ({ stage, by, least }) => time(() => current.run(stage, by), least),
};

window.ask = async (question) => {
  await ready;
  try {
    return { answer: answers[question.ask](question) };
  } catch (error) {
    return { error: String(error) };
  }
};
