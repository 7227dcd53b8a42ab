// The dialog that saves pictures, numbers and a film of the run.
import { exportRun, exportSvg, exportWords, paintPicture } from "./pkg/noise_prune.js";

const dialog = document.getElementById("save-dialog");
const choice = document.getElementById("save-picture");
const status = document.getElementById("save-status");
const film = document.getElementById("save-film");

const TYPES = { svg: "image/svg+xml", png: "image/png", json: "application/json", csv: "text/csv", webm: "video/webm", html: "text/html" };

/** Hands a file to the reader, and returns what is to be said of it. `bytes` is a Uint8Array or a Blob. */
export function deliver(name, bytes) {
  const type = TYPES[name.split(".").pop()] ?? "application/octet-stream";
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  // A browser does not tell a frame that it may save nothing.
  return status.textContent = window.parent === window ? `${name} is saved.`
    : `${name} is made. If nothing is saved, the page around this one allows no downloads: open the full page, and save it there.`;
}

function savePng(picture, scale) {
  const canvas = document.createElement("canvas");
  const name = paintPicture(picture, canvas, scale);
  if (!name) return;
  canvas.toBlob((blob) => {
    if (blob) deliver(name.replace(/\.png$/, scale > 1 ? `@${scale}x.png` : ".png"), blob);
    else status.textContent = "This browser could not make a picture of that size; choose a smaller one.";
  });
}

// The figures that there are, each by its main canvas.
function offered() {
  return [...document.querySelectorAll("figure.picture:not([hidden])")].map((figure) => figure.id.replace("figure-", ""));
}

function open() {
  const before = choice.value;
  choice.replaceChildren(...offered().map((word) => {
    const { title } = document.getElementById(`figure-${word}`).dataset;
    return new Option(title, word, false, word === before);
  }));
  status.textContent = "";
  dialog.showModal();
}

// A button for each file of numbers that can be made of a run.
function offerRun() {
  const list = exportWords();
  const buttons = list.flatMap((word, k) => {
    if (k % 2) return [];
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: list[k + 1] });
    button.dataset.run = word;
    return [button, " "];
  });
  document.getElementById("save-run").replaceChildren(...buttons);
}

// A film has the pictures beside each other, as they lie on the page.
function record() {
  const area = document.getElementById("pictures").getBoundingClientRect();
  const height = Math.min(area.height, document.getElementById("figure-twin-left").offsetHeight || area.height);
  const ratio = Math.min(2, devicePixelRatio);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(area.width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(30), { videoBitsPerSecond: 6_000_000 });
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.onstop = () => {
    film.textContent = "Record (WebM)";
    deliver("noise-prune-run.webm", new Blob(pieces));
  };
  const frame = () => {
    if (recorder.state !== "recording") return;
    const place = document.getElementById("pictures").getBoundingClientRect();
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--color-paper");
    context.fillRect(0, 0, canvas.width, canvas.height);
    for (const layer of document.querySelectorAll("figure.picture:not([hidden]) canvas")) {
      const at = layer.getBoundingClientRect();
      if (at.width === 0 || at.top - place.top >= height) continue;
      context.drawImage(layer, (at.left - place.left) * ratio, (at.top - place.top) * ratio, at.width * ratio, at.height * ratio);
    }
    const { playing, state } = document.documentElement.dataset;
    if (state === "error" || (playing === "0" && state === "done")) recorder.stop();
    else requestAnimationFrame(frame);
  };
  recorder.start(1000);
  film.textContent = "Stop and save";
  status.textContent = "Recording; the run plays from its beginning. It is saved when the run is over.";
  document.getElementById("restart").click();
  requestAnimationFrame(frame);
  film.onclick = () => recorder.state === "recording" ? recorder.stop() : record();
}

/** Makes the dialog's buttons do what they say. */
export function offerSaving() {
  offerRun();
  document.getElementById("save").addEventListener("click", open);
  dialog.addEventListener("click", (event) => {
    const { svg, png, run } = event.target.dataset;
    if (svg !== undefined) exportSvg(choice.value);
    if (png) savePng(choice.value, Number(png));
    if (run) exportRun(run);
  });
  film.onclick = record;
  const canFilm = "MediaRecorder" in window && MediaRecorder.isTypeSupported("video/webm");
  document.getElementById("save-film-field").hidden = !canFilm;
}
