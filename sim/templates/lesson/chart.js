// Small SVG pictures, drawn at the width they have, so that letters keep their size.
const SVG = "http://www.w3.org/2000/svg";
function mark(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
const COLOUR = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
function canvas(home, height, said) {
  const width = Math.max(280, Math.floor(home.clientWidth || 900));
  const made = mark("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": said });
  home.replaceChildren(made);
  return [made, width];
}
function months(first, last, x, svg, bottom, width) {
  const months_in = (last - first) / DAY / 30.4, each = Math.max(1, Math.ceil(months_in / Math.max(2, Math.floor(width / 95))));
  const day = new Date(first);
  day.setUTCDate(1);
  let free = -Infinity;  // where the last label ends
  for (let n = 0; n < 80; n++) {
    const ms = day.getTime();
    if (ms > last) break;
    if (ms >= first) {
      svg.append(mark("line", { x1: x(ms), x2: x(ms), y1: bottom, y2: bottom + 5, stroke: COLOUR("muted") }));
      const label = day.toLocaleDateString("en-GB", { month: "short", timeZone: "UTC" }) + (day.getUTCMonth() === 0 || ms - first < 40 * DAY ? " " + day.getUTCFullYear() : "");
      if (x(ms) < free || x(ms) > width - 50) { day.setUTCMonth(day.getUTCMonth() + each); continue; }
      free = x(ms) + (label.length + 1) * (big() ? 11.5 : 8);
      svg.append(mark("text", { x: x(ms), y: bottom + 22 }, label));
    }
    day.setUTCMonth(day.getUTCMonth() + each);
  }
}
function ticks(most) {
  const raw = most / 5, size = Math.pow(10, Math.floor(Math.log10(Math.max(raw, 1))));
  const step = Math.max(1, [1, 2, 5, 10].map((each) => each * size).find((each) => each >= raw) || raw);
  const out = [];
  for (let value = 0; value <= most; value += step) out.push(value);
  return out;
}
const path = (points) => points.map(([x, y], at) => (at ? "L" : "M") + x.toFixed(1) + " " + y.toFixed(1)).join("");
// Each value holds from its step on: a running total is a staircase.
const line = (values, x, y) => path([[x(-1), y(0)], ...values.map((value, at) => [x(at), y(value)])]);
function band(low, high, x, y) {
  const there = high.map((value, at) => [x(at), y(value)]), back = low.map((value, at) => [x(at), y(value)]).reverse();
  return path([[x(-1), y(0)], ...there, ...back]) + "Z";
}
const big = () => document.documentElement.classList.contains("large");

