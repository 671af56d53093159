const STEPS = ["read", "play", "debrief", "talk", "teacher"], STORE = "escalation-seat:" + D.name;
const BLANK = { step: "read", path: "", event: "", measure: D.measures[0].name, large: "", singles: "1" };

// Only what the page can show: whatever else an address says is left aside.
function sound(state) {
  const out = { ...BLANK };
  const choose = (key, allowed) => { if (allowed.includes(state[key])) out[key] = state[key]; };
  choose("step", STEPS);
  choose("measure", D.measures.map((each) => each.name));
  choose("large", ["", "1"]);
  choose("singles", ["", "1"]);
  if (/^\d{1,5}$/.test(state.event || "")) out.event = state.event;
  const kept = [];
  for (const option of (state.path || "").split(",")) {
    const node = D.nodes[kept.join(",") || "begin"];
    if (!node || !D.points[node.point].options.some((each) => each.id === option)) break;
    kept.push(option);
  }
  out.path = kept.join(",");
  return out;
}
