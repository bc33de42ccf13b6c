// A phone on the other end of adb, with a debug build of Sesi: starts and kills it, reads its log, takes its picture, and reaches its
// page through the web view's debugging port. It knows nothing of what the page shows.
import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

export const PACKAGE = 'io.github.sesip2k2.sesi'
const ACTIVITY = `${PACKAGE}/.MainActivity`
const PORT = 9222
/** How long anything may take on an emulator that two cores carry. */
const PATIENCE = 120_000

const run = promisify(execFile)

async function adb(...words) {
  const { stdout } = await run('adb', words, { encoding: 'buffer', maxBuffer: 64 << 20 })
  return stdout
}

async function text(...words) {
  return (await adb(...words)).toString().trim()
}

/** Asks until there is an answer. */
export async function until(what, ask, patience = PATIENCE) {
  const end = Date.now() + patience
  let last
  do {
    try {
      const answer = await ask()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    await pause(250)
  } while (Date.now() < end)
  throw new Error(`${what}: not within ${patience / 1000} s${last ? ` (${last.message})` : ''}`)
}

/** Installs an APK over whatever is there. */
export async function install(apk) {
  await adb('install', '-r', '-g', apk)
}

/** Starts the app as a tap on its icon does. */
export async function start() {
  await adb('logcat', '-c')
  await text('shell', 'am', 'start', '-W', '-n', ACTIVITY)
}

/** Ends the process at once, as an empty battery or a system without memory does. */
export async function kill() {
  await adb('shell', 'am', 'force-stop', PACKAGE)
}

/** The process, or nothing. `pidof` fails where there is none. */
export async function pid() {
  return text('shell', 'pidof', PACKAGE).catch(() => '')
}

/** Throws if the app is not running or its log tells of a crash. */
export async function alive() {
  const log = await text('logcat', '-d')
  const fatal = log.split('\n').filter((line) => /FATAL EXCEPTION|Fatal signal|SIGABRT|UnsatisfiedLinkError/.test(line))
  if (fatal.length) throw new Error(`the log tells of a crash:\n${fatal.join('\n')}`)
  if (!(await pid())) throw new Error('the app does not run')
}

/** Keeps the log and a picture of the screen. */
export async function keep(folder, name) {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.png`), await adb('exec-out', 'screencap', '-p'))
  const log = createWriteStream(join(folder, `${name}.log`))
  log.end(await adb('logcat', '-d'))
}

/** The page in the app's web view. Only a debug build opens the port. */
export async function page() {
  const process = await until('the app runs', pid)
  const socket = `webview_devtools_remote_${process.split(/\s/)[0]}`
  await until('the web view opens its port', async () => (await text('shell', 'cat', '/proc/net/unix')).includes(socket))
  await adb('forward', `tcp:${PORT}`, `localabstract:${socket}`)
  const target = await until('the web view shows a page', async () => {
    const targets = await (await fetch(`http://127.0.0.1:${PORT}/json`)).json()
    return targets.find(({ type, url }) => type === 'page' && url && url !== 'about:blank')
  })
  return Page.reach(target.webSocketDebuggerUrl)
}

/** A page at the end of Chrome's debugging protocol. */
export class Page {
  #socket
  #turn = 0
  #waiting = new Map()

  static reach(address) {
    const page = new Page()
    const socket = new WebSocket(address)
    page.#socket = socket
    socket.addEventListener('message', ({ data }) => page.#heard(JSON.parse(data)))
    socket.addEventListener('close', () => page.#ended())
    return new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve(page))
      socket.addEventListener('error', () => reject(new Error(`${address} does not answer`)))
    })
  }

  #heard({ id, result, error }) {
    const waits = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error) waits?.reject(new Error(error.message))
    else waits?.resolve(result)
  }

  #ended() {
    for (const { reject } of this.#waiting.values()) reject(new Error('the page is gone'))
    this.#waiting.clear()
  }

  #ask(method, params) {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.reject(new Error('the page is gone'))
    const id = (this.#turn += 1)
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }

  leave() {
    this.#socket.close()
  }

  /** What a function says in the page. Its arguments and its answer are JSON. */
  async evaluate(work, ...given) {
    const expression = `(${work})(...${JSON.stringify(given)})`
    const said = await this.#ask('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })
    if (said.exceptionDetails) throw new Error(said.exceptionDetails.exception?.description ?? said.exceptionDetails.text)
    return said.result.value
  }

  /** Waits until an element with that `data-test` is there. */
  see(test) {
    return until(`${test} is on the screen`, () => this.sees(test)).catch(async (error) => {
      throw new Error(`${error.message}; there is:\n${await this.evaluate(() => document.body.innerText)}`)
    })
  }

  sees(test) {
    return this.evaluate((test) => document.querySelector(`[data-test="${test}"]`) !== null, test)
  }

  /** Taps it once it can be tapped. */
  async tap(test) {
    await this.see(test)
    await until(`${test} can be tapped`, () =>
      this.evaluate((test) => {
        const element = document.querySelector(`[data-test="${test}"]`)
        if (!element || element.disabled) return false
        element.scrollIntoView({ block: 'center' })
        element.click()
        return true
      }, test),
    )
  }

  /** Types into it, instead of what it holds. */
  async write(test, words) {
    await this.see(test)
    await this.evaluate(
      (test, words) => {
        const field = document.querySelector(`[data-test="${test}"]`)
        field.focus()
        field.value = words
        field.dispatchEvent(new Event('input', { bubbles: true }))
        field.dispatchEvent(new Event('change', { bubbles: true }))
      },
      test,
      words,
    )
  }

  /** What it says. */
  async text(test) {
    await this.see(test)
    return this.evaluate((test) => document.querySelector(`[data-test="${test}"]`).innerText, test)
  }

  pressed(test) {
    return this.evaluate((test) => {
      const element = document.querySelector(`[data-test="${test}"]`)
      return element?.getAttribute('aria-pressed') === 'true' || element?.checked === true
    }, test)
  }

  go(path) {
    return this.evaluate((path) => void (location.hash = `/${path}`), path)
  }
}
