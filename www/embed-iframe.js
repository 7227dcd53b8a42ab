// The frame of the example is as high as its content.
addEventListener("message", (event) => {
  const frame = document.getElementById("example");
  const { source, type, height } = Object(event.data);
  if (event.source === frame.contentWindow && source === "noise-prune" && type === "height") {
    frame.height = height;
  }
});
