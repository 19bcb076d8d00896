// SPDX-License-Identifier: Apache-2.0
// node page.mjs INDEX.html SCREENSHOTS: opens the page of a plan as a person would, clicks, and
// speaks TAP. Any request beyond the file itself is a failure: the page must work without a network.
import { chromium } from "playwright-core";
import { pathToFileURL } from "node:url";

const [file, shots] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const results = [];
async function test(title, body) {
  try {
    await body();
    results.push(`ok ${results.length + 1} - ${title}`);
  } catch (error) {
    results.push(`not ok ${results.length + 1} - ${title}\n# ${String(error).split("\n").join("\n# ")}`);
  }
}
function must(condition, what) {
  if (!condition) throw new Error(what);
}

async function open(width, height, touch = false) {
  const context = await browser.newContext({ viewport: { width, height }, hasTouch: touch });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
  page.on("request", (request) => request.url().startsWith("http") && page.faults.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("#rows tr");
  return page;
}
const rows = (page) => page.locator("#rows tr:visible").count();
const pixels = (page) => page.evaluate(() => document.querySelector("#map canvas").toDataURL());

const page = await open(1280, 900);
await test("the page shows the regency, every TPS and a drawn map", async () => {
  must((await page.textContent("#title")).length > 3, "no title");
  must((await rows(page)) >= 100, `${await rows(page)} rows`);
  must((await pixels(page)).length > 20000, "the map is empty");
  must(await page.isVisible("#example"), "examples are not marked");
  await page.screenshot({ path: `${shots}/desktop.png` });
});
await test("searching a TPS leaves the rows that match, and clicking one tells of its trip", async () => {
  const first = page.locator("#rows tr").nth(3);
  const trip = (await first.textContent()).match(/\d{4}-[A-Z]+-\d+-\d+/)[0];
  const all = await rows(page);
  await page.fill("#search", trip);
  const some = await rows(page);
  must(some > 0 && some < all, `${some} of ${all} rows`);
  await page.locator("#rows tr:visible").first().click();
  must((await page.textContent("#detail")).includes(trip), "no detail of the trip");
  await page.screenshot({ path: `${shots}/trip.png` });
  await page.fill("#search", "");
  must((await rows(page)) === all, "the rows do not come back");
});
await test("a day's filter changes rows and map", async () => {
  const before = await pixels(page), all = await rows(page);
  await page.selectOption("#day", { index: 1 });
  must((await rows(page)) < all, "no fewer rows");
  must((await pixels(page)) !== before, "the map stays the same");
  await page.selectOption("#day", { index: 0 });
});
await test("the map follows buttons, wheel and drag", async () => {
  let last = await pixels(page);
  const changed = async (what) => {
    await page.waitForTimeout(150); // a frame is drawn when the browser likes
    const now = await pixels(page);
    must(now !== last, `${what} does nothing`);
    last = now;
  };
  await page.click("#in");
  await changed("+");
  const box = await page.locator("#map canvas").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, -300);
  await changed("the wheel");
  await page.mouse.down();
  await page.mouse.move(x + 80, y + 60, { steps: 4 });
  await page.mouse.up();
  await changed("dragging");
  await page.click("#all");
  await changed("the whole");
});
await test("the map of risk lists the riskiest first, and its legend filters", async () => {
  const before = await pixels(page), first = await page.textContent("#rows tr:first-child");
  must(!(await page.isVisible("#legend")), "a legend without risk");
  await page.selectOption("#show", "risk");
  await page.waitForTimeout(150);
  must((await pixels(page)) !== before, "the map stays the same");
  const shares = await page.locator("#rows td:nth-child(2)").evaluateAll((cells) =>
    cells.map((cell) => parseFloat(cell.firstChild.nextSibling.textContent.replace(",", "."))));
  must(shares.length > 100 && shares.every((n, i) => i === 0 || n >= shares[i - 1]), shares.slice(0, 5));
  const all = await rows(page);
  await page.locator("#legend input").first().uncheck();
  must((await rows(page)) < all, "no fewer rows");
  await page.locator("#legend input").first().check();
  await page.click("#risk summary");
  must(/ASUMSI|ASSUMED/.test(await page.textContent("#risk")), "nothing is said to be assumed");
  await page.screenshot({ path: `${shots}/risk.png` });
  await page.click("#risk summary");
  await page.selectOption("#show", "trips");
  must((await page.textContent("#rows tr:first-child")) === first, "the rows do not come back");
});
await test("the language changes and nothing stays behind", async () => {
  const before = await page.textContent("#filters");
  await page.click("#lang");
  const after = await page.textContent("#filters");
  must(before !== after && after.includes("Day") !== before.includes("Day"), after);
});
await test("on a phone nothing is wider than the screen", async () => {
  const phone = await open(390, 844, true);
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
  await phone.screenshot({ path: `${shots}/phone.png` });
  must(wide <= 390, `${wide} pixels wide`);
  must(phone.faults.length === 0, phone.faults.join("; "));
});
await test("no error, and no request to any network", async () => {
  must(page.faults.length === 0, page.faults.join("; "));
});
await browser.close();
console.log(`1..${results.length}\n${results.join("\n")}`);
process.exit(results.some((line) => line.startsWith("not ok")) ? 1 : 0);
