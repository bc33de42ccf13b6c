// How KPM scrolls and searches with 13,000 families on a processor that is four times slower. Prints what it measured as JSON; it
// judges nothing, because a busy machine is slow too. Needs `npm run build:mock`.
import { launch } from './browser.mjs'
import { open } from './routes.mjs'
import { serve } from './serve.mjs'

const SLOWER = 4
const SECONDS = 5
const { port, server } = await serve(new URL('../dist-mock', import.meta.url).pathname)
const browser = await launch()
const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
await open(page, port, { scenario: 'office', path: 'kpm' }, { size: Number(process.env.TEXT_SIZE ?? 100) })
const devtools = await page.context().newCDPSession(page)
await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })

/** In the page: scrolls `step` pixels a frame for some seconds. Answers frames, gaps between them and long tasks, in ms. */
async function scroll({ step, seconds }) {
    const tasks = []
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((each) => each.duration)))
    observer.observe({ type: 'longtask' })
    const gaps = []
    let empty = 0
    const begun = performance.now()
    for (let last = begun; last - begun < seconds * 1000;) {
        window.scrollBy(0, step)
        const now = await new Promise((resolve) => requestAnimationFrame(resolve))
        gaps.push(now - last)
        last = now
        const middle = document.elementFromPoint(195, 500)?.closest('li')
        if (middle && !middle.textContent.trim()) empty += 1
    }
    observer.disconnect()
    gaps.sort((a, b) => a - b)
    const round = (value) => Math.round(value * 10) / 10
    return {
        frames: gaps.length,
        gap_median: round(gaps[gaps.length >> 1]),
        gap_p99: round(gaps[Math.floor(gaps.length * 0.99)]),
        long_tasks: tasks.length,
        longest_task: round(Math.max(0, ...tasks)),
        empty_frames: empty,
    }
}

/** In the page: how long a search takes from the typed letter to the rows. */
async function search(text) {
    const box = document.querySelector('[data-test=search]')
    const before = document.querySelector('[data-test=family-1]')?.closest('ul')?.style.height
    const begun = performance.now()
    box.value = text
    box.dispatchEvent(new Event('input', { bubbles: true }))
    const shown = () => document.querySelector('[data-test=family-1]')?.closest('ul')?.style.height
    while (shown() === before) await new Promise((resolve) => requestAnimationFrame(resolve))
    return Math.round(performance.now() - begun)
}

const measured = { slower: SLOWER, families: 13_000 }
measured.slow_scroll = await page.evaluate(scroll, { step: 20, seconds: SECONDS })
measured.fling = await page.evaluate(scroll, { step: 300, seconds: SECONDS })
measured.thumb = await page.evaluate(scroll, { step: 20_000, seconds: SECONDS })
await page.evaluate(() => window.scrollTo(0, 0))
await page.waitForSelector('[data-test=family-1]')
measured.search_ms = await page.evaluate(search, 'hasna')
measured.clear_ms = await page.evaluate(search, '')
console.log(JSON.stringify(measured, null, 2))
await browser.close()
server.close()
