// The first screen of a phone in a real Chromium 87: until Beranda can be used, and until a locked phone asks for its PIN. Counted twice:
// milliseconds from the navigation with a processor that is six times slower, and the milliseconds of processor that the page's thread
// takes without that, which a busy machine hardly changes. Needs `npm run build`; the last line is JSON. Not a test: it measures.
// What is measured is the product, not the mock: a stand-in for the shell has the answers ready that the build's own fixtures give.
// Other builds of the pages, as `NAME=FOLDER` of their `ui` with its `dist`, are measured beside these, one start of each after the other.
import { runnerImport } from 'vite'
import { BrowserGone, launchOld } from './old-chromium.mjs'
import { serve } from './serve.mjs'

const SLOWER = 6
const STARTS = 7
const BROWSERS = 3
const SCREENS = [
    { name: 'beranda', scenario: 'phone', until: 'record' },
    { name: 'pin', scenario: 'locked', until: 'unlock' },
]
/** What the first screens ask, and the kinds of calls that builds have had. */
const ASKED = ['standing', 'beranda']
const KINDS = ['onboarding', 'query', 'door', 'look']

/** In the page, before anything of it: the shell, and a note when what is waited for stands there and was drawn. */
function early(until, answers) {
    window.__TAURI_INTERNALS__ = {
        transformCallback: () => 0,
        invoke: async (command, { name } = {}) => {
            if (name in answers) return JSON.parse(answers[name])
            // Whoever listens is heard; all else comes after the first screen and is not waited for.
            return command.startsWith('plugin:') ? 0 : new Promise(() => undefined)
        },
    }
    const seen = () => {
        if (!document.querySelector(`[data-test="${until}"]`)) return false
        performance.mark('there')
        requestAnimationFrame(() =>
            setTimeout(() => {
                performance.mark('drawn')
                window.seen_after = performance.now()
            }),
        )
        return true
    }
    const watch = new MutationObserver(() => seen() && watch.disconnect())
    watch.observe(document, { childList: true, subtree: true })
}

/** The answers of a build's own fixtures, as text. */
async function answersOf(folder, scenario) {
    globalThis.document ??= { documentElement: { dataset: {} } }
    globalThis.location ??= { search: '' }
    globalThis.window ??= globalThis
    const file = `${folder}/tests/fixtures/answers.ts`
    const { module } = await runnerImport(file, { configFile: false, root: folder, logLevel: 'error' })
    const bridge = module.fixtures(scenario)
    const answers = {}
    for (const name of ASKED) {
        for (const kind of KINDS) {
            const answer = await bridge.call(kind, name, {}).catch(() => undefined)
            if (answer !== undefined) answers[name] = JSON.stringify(answer)
        }
        if (!answers[name]) throw new Error(`${file} answers no ${name}`)
    }
    return answers
}

const own = new URL('..', import.meta.url).pathname.replace(/\/$/, '')
const builds = await Promise.all(
    [...process.argv.slice(2).map((each) => each.split('=')), ['', own]].map(async ([build, folder]) => ({
        build,
        folder,
        ...(await serve(`${folder}/dist`)),
    })),
)

/** Milliseconds of processor of the thread that draws, between the navigation and what was drawn. */
function processorOf(events) {
    const begun = events.find(
        ({ name, args }) => name === 'navigationStart' && args.data?.documentLoaderURL?.includes('beranda'),
    )
    const thread = events.find(({ name }) => name === 'there').tid
    const until = events.find(({ name }) => name === 'drawn').ts
    const tasks = events
        .filter(({ ph, tid, tdur }) => ph === 'X' && tid === thread && tdur !== undefined)
        .filter(({ ts }) => ts >= begun.ts && ts <= until)
        .sort((one, other) => one.ts - other.ts || other.dur - one.dur)
    let ended = 0
    let sum = 0
    for (const { ts, dur, tdur } of tasks) {
        // What lies within a task is counted with it.
        if (ts < ended) continue
        ended = ts + dur
        sum += tdur
    }
    return sum / 1000
}

/** One start, in a browser of its own. */
async function start({ name, until }, { port, answers }, slower) {
    const browser = await launchOld({
        width: 360,
        height: 640,
        onfault: (text) => console.error(`${name}: ${text}`),
        slower,
        early: `(${early})(${JSON.stringify(until)}, ${JSON.stringify(answers)})`,
    })
    const run = async () => {
        await browser.page.goto(`http://127.0.0.1:${port}/#/beranda`)
        await browser.page.waitForFunction(() => window.seen_after !== undefined)
    }
    try {
        if (slower === 1)
            return processorOf(await browser.traced(['toplevel', 'blink.user_timing', 'devtools.timeline'], run))
        await run()
        return await browser.page.evaluate(() => window.seen_after)
    } finally {
        browser.close()
    }
}

/** A browser that hangs at its start says nothing of the page: it is tried anew. */
async function measured(screen, build, slower) {
    for (let left = BROWSERS; ; left -= 1) {
        try {
            return await start(screen, build, slower)
        } catch (error) {
            if (!(error instanceof BrowserGone) || left === 1) throw error
        }
    }
}

const figures = { chromium: 87, slower: SLOWER, starts: STARTS }
for (const screen of SCREENS) {
    for (const build of builds) build.answers = await answersOf(build.folder, screen.scenario)
    for (const [unit, slower] of [
        ['ms', SLOWER],
        ['processor_ms', 1],
    ]) {
        const times = builds.map(() => [])
        for (let round = 0; round < STARTS; round += 1) {
            for (const [at, build] of builds.entries()) times[at].push(await measured(screen, build, slower))
        }
        for (const [at, { build }] of builds.entries()) {
            const sorted = times[at].sort((one, other) => one - other)
            const median = Math.round(sorted[Math.floor(STARTS / 2)])
            figures[`${build ? `${build}_` : ''}${screen.name}_${unit}`] = median
            console.log(
                `${build ? `${build}: ` : ''}${screen.name}: ${median} ${unit.replace('_', ' ')}, the median of ${sorted.map(Math.round).join(', ')}`,
            )
        }
    }
}
for (const { server } of builds) server.close()
console.log(JSON.stringify(figures))
process.exit(0)
