// Checks the built window: what a phone reads before its first screen is at most 75 KiB gzip, and there is nothing in it that
// Chrome 87 does not know and nothing of the mock. What the rest weighs is reported.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { newInScript, newInSheet } from './old-webviews.mjs'

const LIMIT = 75 * 1024
const MOCK = ['/call/', 'sesi-scenario']
const root = new URL('../dist', import.meta.url).pathname
const manifest = JSON.parse(readFileSync(join(root, '.vite/manifest.json'), 'utf8'))
const faults = []

/** Bytes that a file takes where it is packed. */
function weigh(file) {
    const bytes = readFileSync(join(root, file))
    return /\.(png|woff2)$/.test(file) ? bytes.length : gzipSync(bytes, { level: 9 }).length
}

/** The files that are read before one of the sources runs: its own, its sheets, and those of all that it imports. */
function filesOf(source, files = new Set()) {
    const chunk = manifest[source]
    if (!chunk) throw new Error(`the build has no ${source}`)
    if (files.has(chunk.file)) return files
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file)
    for (const imported of chunk.imports ?? []) filesOf(imported, files)
    return files
}

function together(sources) {
    return new Set(['index.html', 'old.js', ...sources.flatMap((source) => [...filesOf(source)])])
}

function total(files) {
    return [...files].reduce((sum, file) => sum + weigh(file), 0)
}

/** What is read before the first screen: the entry, which has Indonesian and Beranda in it, and what an office opens with. */
const FIRST = {
    'a phone': ['index.html'],
    'the office': [
        'index.html',
        'src/text/id/rest.ts',
        'src/text/id/office.ts',
        'src/screens/office/index.ts',
        'src/screens/office/overview/Overview.svelte',
    ],
}

const everything = together(Object.keys(manifest))
for (const file of [...everything].sort((a, b) => weigh(b) - weigh(a))) {
    console.log(`${String(weigh(file)).padStart(8)}  ${file}`)
    const text = readFileSync(join(root, file)).toString()
    if (file.endsWith('.css')) {
        for (const word of newInSheet(text)) faults.push(`${file} uses ${word}`)
    }
    if (file.endsWith('.js')) {
        for (const word of newInScript(text)) faults.push(`${file} uses ${word}`)
        for (const word of MOCK) if (text.includes(word)) faults.push(`${file} holds the mock (${word})`)
    }
}
console.log(`${String(total(everything)).padStart(8)}  in total`)
for (const [who, sources] of Object.entries(FIRST)) {
    console.log(`${String(total(together(sources))).padStart(8)}  before the first screen of ${who}`)
}
const over = total(together(FIRST['a phone'])) - LIMIT
if (over > 0) faults.push(`what a phone reads before its first screen is ${over} bytes above ${LIMIT}`)
for (const fault of faults) console.error(`size: ${fault}`)
if (faults.length) process.exit(1)
