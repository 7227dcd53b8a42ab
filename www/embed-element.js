// The example's buttons call the elements' methods; what the elements say is written down.
const elements = [...document.querySelectorAll("noise-prune")];
const log = document.getElementById("log");

for (const type of ["ready", "step", "done"]) {
  document.addEventListener(`noise-prune-${type}`, ({ target, detail }) => {
    const line = `${target.id}: ${type}, ${detail.decided} of ${detail.synapses} synapses decided, stage ${detail.stage}`;
    log.textContent = [line, ...log.textContent.split("\n")].slice(0, 12).join("\n");
  });
}
for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => elements.forEach((element) => element[button.dataset.do]()));
}
