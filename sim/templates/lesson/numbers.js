// The worlds: decoded from the page, and everything that is counted in them.
const D = JSON.parse(document.getElementById("data").textContent);
const [N_SETTINGS, N_MEASURES, N_WORLDS, N_STEPS] = D.shape;

function unpack(text, length) {
  const bytes = atob(text), out = new Uint16Array(length);
  let at = 0, place = 0;
  const next = () => {
    let number = 0, shift = 0, byte;
    do { byte = bytes.charCodeAt(at++); number |= (byte & 127) << shift; shift += 7; } while (byte > 127);
    return number;
  };
  while (at < bytes.length) {
    const number = next();
    if (number) out[place++] = number; else place += 1 + next();
  }
  if (place !== length) throw new Error("the worlds of this page are not whole");
  return out;
}

const COUNTS = unpack(D.worlds, N_SETTINGS * N_MEASURES * N_WORLDS * N_STEPS);
const settingAt = (id) => D.settings.findIndex((each) => each.id === id);
const measureAt = (name) => D.measures.findIndex((each) => each.name === name);
const isHighest = (measure) => D.measures[measure].how === "highest";

// Running totals of one measure in one setting: a row for each world.
const KNOWN = new Map();
function running(setting, measure) {
  const key = setting * N_MEASURES + measure;
  if (!KNOWN.has(key)) {
    const rows = [];
    for (let world = 0; world < N_WORLDS; world++) {
      const first = (key * N_WORLDS + world) * N_STEPS;
      rows.push(summed(COUNTS.subarray(first, first + N_STEPS), measure));
    }
    KNOWN.set(key, rows);
  }
  return KNOWN.get(key);
}
function summed(counts, measure) {
  const out = new Array(counts.length);
  let so_far = 0;
  for (let at = 0; at < counts.length; at++) out[at] = so_far = isHighest(measure) ? Math.max(so_far, counts[at]) : so_far + counts[at];
  return out;
}
const recorded = (measure) => summed(D.record[measure], measure);

// The value at a share of the sorted ones, the nearest of them; as `nearest` of sim/lessons/answers.py.
const quantile = (sorted, share) => sorted[Math.floor((sorted.length - 1) * share + 0.5)];
const BANDS = [0.05, 0.25, 0.5, 0.75, 0.95];
const FANS = new Map();
function fan(setting, measure) {
  const key = setting * N_MEASURES + measure;
  if (!FANS.has(key)) {
    const rows = running(setting, measure), out = BANDS.map(() => new Array(N_STEPS)), column = new Uint32Array(N_WORLDS);
    for (let step = 0; step < N_STEPS; step++) {
      for (let world = 0; world < N_WORLDS; world++) column[world] = rows[world][step];
      column.sort();
      BANDS.forEach((share, at) => { out[at][step] = quantile(column, share); });
    }
    FANS.set(key, out);
  }
  return FANS.get(key);
}

// What came of a setting against the reference, world by world.
function answer(setting, measure) {
  const here = running(setting, measure), there = running(settingAt(D.reference), measure);
  const count = { less: 0, same: 0, more: 0 };
  for (let world = 0; world < N_WORLDS; world++) {
    const by = here[world][N_STEPS - 1] - there[world][N_STEPS - 1];
    count[by < 0 ? "less" : by > 0 ? "more" : "same"]++;
  }
  const ends = fan(setting, measure).map((line) => line[N_STEPS - 1]);
  const shares = { less: count.less / N_WORLDS, same: count.same / N_WORLDS, more: count.more / N_WORLDS };
  const verdict = ["same", "less", "more"].reduce((best, side) => (shares[side] > shares[best] ? side : best));
  return { ...shares, low: ends[0], median: ends[2], high: ends[4], record: recorded(measure)[N_STEPS - 1], verdict };
}

// Whole per cents of one whole, which add up to 100.
function percents(shares) {
  const whole = shares.map((share) => Math.floor(100 * share + 1e-9));
  const order = shares.map((share, at) => at).sort((a, b) => (whole[a] - 100 * shares[a]) - (whole[b] - 100 * shares[b]));
  let left = Math.round(100 * shares.reduce((sum, share) => sum + share, 0)) - whole.reduce((sum, part) => sum + part, 0);
  for (const at of order) if (left-- > 0) whole[at]++;
  return whole.map((part) => part + " %");
}

const DAY = 86400000, START = Date.parse(D.start), BRANCH = Date.parse(D.branch), END = Date.parse(D.end);
const dayText = (ms, long) => new Date(ms).toLocaleDateString("en-GB", { day: "numeric", month: long ? "long" : "short", year: "numeric", timeZone: "UTC" });
const spelled = (value) => value.toLocaleString("en-GB");
