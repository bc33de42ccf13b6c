// A month of 650 meetings, of which one in eight has something to look at, checked by one person: what has nothing to look at
// together, the others one by one. Counts taps and keys and holds them, with a time for each, against ten minutes. Needs `npm run build:mock`.
import assert from 'node:assert/strict'
import { launch } from './browser.mjs'
import { serve } from './serve.mjs'

const MEETINGS = 650
const MOST_SECONDS = 600
/** What a person takes: for a tap or a key, to read one meeting with its warning, and the list of what has none before it is given. */
const SECONDS = { press: 1, meeting: 5, list: 30 }

const { port, server } = await serve(new URL('../dist-mock', import.meta.url).pathname)
const browser = await launch()
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
page.on('pageerror', (error) => {
    throw error
})
let presses = 0
async function click(test) {
    await page.click(`[data-test="${test}"]`)
    presses += 1
}
/** How many the list says are to be checked. */
const due = () =>
    page.evaluate(() =>
        Number(/\d+/.exec(document.querySelector('[data-test=which-due]').parentElement.textContent)?.[0]),
    )

await page.goto(`http://127.0.0.1:${port}/?scenario=office-month#/periksa`)
await page.waitForSelector('[data-test=check-list]')
assert.equal(await due(), MEETINGS)
await click('many-quiet')
await click('many-yes')
await page.waitForSelector('[data-test=many-dialog]', { state: 'hidden' })
await page.waitForFunction(
    (all) => Number(/\d+/.exec(document.querySelector('[data-test=which-due]').parentElement.textContent)?.[0]) < all,
    MEETINGS,
)
const odd = await due()
assert.equal(odd, Math.ceil(MEETINGS / 8), 'only what has nothing to look at is given together')

await page.locator('[data-test^=check-0000]').first().click()
presses += 1
for (let looked = 0; looked < odd; looked += 1) {
    // The one before may stand there for a moment still.
    const place = new RegExp(`^\\D*${looked + 1}\\D`).source
    await page.waitForFunction(
        (text) => new RegExp(text).test(document.querySelector('[data-test=check-place]')?.textContent ?? ''),
        place,
    )
    await page.waitForSelector('[data-test=verdict-sesuai]')
    await page.keyboard.press('1')
    presses += 1
}
await page.waitForSelector('[data-test=which-due]')
assert.equal(await due(), 0, 'everything is checked')
const seconds = presses * SECONDS.press + odd * SECONDS.meeting + SECONDS.list
console.log(`a month of ${MEETINGS} meetings: ${presses} taps and keys, ${odd} meetings looked at,`)
console.log(`  ${seconds} s at ${JSON.stringify(SECONDS)} s (at most ${MOST_SECONDS} s)`)
assert.ok(seconds <= MOST_SECONDS, 'a month takes one person too long')
await browser.close()
server.close()
