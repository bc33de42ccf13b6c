// The office's main path with the keyboard alone: Ringkasan, down through Rekap to a family and back, export; Periksa, a
// verdict, its undoing. Needs `npm run build:mock`. No pointer is used, and what has the focus must show it.
import assert from 'node:assert/strict'
import { launch } from './browser.mjs'
import { serve } from './serve.mjs'

const MOST_TABS = 120
const { port, server } = await serve(new URL('../dist-mock', import.meta.url).pathname)
const browser = await launch()
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
page.on('pageerror', (error) => {
    throw error
})

/** A place in a document of its own. What a closed dialog steps back for itself is waited for: it would end the way to the next place. */
async function begin(scenario, path) {
    if (page.url() !== 'about:blank') {
        await page.waitForFunction(() => !history.state?.asks)
        await page.goto('about:blank')
    }
    await page.goto(`http://127.0.0.1:${port}/?scenario=${scenario}#/${path}`)
}

/** What has the focus: its hook, its text, and whether a person can see that it has it. */
function focused() {
    return page.evaluate(() => {
        const at = document.activeElement
        const style = getComputedStyle(at)
        return {
            test: at.getAttribute('data-test') ?? '',
            text: at.textContent.trim(),
            seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        }
    })
}

/** Tabs on until what has the focus fits. */
async function tabTo(what, fits) {
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
        await page.keyboard.press('Tab')
        const at = await focused()
        if (!fits(at)) continue
        assert.ok(at.seen, `the focus on ${what} cannot be seen`)
        return at
    }
    throw new Error(`${what} is not reached within ${MOST_TABS} tabs from ${await page.title()}`)
}
const to = (test) => tabTo(test, (at) => at.test === test)

async function enter(address) {
    await page.keyboard.press('Enter')
    await page.waitForFunction((part) => location.hash.includes(part), address)
    await page.waitForSelector('h1')
    await page.waitForTimeout(100)
}

async function shows(test) {
    await page.waitForSelector(`[data-test="${test}"]`)
}

await begin('office', 'ringkasan')
await shows('per-place')

// Straight to the content, past the ways.
await page.keyboard.press('Tab')
await page.keyboard.press('Enter')

// Down: kabupaten, kecamatan, pendamping, meeting.
await to('place-72.01.01')
await enter('rekap/2026-11/72.01.01')
assert.match(await page.title(), /Batui/)
const person = await tabTo('a pendamping', (at) => at.test.startsWith('rekap-0000'))
await enter('72.01.01/0000')
assert.match(await page.title(), new RegExp(person.text))
await tabTo('a meeting', (at) => at.test.startsWith('counted-0000'))
await enter('9004-')
await shows('counted-families')

// Back up by the window's history, three times.
for (const test of ['counted-meetings', 'rekap-place', 'per-place']) {
    await page.goBack()
    await shows(test)
}

// The heat map is one stop; arrows move within it.
await tabTo('the heat map', (at) => /dari \d+ kelompok/.test(at.text))
const cell = () => page.evaluate(() => document.activeElement.getAttribute('data-cell'))
assert.equal(await cell(), '0-0')
await page.keyboard.press('ArrowDown')
await page.keyboard.press('ArrowRight')
assert.equal(await cell(), '1-1')

// Export.
await begin('office', 'rekap/2026-11')
await shows('rekap-month')
await to('export-rekap')
await page.keyboard.press('Enter')
await shows('exported')
assert.match(await page.textContent('[data-test="exported"]'), /a41f09c2/)

// Periksa: from the list by arrows, a verdict by key, the next one comes, and the verdict can be undone.
await begin('office', 'periksa')
await shows('check-list')
const first = await tabTo('the first meeting', (at) => at.test.startsWith('check-0000'))
await page.keyboard.press('ArrowDown')
const second = await focused()
assert.notEqual(second.test, first.test)
await page.keyboard.press('Enter')
await shows('verdict-sesuai')
assert.match(await page.title(), new RegExp(second.text))
await page.keyboard.press('ArrowLeft')
await page.waitForFunction((name) => document.title.startsWith(name), first.text)
await shows('verdict-sesuai')
await page.keyboard.press('1')
await shows('toast')
await page.waitForFunction((name) => !document.title.startsWith(name), first.text)

// A meeting to mend needs a note: the key leads to it, and the digits go into it.
await shows('verdict-sesuai')
await page.keyboard.press('2')
await page.waitForFunction(() => document.activeElement.getAttribute('data-test') === 'verdict-note')
const before = await page.title()
await page.keyboard.type('Jam 1 dan 2 belum diisi.')
assert.equal(await page.title(), before)
await to('verdict-perbaiki')
await page.keyboard.press('Enter')
await page.waitForFunction((title) => document.title !== title, before)
await to('undo')
await page.keyboard.press('Enter')

// A list: where it is from, what its columns are, the import and its undoing.
await begin('office-kept', 'impor')
await to('import-pick')
await page.keyboard.press('Enter')
await shows('kept-places')
const value = (test) => page.evaluate((hook) => document.querySelector(`[data-test="${hook}"]`).value, test)
assert.equal(await page.isDisabled('[data-test="import-run"]'), true)
await tabTo('where the list is from', (at) => at.test === 'kept-1-use')
await page.keyboard.press('Space')
await to('columns')
if (!(await page.isVisible('[data-test="column-9"]'))) await page.keyboard.press('Enter')
await to('column-9')
const unread = await value('column-9')
await page.keyboard.press('ArrowDown')
assert.notEqual(await value('column-9'), unread)
await to('look-columns')
await page.keyboard.press('Enter')
await page.waitForSelector('[data-test="look-columns"]', { state: 'detached' })
assert.notEqual(await value('column-9'), unread)
await to('import-run')
await page.keyboard.press('Enter')
await shows('imported')
await to('undo-import')
await page.keyboard.press('Enter')
await page.waitForSelector('dialog[open]')
assert.equal((await focused()).test, 'undo-no')
await to('undo-yes')
await page.keyboard.press('Enter')
await page.waitForSelector('[data-test="imported"]', { state: 'detached' })

// Tasks: several are chosen and given one value, all by keys.
await begin('office', 'tugas')
await shows('todo-many')
await to('todo-all')
await page.keyboard.press('Enter')
await to('many-value')
await page.keyboard.type('Toili')
await page.keyboard.press('Enter')
await shows('many-done')

// "Back", as on a phone, closes a question and leaves the person where they were; once more it leaves the place.
await begin('phone', 'kelompok')
const meeting = '00000000-0000-7000-8004-000000000004'
await page.evaluate((path) => (location.hash = path), `/pertemuan/${meeting}`)
for (const answer of ['back', 'Escape']) {
    await page.click('[data-test=cancel-meeting]')
    await page.waitForSelector('dialog[open]')
    await (answer === 'back' ? page.goBack() : page.keyboard.press(answer))
    await page.waitForSelector('dialog[open]', { state: 'detached' })
    await page.waitForFunction(() => !history.state?.asks)
    assert.match(page.url(), /pertemuan/)
}
await page.goBack()
await page.waitForFunction(() => location.hash === '#/kelompok')

await browser.close()
server.close()
console.log('keyboard: the office’s main path works without a pointer')
