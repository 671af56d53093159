// The controls of a seat, and the start.
byId("measure").addEventListener("change", () => set({ measure: byId("measure").value }));
byId("singles").addEventListener("change", () => set({ singles: byId("singles").checked ? "1" : "" }));
for (const each of document.querySelectorAll("button.again")) each.addEventListener("click", () => set({ step: "play", path: "", event: "" }));
begin();
