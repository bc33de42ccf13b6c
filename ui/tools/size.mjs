// Checks the built window: at most 124 KiB gzip in total, nothing that Chrome 87 does not know, nothing of the mock.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { newInScript, newInSheet } from './old-webviews.mjs'

const LIMIT = 124 * 1024
const root = new URL('../dist', import.meta.url).pathname
const MOCK = ['/call/', 'sesi-scenario']

let total = 0
const faults = []
const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
for (const file of files) {
    const path = join(file.parentPath ?? file.path, file.name)
    const bytes = readFileSync(path)
    const size = /\.(png|woff2)$/.test(path) ? bytes.length : gzipSync(bytes, { level: 9 }).length
    total += size
    console.log(`${String(size).padStart(8)}  ${path.slice(root.length + 1)}`)
    const text = bytes.toString()
    if (path.endsWith('.css')) {
        for (const word of newInSheet(text)) faults.push(`${file.name} uses ${word}`)
    }
    if (path.endsWith('.js')) {
        for (const word of newInScript(text)) faults.push(`${file.name} uses ${word}`)
        for (const word of MOCK) if (text.includes(word)) faults.push(`${file.name} holds the mock (${word})`)
    }
}
console.log(`${String(total).padStart(8)}  in total, of ${LIMIT}`)
if (total > LIMIT) faults.push(`the window is ${total - LIMIT} bytes too large`)
for (const fault of faults) console.error(`size: ${fault}`)
if (faults.length) process.exit(1)
