// Starts the machine's Chromium without network of its own, and without /dev/shm, which is small in containers.
import { chromium } from 'playwright-core'

const FLAGS =
    '--no-sandbox --disable-dev-shm-usage --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

export function launch() {
    return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS.split(' ') })
}