function drawFan(home, setting, measure, singles, said) {
  const height = big() ? 460 : Math.min(340, Math.max(260, Math.round((home.clientWidth || 800) * 0.5)));
  const [svg, width] = canvas(home, height, said);
  const record = recorded(measure), bands = fan(setting, measure), short = width < 480;
  const labels = [(short ? "record " : "what happened: ") + spelled(record[N_STEPS - 1]), (short ? "middle " : "middle world: ") + spelled(bands[2][N_STEPS - 1])];
  const left = big() ? 62 : 46, right = 14 + Math.max(...labels.map((label) => label.length)) * (big() ? 12.6 : 8.9), top = 12, bottom = height - 30;
  let most = Math.max(1, ...record);
  for (let each = 0; each < N_SETTINGS; each++) most = Math.max(most, fan(each, measure)[4][N_STEPS - 1]);
  if (isHighest(measure)) most = 9; else most *= 1.04;
  const x = (step) => left + (width - left - right) * (step + 1) / N_STEPS;
  const y = (value) => bottom - (bottom - top) * Math.min(value, most * 1.2) / most;
  const ms = (when) => left + (width - left - right) * (when - BRANCH) / (END - BRANCH + DAY);
  const clip = mark("clipPath", { id: "inside" });
  clip.append(mark("rect", { x: left, y: top - 6, width: width - left - right, height: bottom - top + 8 }));
  svg.append(clip);
  for (const value of ticks(most)) {
    svg.append(mark("line", { x1: left, x2: width - right, y1: y(value), y2: y(value), stroke: COLOUR("faint") }));
    svg.append(mark("text", { x: left - 8, y: y(value) + 5, "text-anchor": "end" }, spelled(value)));
  }
  months(BRANCH, END, ms, svg, bottom, width);
  const inside = mark("g", { "clip-path": "url(#inside)" });
  inside.append(mark("path", { d: band(bands[0], bands[4], x, y), fill: COLOUR("blue"), opacity: 0.18 }));
  inside.append(mark("path", { d: band(bands[1], bands[3], x, y), fill: COLOUR("blue"), opacity: 0.28 }));
  if (singles) {
    const rows = running(setting, measure), every = Math.max(1, Math.floor(N_WORLDS / 30));
    for (let world = 0; world < N_WORLDS; world += every) inside.append(mark("path", { d: line(rows[world], x, y), fill: "none", stroke: COLOUR("muted"), "stroke-width": 1, opacity: 0.45 }));
  }
  inside.append(mark("path", { d: line(bands[2], x, y), fill: "none", stroke: COLOUR("blue"), "stroke-width": 3, "data-line": "median" }));
  inside.append(mark("path", { d: line(record, x, y), fill: "none", stroke: COLOUR("ink"), "stroke-width": 2.5, "stroke-dasharray": "7 4", "data-line": "record" }));
  svg.append(inside);
  // Labels at the right end, kept apart.
  const gap = big() ? 24 : 18;
  const ends = [
    [record[N_STEPS - 1], labels[0], "ink"],
    [bands[2][N_STEPS - 1], labels[1], "blue"],
  ].map(([value, text, colour]) => ({ y: y(value), text, colour })).sort((a, b) => a.y - b.y);
  if (ends[1].y - ends[0].y < gap) {
    const middle = Math.min(bottom - gap, Math.max(top + gap / 2, (ends[0].y + ends[1].y - gap) / 2));
    ends[0].y = middle; ends[1].y = middle + gap;
  }
  for (const end of ends) svg.append(mark("text", { x: width - right + 7, y: end.y + 5, class: "strong", style: `fill:${COLOUR(end.colour)}` }, end.text));
}

function drawLadder(home, play, day, chosen, pick) {
  const height = big() ? 330 : 230, [svg, width] = canvas(home, height, "Every event of this world by day and rung of the ladder; the list below the slider says the same in words");
  const small = width < 480, left = small ? 26 : big() ? 210 : 150, right = 12, top = 12, bottom = height - 28;
  const x = (ms) => left + (width - left - right) * (ms - START) / (END - START + DAY);
  const y = (rung) => bottom - (bottom - top) * rung / 9;
  D.rungs.forEach((name, rung) => {
    svg.append(mark("line", { x1: left, x2: width - right, y1: y(rung), y2: y(rung), stroke: COLOUR("faint") }));
    svg.append(mark("text", { x: left - 7, y: y(rung) + 5, "text-anchor": "end" }, small ? String(rung) : rung + " " + name));
  });
  months(START, END, x, svg, bottom, width);
  const past = mark("rect", { x: left, y: top - 4, width: Math.max(0, x(BRANCH) - left), height: bottom - top + 4, fill: COLOUR("faint"), opacity: 0.45 });
  svg.append(past);
  play.events.forEach((event, number) => {
    const dot = mark("circle", { cx: x(START + event[0] * DAY + DAY / 2), cy: y(event[2]), r: number === chosen ? 8 : 4.5, fill: event[5] >= 0 ? COLOUR("ink") : COLOUR("blue"), stroke: number === chosen ? COLOUR("vermilion") : "#fff", "stroke-width": number === chosen ? 3 : 1, style: "cursor:pointer" });
    dot.addEventListener("click", () => pick(number));
    svg.append(dot);
  });
  svg.append(mark("line", { x1: x(START + day * DAY + DAY / 2), x2: x(START + day * DAY + DAY / 2), y1: top - 6, y2: bottom, stroke: COLOUR("vermilion"), "stroke-width": 2 }));
}
