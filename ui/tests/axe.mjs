// axe on every place, in both themes and languages, and with text at 200 %: no violation, nothing wider than the window.
// Needs `npm run build:mock`.
import { createRequire } from 'node:module'
import { launch } from './browser.mjs'
import { open, PLACES } from './routes.mjs'
import { OFFICE_PLACES } from './routes.office.mjs'
import { serve } from './serve.mjs'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const LOOKS = [
    { theme: 'light', language: 'id', size: 100, width: 390, height: 844 },
    { theme: 'dark', language: 'en', size: 100, width: 1440, height: 900 },
    { theme: 'dark', language: 'id', size: 200, width: 360, height: 640 },
    { theme: 'light', language: 'en', size: 200, width: 1440, height: 900 },
]
const wanted = process.argv.slice(2)
const places = [...PLACES, ...OFFICE_PLACES].filter((place) => wanted.length === 0 || wanted.includes(place.name))

let faults = 0
function fault(place, look, text) {
    faults += 1
    console.error(`${place.name} (${look.theme}, ${look.language}, ${look.size} %, ${look.width} px): ${text}`)
}

const { port, server } = await serve(new URL('../dist-mock', import.meta.url).pathname)
const browser = await launch()
for (const look of LOOKS) {
    const page = await browser.newPage({
        viewport: { width: look.width, height: look.height },
        reducedMotion: 'reduce',
        // The policy forbids foreign scripts to the window; the test's own may enter.
        bypassCSP: true,
    })
    let place
    page.on('pageerror', (error) => fault(place, look, String(error)))
    for (place of places) {
        await open(page, port, place, look)
        await page.addScriptTag({ path: axe })
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
        for (const { id, help, nodes } of violations) {
            fault(
                place,
                look,
                `${id}: ${help}\n    ${nodes
                    .map((node) => `${node.target} ${node.any[0]?.message ?? ''}`)
                    .slice(0, 4)
                    .join('\n    ')}`,
            )
        }
        const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        if (excess > 0) fault(place, look, `${excess} px wider than the window`)
    }
    await page.close()
}
await browser.close()
server.close()
console.log(`axe: ${places.length} places, ${LOOKS.length} looks, ${faults} faults`)
process.exit(faults ? 1 : 0)
