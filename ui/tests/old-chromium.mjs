// A real Chromium 87, the oldest WebView that the pages are made for: brought from the npm registry once, driven over the DevTools
// protocol through a pipe. Knows no page of Sesi.
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

const PACKAGE = 'chrome-aws-lambda@5.4.0'
const SHA256 = '3d10b26e7743e167fcc4c528179b7b49b0f539d770d957d6218417ecef67864b'
const KEPT = new URL('../node_modules/.cache/chromium-87/chromium', import.meta.url).pathname
/** Milliseconds. */
const ANSWERS_WITHIN = 30_000
const FLAGS =
    '--headless --no-sandbox --single-process --no-zygote --disable-gpu --disable-dev-shm-usage --no-first-run --remote-debugging-pipe'

/** The program's path; the first time it is fetched and unpacked. */
function program() {
    if (existsSync(KEPT)) return KEPT
    const folder = mkdtempSync(join(tmpdir(), 'chromium-87-'))
    try {
        const options = { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] }
        const packed = execFileSync('npm', ['pack', '--silent', PACKAGE], options).toString().trim()
        const found = createHash('sha256')
            .update(readFileSync(join(folder, packed)))
            .digest('hex')
        if (found !== SHA256) throw new Error(`${PACKAGE} has the SHA-256 ${found}, expected ${SHA256}`)
        execFileSync('tar', ['xzf', packed, 'package/bin/chromium.br'], options)
        mkdirSync(join(KEPT, '..'), { recursive: true })
        const part = `${KEPT}.${process.pid}`
        writeFileSync(part, brotliDecompressSync(readFileSync(join(folder, 'package/bin/chromium.br'))), {
            mode: 0o755,
        })
        renameSync(part, KEPT)
    } finally {
        rmSync(folder, { recursive: true })
    }
    return KEPT
}

/** Browsers to end with this program, however it ends: alone they would go on for ever. */
const RUNNING = new Set()
process.on('exit', () => RUNNING.forEach((child) => child.kill('SIGKILL')))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/** The browser itself hangs or has ended: this says nothing about the page that it showed. */
export class BrowserGone extends Error {}

/**
 * Starts one browser with one page of `width` x `height` CSS pixels. `onfault` hears exceptions and `console.error` of the page;
 * `slower` by how many times its processor is, `early` a script that runs before each page's own.
 */
export async function launchOld({ width, height, onfault, slower = 1, early }) {
    const profile = mkdtempSync(join(tmpdir(), 'chromium-87-profile-'))
    const child = spawn(program(), [...FLAGS.split(' '), `--user-data-dir=${profile}`, 'about:blank'], {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    })
    RUNNING.add(child)
    const wire = new Wire(child)
    const { targetId } = await wire.send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await wire.send('Target.attachToTarget', { targetId, flatten: true })
    const send = (method, params) => wire.send(method, params, sessionId)
    wire.listen('Runtime.exceptionThrown', ({ exceptionDetails: { exception, text } }) =>
        onfault(exception?.description ?? text),
    )
    wire.listen('Runtime.consoleAPICalled', ({ type, args }) => {
        if (type === 'error') onfault(args.map(({ value, description }) => value ?? description).join(' '))
    })
    await send('Runtime.enable')
    await send('Page.enable')
    await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 })
    if (slower > 1) await send('Emulation.setCPUThrottlingRate', { rate: slower })
    if (early) await send('Page.addScriptToEvaluateOnNewDocument', { source: early })
    return {
        page: new OldPage(send, wire),
        /** What the browser did meanwhile, as trace events of `categories`. */
        async traced(categories, run) {
            const events = []
            wire.listen('Tracing.dataCollected', ({ value }) => events.push(...value))
            const ended = new Promise((resolve) => wire.listen('Tracing.tracingComplete', resolve))
            await wire.send('Tracing.start', {
                transferMode: 'ReportEvents',
                traceConfig: { includedCategories: categories },
            })
            await run()
            await wire.send('Tracing.end')
            await within('Tracing.tracingComplete', ended)
            return events
        },
        close() {
            child.kill('SIGKILL')
            RUNNING.delete(child)
            rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
        },
    }
}

/** What is waited for, or a fault: a browser that does not answer any more must not hold the tests. */
function within(what, promise) {
    let timer
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new BrowserGone(`${what}: Chromium does not answer`)), ANSWERS_WITHIN)
    })
    return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Commands and events, each a JSON text that ends with a zero byte. */
class Wire {
    #child
    #last = 0
    #waiting = new Map()
    #listeners = new Map()
    #rest = Buffer.alloc(0)

