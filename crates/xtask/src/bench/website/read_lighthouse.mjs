// Prints the median of each figure of several reports of Lighthouse: four scores, bytes, requests.
import { readFileSync } from "node:fs";

const reports = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const score = (name) => median(reports.map((r) => Math.round(r.categories[name].score * 100)));
const requests = (report) => report.audits["network-requests"].details.items;
console.log(
  ...["performance", "accessibility", "best-practices", "seo"].map(score),
  median(reports.map((r) => requests(r).reduce((sum, one) => sum + one.transferSize, 0))),
  median(reports.map((r) => requests(r).length)),
);
// What costs points is said beside the figures.
for (const report of reports.slice(0, 1)) {
  for (const category of Object.values(report.categories)) {
    for (const { id, weight } of category.auditRefs) {
      const audit = report.audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 1) console.error(`${report.finalDisplayedUrl}: ${id} ${audit.displayValue ?? audit.title}`);
    }
  }
}
