// What the page does inside of another page: says its size and state, presses its own buttons when asked to, opens the
// file that it is handed, gives its numbers, and rests while nobody sees it. It sends nothing else, so it may send to
// whoever holds the frame.
import { askNumbers, largestFile, openHanded, refuseHanded, sleepPage } from "./pkg/noise_prune.js";

const root = document.documentElement;
const isFramed = window.parent !== window;
// The style sheet then takes no measure from the window's height: the frame's may follow the page's.
if (isFramed) root.dataset.framed = "1";
const byId = (id) => document.getElementById(id);

function send(type, detail = {}) {
  window.parent.postMessage({ source: "noise-prune", type, ...detail }, "*");
}

function state() {
  const { value, max } = byId("position");
  return { state: root.dataset.state, stage: root.dataset.stage, decided: Number(value), synapses: Number(max) };
}

// The height that the content has by nature, whatever height the frame has now: pictures may fill a frame, and its host
// may follow what is said here.
let height = 0;
function sayHeight() {
  document.body.classList.add("natural");
  const now = Math.ceil(document.body.getBoundingClientRect().height);
  document.body.classList.remove("natural");
  if (Math.abs(now - height) >= 1) {
    height = now;
    send("height", { height });
  }
}

// One look a frame at what changed since the last.
let last = {};
let asked = false;
function look() {
  asked = false;
  const now = state();
  if (now.state === "loading" && !last.ready) return;
  if (!last.ready) send("ready", now);
  else if (now.decided !== last.decided || now.stage !== last.stage) send("step", now);
  if (last.ready && now.state !== last.state) send("state", now);
  if (now.state === "done" && last.state !== "done") send("done", now);
  if (now.stage !== last.stage || now.state !== last.state) sayHeight();
  if (location.hash !== last.hash) send("link", { link: location.hash.slice(1) });
  last = { ...now, hash: location.hash, ready: true };
}

function lookSoon() {
  if (!asked) requestAnimationFrame(look);
  asked = true;
}

const isPlaying = () => root.dataset.playing === "1";
const DO = {
  play: () => isPlaying() || byId("play").click(),
  pause: () => isPlaying() && byId("play").click(),
  reset: () => {
    byId("restart").click();
    if (isPlaying()) byId("play").click();
  },
  report: () => send("state", state()),
  show,
};

// The questions of the host that are open: their numbers here, and the ids that the host gave them.
const questions = new Map();
let questionsAsked = 0;
// Longer names are cut at their beginning: the end says what kind of file it is.
const LONGEST_NAME = 200;

/** Answers a question of the host with JSON, or with a sentence that says why there is none. */
export function answerHost(number, json, error) {
  const id = questions.get(number);
  questions.delete(number);
  send("answer", json === null ? { id, error } : { id, value: JSON.parse(json) });
}

async function open(number, { bytes, name }) {
  const size = bytes instanceof Blob ? bytes.size : bytes?.byteLength;
  if (!(bytes instanceof Blob || bytes instanceof ArrayBuffer || ArrayBuffer.isView(bytes))) {
    refuseHanded(number, "what was handed over is no file: give it as an ArrayBuffer, a Uint8Array, a Blob or a File");
  } else if (size > largestFile()) {
    refuseHanded(number, `the file is larger than the ${largestFile() >> 20} MB that are read; leave out what is not needed`);
  } else {
    const read = new Uint8Array(await new Blob([bytes]).arrayBuffer());
    openHanded(number, (typeof name === "string" && name ? name : bytes.name ?? "matrix").slice(-LONGEST_NAME), read);
  }
}

// Questions, which take their time: each begins when those before it are asked.
const ASK = {
  open,
  numbers: askNumbers,
};
let turn = Promise.resolve();

function ask(type, message) {
  questionsAsked += 1;
  const number = questionsAsked;
  const { id } = message;
  questions.set(number, ["string", "number"].includes(typeof id) ? id : null);
  turn = turn.then(() => ASK[type](number, message))
    .catch((error) => answerHost(number, null, `The file cannot be read: ${error.message}.`));
}

/** Shows another run in place of the present one. No later question is about the run before. */
function show({ hash }) {
  turn = turn.then(() => new Promise((resolve) => {
    const before = location.hash;
    if (typeof hash === "string") location.replace(`#${hash}`);
    if (location.hash === before) resolve();
    else addEventListener("hashchange", resolve, { once: true });
  }));
}

function obey(event) {
  if (event.source !== window.parent) return;
  const message = Object(event.data);
  const { target, type } = message;
  // A list of one word would do as a key, too.
  if (target !== "noise-prune" || typeof type !== "string") return;
  if (Object.hasOwn(DO, type)) DO[type](message);
  if (Object.hasOwn(ASK, type)) ask(type, message);
}

/** Says that the page could not start, so that nobody waits for it. */
export function sayFailed(error) {
  if (isFramed) send("failed", { error });
}

/** The address of the full page with the run that is shown. */
function fullPage() {
  const kept = location.hash.slice(1).split("&").filter((pair) => !/^(embed|hide|view)(=|$)/.test(pair));
  return `${location.href.split(/[?#]/)[0]}#${kept.join("&")}`;
}

/** Takes up the duties of a page in a frame; on a page of its own, only keeps the way to the full page right. */
export function beGuest() {
  for (const kind of ["pointerdown", "focus", "contextmenu"]) {
    byId("open-full").addEventListener(kind, (event) => { event.currentTarget.href = fullPage(); });
  }
  if (!isFramed) return;
  addEventListener("message", obey);
  const sizes = new ResizeObserver(sayHeight);
  // In a frame that is filled, what comes or goes changes only the room for the pictures.
  for (const part of [document.body, byId("pictures")]) sizes.observe(part);
  // A frame that has got the height it needs is rid of its scrollbar by another look.
  addEventListener("resize", sayHeight);
  new MutationObserver(lookSoon).observe(root, { attributes: true });
  new MutationObserver(lookSoon).observe(byId("status"), { childList: true, characterData: true, subtree: true });
  let seen = true;
  const rest = () => sleepPage(!seen || document.hidden);
  new IntersectionObserver((entries) => {
    seen = entries[entries.length - 1].isIntersecting;
    rest();
  }).observe(root);
  document.addEventListener("visibilitychange", rest);
  send("listening");
  sayHeight();
  lookSoon();
}