    constructor(child) {
        this.#child = child
        child.stdio[4].on('data', (bytes) => this.#take(bytes))
        child.stdio[3].on('error', (error) => this.#end(error.message))
        child.on('exit', (code, signal) => this.#end(signal ?? code))
    }

    send(method, params = {}, sessionId = undefined) {
        const id = (this.#last += 1)
        this.#child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
        return within(method, new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, method })))
    }

    #end(why) {
        for (const { reject } of this.#waiting.values()) reject(new BrowserGone(`Chromium ended: ${why}`))
        this.#waiting.clear()
    }

    listen(event, listener) {
        this.#listeners.set(event, listener)
    }

    #take(bytes) {
        this.#rest = Buffer.concat([this.#rest, bytes])
        for (let end = this.#rest.indexOf(0); end >= 0; end = this.#rest.indexOf(0)) {
            this.#hear(JSON.parse(this.#rest.subarray(0, end).toString()))
            this.#rest = this.#rest.subarray(end + 1)
        }
    }

    #hear({ id, result, error, method, params }) {
        if (id === undefined) return this.#listeners.get(method)?.(params)
        if (!this.#waiting.has(id)) return
        const { resolve, reject, method: asked } = this.#waiting.get(id)
        this.#waiting.delete(id)
        if (error) reject(new Error(`${asked}: ${error.message}`))
        else resolve(result)
    }
}

/** What `routes.mjs` asks of a page. */
class OldPage {
    #send
    #wire

    constructor(send, wire) {
        this.#send = send
        this.#wire = wire
    }

    async goto(url) {
        const loaded = new Promise((resolve) => this.#wire.listen('Page.loadEventFired', resolve))
        await this.#send('Page.navigate', { url })
        await within('Page.loadEventFired', loaded)
    }

    async evaluate(script, arg) {
        const expression = `(${script})(${JSON.stringify(arg) ?? ''})`
        const { result, exceptionDetails } = await this.#send('Runtime.evaluate', {
            expression,
            returnByValue: true,
            awaitPromise: true,
        })
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
        return result.value
    }

    async waitForFunction(script, arg, { timeout = 15_000 } = {}) {
        for (const until = Date.now() + timeout; !(await this.evaluate(script, arg)); await pause(20)) {
            if (Date.now() > until) throw new Error(`waited ${timeout} ms in vain: ${await this.#seen()}`)
        }
    }

    async waitForSelector(selector) {
        await this.waitForFunction((wanted) => document.querySelector(wanted) !== null, selector)
    }

    locator(selector) {
        const found = {
            first: () => found,
            click: async () => {
                await this.waitForSelector(selector)
                let { x, y } = await this.evaluate(middleOf, selector)
                // Where it stays: what moves under a finger is missed.
                for (let tries = 0; tries < 40; tries += 1) {
                    await new Promise((resolve) => setTimeout(resolve, 25))
                    const now = await this.evaluate(middleOf, selector)
                    const stays = now.x === x && now.y === y
                    ;({ x, y } = now)
                    if (stays) break
                }
                for (const type of ['mousePressed', 'mouseReleased']) {
                    await this.#send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 })
                }
            },
            fill: async (text) => {
                await this.waitForSelector(selector)
                await this.evaluate(selectAllOf, selector)
                await this.#send('Input.insertText', { text })
            },
            selectOption: async (option) => {
                await this.waitForSelector(selector)
                await this.evaluate(chooseOf, [selector, option])
            },
        }
        return found
    }

    keyboard = {
        /** Such as `Control+k`; no other modifier. */
        press: async (keys) => {
            const key = keys.split('+').pop()
            const modifiers = keys.startsWith('Control+') ? 2 : 0
            for (const type of ['rawKeyDown', 'keyUp'])
                await this.#send('Input.dispatchKeyEvent', { type, key, modifiers })
        },
    }

    #seen() {
        return this.evaluate(() => document.body.innerText.slice(0, 200))
    }
}

function middleOf(selector) {
    const control = document.querySelector(selector)
    control.scrollIntoView({ block: 'center' })
    const { left, top, width, height } = control.getBoundingClientRect()
    return { x: left + width / 2, y: top + height / 2 }
}

function chooseOf([selector, option]) {
    const list = document.querySelector(selector)
    list.focus()
    list.value = option
    if (list.value !== option) throw new Error(`${selector} has no ${option}`)
    list.dispatchEvent(new Event('change', { bubbles: true }))
}

function selectAllOf(selector) {
    const control = document.querySelector(selector)
    control.focus()
    control.select()
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
