// A device that the office revoked: every place says so, none offers to record or to make a file, and what is there can be read.
// Needs `npm run build:mock`.
import assert from 'node:assert/strict'
import { launch } from './browser.mjs'
import { open, PLACES } from './routes.mjs'
import { OFFICE_PLACES } from './routes.office.mjs'
import { serve } from './serve.mjs'

/** Links to places that make something, and controls of such as make something where they are. */
const MAKES = [
    'a[href^="#/catat?"]',
    'a[href="#/catat"]',
    'a[href^="#/ubah/"]',
    'a[href^="#/bulan/"]',
    'a[href$="/baru"]',
    'a[href*="/baru?"]',
    'a[href$="/ubah"]',
    'a[href*="/atur"]',
    'a[href^="#/semester/"]',
    'a[href^="#/berkas/"]',
    'a[href^="#/cetak/"]',
    'a[href="#/data"]',
    'a[href="#/impor"]',
    'button[type=submit]:not(:disabled)',
    ...'save-meeting cancel-meeting move-family change-status voice-from-notes sync-now export-entries export-all import-entries export-rekap print-rekap to-export'
        .split(' ')
        .map((test) => `[data-test="${test}"]:not(:disabled)`),
].join(', ')
/** A form of what stays open: the PIN of this device, and the words that somebody looks for. */
const STAYS = '.page form[data-test=pin-form], [role=search]'

const { port, server } = await serve(new URL('../dist-mock', import.meta.url).pathname)
const browser = await launch()
let shown = 0

async function look(page, place, scenario) {
    await open(page, port, { ...place, scenario, steps: undefined, until: undefined, keys: undefined })
    await page.waitForSelector('[data-test="revoked"]')
    const offers = await page.evaluate(
        ([makes, stays]) =>
            [...document.querySelectorAll(makes)]
                .filter((each) => !each.closest(stays) && each.getClientRects().length > 0)
                .map((each) => each.dataset.test ?? each.getAttribute('href') ?? each.textContent.trim()),
        [MAKES, STAYS],
    )
    assert.deepEqual(offers, [], `${place.name} (${scenario}) offers ${offers}`)
    shown += 1
}

const once = (places, scenario) => {
    const paths = new Map(places.filter((each) => each.scenario === scenario).map((each) => [each.path, each]))
    return [...paths.values()]
}
const phone = await browser.newPage({ viewport: { width: 390, height: 844 } })
for (const place of once(PLACES, 'phone')) await look(phone, place, 'revoked')
// What was kept is read still: a draft, a meeting, a family.
for (const [path, test] of [
    ['catat/draf-1', 'counts'],
    ['kelompok', 'group-1'],
]) {
    await open(phone, port, { name: path, path, scenario: 'revoked' })
    await phone.waitForSelector(`[data-test="${test}"]`)
}
const desk = await browser.newPage({ viewport: { width: 1440, height: 900 } })
for (const name of ['ringkasan', 'rekap', 'kelompok', 'kpm', 'orang']) {
    const place = [...OFFICE_PLACES, ...PLACES].find(
        (each) => each.path.split('/')[0] === name && each.scenario === 'office',
    )
    if (place) await look(desk, place, 'office-revoked')
}
await browser.close()
server.close()
assert.ok(shown > 30, `only ${shown} places`)
console.log(`revoked: ${shown} places offer nothing`)
