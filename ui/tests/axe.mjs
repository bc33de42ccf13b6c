// axe on every place, in both themes and languages, and with text at 200 %: no violation, no control that a screen reader could not tell,
// nothing cut off or wider than the window, and nothing to touch that is smaller than 48 px on a phone, or than 24 px at a desk. Needs `npm run build:mock`; names of places check only those.
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { launch } from './browser.mjs'
import { cutOff, sideways, smallTargets } from './fits.mjs'
import { open, PLACES } from './routes.mjs'
import { OFFICE_PLACES } from './routes.office.mjs'
import { serve } from './serve.mjs'
import { unspoken } from './spoken.mjs'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const LOOKS = [
    { theme: 'light', language: 'id', size: 100, width: 390, height: 844 },
    { theme: 'dark', language: 'en', size: 100, width: 1440, height: 900 },
    { theme: 'dark', language: 'id', size: 200, width: 360, height: 640 },
    { theme: 'light', language: 'en', size: 200, width: 1440, height: 900 },
]
/** Least sides of what is to be touched, in px: a finger's, and WCAG's 2.5.8 for a pointer. */
const PHONE_TARGET = 48
const DESK_TARGET = 24
/** Looks at one page before it is closed for a new one: a renderer that shows hundreds grows without end. */
const LOOKS_A_PAGE = 60
/** More than processors: a page also waits for its next frame. */
const SIDE_BY_SIDE = Math.min(8, 2 * availableParallelism())

const wanted = process.argv.slice(2)
const places = [...PLACES, ...OFFICE_PLACES].filter((place) => wanted.length === 0 || wanted.includes(place.name))
const todo = LOOKS.flatMap((look) =>
    places.filter((place) => !place.desk || look.width >= 900).map((place) => ({ look, place })),
)

let faults = 0
function fault({ place, look }, text) {
    faults += 1
    console.error(`${place.name} (${look.theme}, ${look.language}, ${look.size} %, ${look.width} px): ${text}`)
}

/** In the page: what axe finds, a text each. The whole of its findings would take longer to hand over than to find. */
async function violations() {
    const found = await window.axe.run(document, { resultTypes: ['violations'], preload: false })
    return found.violations.map(({ id, help, nodes }) => {
        const where = nodes.slice(0, 4).map(({ target, any }) => `\n    ${target} ${any[0]?.message ?? ''}`)
        return `${id}: ${help}${where.join('')}`
    })
}

/** One place in one look. */
async function judge(page, tools, task) {
    const { place, look } = task
    await page.setViewportSize({ width: look.width, height: look.height })
    await open(page, port, place, look)
    for (const violation of await page.evaluate(violations)) fault(task, violation)
    const { nodes } = await tools.send('Accessibility.getFullAXTree')
    for (const text of unspoken(nodes)) fault(task, `a screen reader: ${text}`)
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (excess > 0) fault(task, `${excess} px wider than the window`)
    for (const cut of await page.evaluate(cutOff)) fault(task, `cut off: ${cut}`)
    if (look.width === 1440 && look.size === 100)
        for (const table of await page.evaluate(sideways)) fault(task, `a table's end is out of sight: ${table}`)
    const phone = look.width <= 400
    if (phone && !PLACES.includes(place)) return
    const least = phone ? PHONE_TARGET : DESK_TARGET
    for (const small of await page.evaluate(smallTargets, least)) fault(task, `too small to touch: ${small}`)
}

/** Takes one task after the other until none is left. */
async function work() {
    while (todo.length > 0) {
        const context = await browser.newContext({
            reducedMotion: 'reduce',
            // The policy forbids foreign scripts to the window; the test's own may enter.
            bypassCSP: true,
        })
        await context.addInitScript({ path: axe })
        const page = await context.newPage()
        const tools = await context.newCDPSession(page)
        let task
        page.on('pageerror', (error) => fault(task, String(error)))
        try {
            for (let looks = 0; looks < LOOKS_A_PAGE && todo.length > 0; looks += 1) {
                task = todo.shift()
                await judge(page, tools, task)
            }
        } catch (error) {
            fault(task, String(error))
        }
        await context.close()
    }
}

const { port, server } = await serve(new URL('../dist-mock', import.meta.url).pathname)
const browser = await launch()
await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
await browser.close()
server.close()
console.log(`axe: ${places.length} places, ${LOOKS.length} looks, ${faults} faults`)
process.exit(faults ? 1 : 0)
