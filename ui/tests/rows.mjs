// How many families attendance shows wholly, in sizes of phones, printed with their limits; before the head is scrolled away and
// after. Then the letters, and "Sisanya hadir" with its undoing. Needs `npm run build:mock`.
import assert from 'node:assert/strict'
import { launch } from './browser.mjs'
import { open, PLACES } from './routes.mjs'
import { serve } from './serve.mjs'

/** Least rows wholly visible: as it opens, and with the head scrolled away. */
const SIZES = [
    { width: 320, height: 568, opens: 5, scrolled: 7 },
    { width: 360, height: 640, opens: 8, scrolled: 9 },
    { width: 390, height: 844, opens: 11, scrolled: 13 },
    { width: 844, height: 390, opens: 6, scrolled: 10 },
]
const place = PLACES.find(({ name }) => name === 'catat-kehadiran')

/** In the page: rows that nothing covers, from the foot's upper edge to what stays at the top, with all they hold. */
function rowsSeen() {
    const foot = document.querySelector('[data-test=draft]').getBoundingClientRect().top
    return [...document.querySelectorAll('[data-row]')].filter((row) => {
        const { top, bottom, left, width } = row.getBoundingClientRect()
        if (top < 0 || bottom > foot + 0.5) return false
        const over = document.elementFromPoint(left + width / 2, top + 2)
        return over !== null && row.contains(over)
    }).length
}

const { port, server } = await serve(new URL('../dist-mock', import.meta.url).pathname)
const browser = await launch()
let faults = 0
for (const { width, height, ...least } of SIZES) {
    const page = await browser.newPage({ viewport: { width, height } })
    await open(page, port, place)
    const seen = { opens: await page.evaluate(rowsSeen) }
    const head = await page.evaluate(() => document.querySelector('.head').getBoundingClientRect().height)
    await page.evaluate((by) => window.scrollTo(0, by), head)
    await page.waitForTimeout(100)
    seen.scrolled = await page.evaluate(rowsSeen)
    for (const state of ['opens', 'scrolled']) {
        const few = seen[state] < least[state]
        faults += few ? 1 : 0
        console.log(
            `rows at ${width}x${height}, ${state}: ${seen[state]} (at least ${least[state]})${few ? ' TOO FEW' : ''}`,
        )
    }
    await page.close()
}

const page = await browser.newPage({ viewport: { width: 360, height: 640 } })
await open(page, port, place)
const said = () => page.textContent('[data-test=counts]')
const before = await said()
await page.click('[data-test=all-present]')
assert.notEqual(await said(), before)
const foot = await page.locator('[data-test=draft]').boundingBox()
assert.equal(Math.round(foot.y + foot.height), 640, 'the foot stays at the foot')
await page.click('[data-test=undo-rest]')
assert.equal(await said(), before, 'what "Sisanya hadir" did is undone')

// The last letter brings a name with it into sight, below what stays at the top.
const letter = await page.locator('[data-test^=letter-]').last().textContent()
await page.locator('[data-test^=letter-]').last().click()
const at = await page.evaluate(() => {
    const row = document.activeElement.closest('[data-row]')
    const tools = document.querySelector('.tools').getBoundingClientRect()
    const { top, bottom } = row.getBoundingClientRect()
    const name = row.querySelector('.name').textContent
    const foot = document.querySelector('[data-test=draft]').getBoundingClientRect().top
    return { name, seen: top >= tools.bottom - 1 && bottom <= foot + 1 }
})
assert.ok(at.name.startsWith(letter), `${letter} leads to ${at.name}`)
assert.ok(at.seen, `${at.name} is covered`)

// What a phone asks before its first screen: where it stands, and what Beranda shows; all else comes after.
await open(
    page,
    port,
    PLACES.find(({ name }) => name === 'beranda'),
)
const asked = await page.evaluate(() => window.calls)
const before_home = asked.slice(0, asked.indexOf('beranda') + 1)
console.log(`calls until Beranda is asked for: ${before_home.length} (at most 2)`)
assert.deepEqual(before_home, ['standing', 'beranda'])
assert.ok(asked.includes('sending'), 'the exchange is asked for after it')

// One mark corrected: the pencil, the mark, Simpan.
await open(
    page,
    port,
    PLACES.find(({ name }) => name === 'pertemuan'),
)
let taps = 0
for (const test of ['edit-meeting', 'mark-alfa-2', 'save-meeting']) {
    await page.click(`[data-test=${test}]`)
    taps += 1
}
await page.waitForFunction(() => location.hash.startsWith('#/pertemuan/'))
assert.equal(await page.locator('[data-test=toast]').count(), 0, 'no notice of what the screen says')
await page.evaluate(() => (location.hash = '/beranda'))
await page.waitForSelector('[data-test=just-saved-row]')
console.log(`taps to correct a mark: ${taps} (at most 3)`)

await browser.close()
server.close()
process.exit(faults ? 1 : 0)
