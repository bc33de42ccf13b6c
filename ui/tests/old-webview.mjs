// Every place in a real Chromium 87, the oldest WebView that the pages are made for: it shows what it is for, and no script
// fails. Needs `npm run build:mock`; names of places play only those.
import { BrowserGone, launchOld } from './old-chromium.mjs'
import { open, PLACES } from './routes.mjs'
import { OFFICE_PLACES } from './routes.office.mjs'
import { serve } from './serve.mjs'

/** Places before the browser is started anew: one process that shows many grows without end, and stops at last. */
const PLACES_A_BROWSER = 20
/** Browsers that may stop at one place before that is the page's fault. */
const BROWSERS_A_PLACE = 3
const SIZES = [
    { places: PLACES, width: 360, height: 640 },
    { places: OFFICE_PLACES, width: 1440, height: 900 },
]

const wanted = process.argv.slice(2)
const { port, server } = await serve(new URL('../dist-mock', import.meta.url).pathname)
let shown = 0
let faults = 0

/** Shows places in one browser until `todo` is empty or it has shown enough; a place leaves `todo` when it was shown or is at fault. */
async function play(size, todo) {
    let now = { name: 'start' }
    const onfault = (text) => {
        faults += 1
        console.error(`${now.name} (Chromium 87): ${text}`)
    }
    const browser = await launchOld({ ...size, onfault })
    try {
        const version = await browser.page.evaluate(() => navigator.userAgent)
        if (!version.includes('Chrome/87.')) throw new Error(`this is no Chromium 87: ${version}`)
        for (let left = PLACES_A_BROWSER; left > 0 && todo.length > 0; left -= 1) {
            now = todo[0]
            await open(browser.page, port, now).catch(async (error) => {
                if (error instanceof BrowserGone) throw error
                // On a busy machine a tap can come while the page still moves: what is the page's fault is so twice.
                console.error(`${now.name}: once more, after ${String(error).slice(0, 200)}`)
                await open(browser.page, port, now).catch((again) => {
                    if (again instanceof BrowserGone) throw again
                    onfault(String(again))
                })
            })
            shown += 1
            todo.shift()
        }
    } finally {
        browser.close()
    }
}

/** Shows all of `todo`. A place at which the browser itself stops is tried in new ones before it is a fault. */
async function playAll(size, todo) {
    let stops = { place: undefined, times: 0 }
    while (todo.length > 0) {
        const place = await play(size, todo).then(
            () => undefined,
            (error) => {
                if (!(error instanceof BrowserGone)) throw error
                console.error(`${todo[0].name}: ${error.message}`)
                return todo[0]
            },
        )
        if (!place) continue
        stops = { place, times: stops.place === place ? stops.times + 1 : 1 }
        if (stops.times < BROWSERS_A_PLACE) continue
        faults += 1
        console.error(`${place.name} (Chromium 87): ${stops.times} browsers stopped here`)
        todo.shift()
    }
}

for (const { places, ...size } of SIZES) {
    await playAll(
        size,
        places.filter((place) => wanted.length === 0 || wanted.includes(place.name)),
    )
}
server.close()
console.log(`Chromium 87: ${shown} places, ${faults} faults`)
process.exit(faults || shown === 0 ? 1 : 0)
