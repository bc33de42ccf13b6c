// What a pendamping does first, on a phone or emulator at the other end of adb: joins with a typed invite, marks a meeting, the process
// is killed, it goes on where it was, is saved, and reaches the office.
//
//     node tests/android/main-path.mjs APK FOLDER start           installs, starts, waits 20 s, keeps a picture
//     node tests/android/main-path.mjs APK FOLDER path INVITE     the same, then the whole path if the web view is new enough
//
// Pictures and logs land in FOLDER. Needs Node.js 22 or newer.
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import * as phone from './phone.mjs'

const PIN = '918273'
const SETTLED = 20_000

const [apk, folder, what, invite] = process.argv.slice(2)
assert.ok(apk && folder && (what === 'start' || (what === 'path' && invite)), 'see the head of this file')

async function sync(page) {
  await page.go('sinkronisasi')
  await page.tap('sync-now')
  await page.see('sync-fine')
}

/** Starts, waits, and looks whether it still runs. Where the web view is too old for the window, it says so. */
async function starts() {
  await phone.install(apk)
  await phone.start()
  await pause(Number(process.env.SETTLED ?? SETTLED))
  await phone.alive()
  const page = await phone.page()
  const shown = await phone.until('the page shows something', () => page.evaluate(() => document.body.innerText.trim()))
  const old = /WebView .* terlalu lama/.test(shown)
  const known = old || (await page.sees('join-office'))
  const agent = await page.evaluate(() => navigator.userAgent)
  page.leave()
  assert.ok(known, `neither the first screen nor the word on an old web view is shown, but:\n${shown}`)
  console.log(`${/Chrome\/\d+/.exec(agent)?.[0] ?? agent}: ${old ? 'says that its web view is too old' : 'shows the first screen'}`)
  await phone.keep(folder, 'start')
  return old
}

async function path() {
  let page = await phone.page()
  await page.tap('join-office')
  await page.write('invite', invite)
  await page.see('invite-read')
  await page.write('pin', PIN)
  await page.write('pin-again', PIN)
  await page.tap('join-submit')
  await page.see('nav-beranda')
  await sync(page)
  await phone.keep(folder, 'joined')

  await page.go('beranda')
  await page.tap('record')
  await page.tap('next-step')
  await page.tap('mark-hadir-1')
  await page.tap('mark-sakit-2')
  await page.tap('mark-alfa-3')
  await phone.until('the marks are kept', () => page.pressed('mark-alfa-3'))
  await phone.keep(folder, 'marked')
  // A draft is kept within a second of the last tap; a phone that dies later than that loses nothing.
  await pause(2000)
  await phone.kill()
  page.leave()

  await phone.start()
  page = await phone.page()
  await page.write('pin', PIN)
  await page.tap('unlock')
  // It opens where she was, if the web view had written down where that is; else the draft is offered at the start.
  await phone.until('the draft is there', async () => (await page.sees('counts')) || (await page.sees('draft-1')))
  if (!(await page.sees('counts'))) await page.tap('draft-1')
  await page.see('counts')
  for (const [mark, made] of Object.entries({ 'mark-hadir-1': true, 'mark-sakit-2': true, 'mark-alfa-3': true, 'mark-hadir-4': false })) {
    assert.equal(await page.pressed(mark), made, `${mark} after the kill`)
  }
  await page.tap('all-present')
  await page.tap('next-step')
  await page.tap('next-step')
  await page.tap('save-meeting')
  await page.go('beranda')
  await page.see('safe-here')
  await sync(page)
  await page.go('beranda')
  await page.see('safe-office')
  await phone.keep(folder, 'at-the-office')
  page.leave()
  await phone.alive()
}

try {
  const old = await starts()
  if (what === 'path') {
    if (old) console.log('the path is left out')
    else {
      await path()
      console.log('joined, recorded, killed, went on, saved, sent')
    }
  }
} catch (error) {
  await phone.keep(folder, 'failed').catch((more) => console.error(`no picture: ${more.message}`))
  throw error
}
