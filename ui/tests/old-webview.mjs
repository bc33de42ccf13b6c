// Every place in a real Chromium 87, the oldest WebView that the pages are made for: it shows what it is for, and no script
// fails. Needs `npm run build:mock`; names of places play only those.
import { launchOld } from './old-chromium.mjs'
import { open, PLACES } from './routes.mjs'
import { OFFICE_PLACES } from './routes.office.mjs'
import { serve } from './serve.mjs'

/** Places before the browser is started anew: one process that shows many grows without end, and stops at last. */
const PLACES_A_BROWSER = 20
const SIZES = [
    { places: PLACES, width: 360, height: 640 },
    { places: OFFICE_PLACES, width: 1440, height: 900 },
]

const wanted = process.argv.slice(2)
const { port, server } = await serve(new URL('../dist-mock', import.meta.url).pathname)
let shown = 0
let faults = 0

async function play(size, places) {
    let now
    const onfault = (text) => {
        faults += 1
        console.error(`${now.name} (Chromium 87): ${text}`)
    }
    const browser = await launchOld({ ...size, onfault })
    try {
        const version = await browser.page.evaluate(() => navigator.userAgent)
        if (!version.includes('Chrome/87.')) throw new Error(`this is no Chromium 87: ${version}`)
        for (now of places) {
            await open(browser.page, port, now).catch((error) => onfault(String(error)))
            shown += 1
        }
    } finally {
        browser.close()
    }
}

for (const { places, ...size } of SIZES) {
    const todo = places.filter((place) => wanted.length === 0 || wanted.includes(place.name))
    while (todo.length > 0) await play(size, todo.splice(0, PLACES_A_BROWSER))
}
server.close()
console.log(`Chromium 87: ${shown} places, ${faults} faults`)
process.exit(faults || shown === 0 ? 1 : 0)
