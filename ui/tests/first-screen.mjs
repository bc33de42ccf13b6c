// The first screen of a phone in a real Chromium 87 whose processor is six times slower: milliseconds from the navigation until
// Beranda can be used, and until a locked phone asks for its PIN. Needs `npm run build:mock`; the last line is JSON. Not a test: it measures.
// Folders of other builds of the pages, as `NAME=FOLDER`, are measured beside these, one start of each after the other.
import { BrowserGone, launchOld } from './old-chromium.mjs'
import { serve } from './serve.mjs'

const SLOWER = 6
const STARTS = 5
const BROWSERS = 3
const SCREENS = [
    { name: 'beranda', scenario: 'phone', until: 'record' },
    { name: 'pin', scenario: 'locked', until: 'unlock' },
]

/** In the page, before anything of it: notes when what is waited for stands there and was drawn. */
function watching(until) {
    const seen = () => {
        if (!document.querySelector(`[data-test="${until}"]`)) return false
        requestAnimationFrame(() => setTimeout(() => (window.seen_after = performance.now())))
        return true
    }
    const watch = new MutationObserver(() => seen() && watch.disconnect())
    watch.observe(document, { childList: true, subtree: true })
}

const others = process.argv.slice(2).map((each) => each.split('='))
const builds = await Promise.all(
    [...others, ['', new URL('../dist-mock', import.meta.url).pathname]].map(async ([build, folder]) => ({
        build,
        ...(await serve(folder)),
    })),
)

/** One start, in a browser of its own. */
async function start({ name, scenario, until }, port) {
    const browser = await launchOld({
        width: 360,
        height: 640,
        onfault: (text) => console.error(`${name}: ${text}`),
        slower: SLOWER,
        early: `(${watching})(${JSON.stringify(until)})`,
    })
    try {
        await browser.page.goto(`http://127.0.0.1:${port}/?scenario=${scenario}#/beranda`)
        await browser.page.waitForFunction(() => window.seen_after !== undefined)
        return await browser.page.evaluate(() => window.seen_after)
    } finally {
        browser.close()
    }
}

/** A browser that hangs at its start says nothing of the page: it is tried anew. */
async function measured(screen, port) {
    for (let left = BROWSERS; ; left -= 1) {
        try {
            return await start(screen, port)
        } catch (error) {
            if (!(error instanceof BrowserGone) || left === 1) throw error
        }
    }
}

const figures = { chromium: 87, slower: SLOWER, starts: STARTS }
for (const screen of SCREENS) {
    const times = builds.map(() => [])
    for (let round = 0; round < STARTS; round += 1) {
        for (const [at, { port }] of builds.entries()) times[at].push(await measured(screen, port))
    }
    for (const [at, { build }] of builds.entries()) {
        const sorted = times[at].sort((one, other) => one - other)
        const median = Math.round(sorted[Math.floor(STARTS / 2)])
        figures[`${build ? `${build}_` : ''}${screen.name}_ms`] = median
        console.log(
            `${build ? `${build}: ` : ''}${screen.name}: ${median} ms, the median of ${sorted.map(Math.round).join(', ')}`,
        )
    }
}
for (const { server } of builds) server.close()
console.log(JSON.stringify(figures))
process.exit(0)
