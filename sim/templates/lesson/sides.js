// What came of it against the comparison, in words and as a bar.
const sideNames = (measure) => isHighest(measure) ? ["lower", "as high", "higher"] : ["fewer", "as many", "more"];
const honest = (numbers, measure) => {
  const [less, same, more] = percents([numbers.less, numbers.same, numbers.more]);
  const names = sideNames(measure);
  return `${D.measures[measure].label}: ${names[0]} in ${less} of ${spelled(N_WORLDS)} worlds, ${names[1]} in ${same}, ${names[2]} in ${more}; middle world ${spelled(numbers.median)}, 90 % of worlds ${spelled(numbers.low)} to ${spelled(numbers.high)}; what happened: ${spelled(numbers.record)}.`;
};
function sidesBar(numbers, measure, words) {
  const texts = percents([numbers.less, numbers.same, numbers.more]), said = sideNames(measure).map((name, at) => `${name} ${texts[at]}`);
  const bar = element("div", { class: "sides", role: "img", "aria-label": said.join(", ") });
  ["less", "same", "more"].forEach((side, at) => {
    if (numbers[side] > 0) bar.append(element("i", { class: side, style: `width:${100 * numbers[side]}%` }, numbers[side] > 0.25 && words ? said[at] : ""));
  });
  return bar;
}
