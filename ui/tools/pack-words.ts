// Packs the message catalogue in a build: people read `'overview.detail'`, the window `'a7'`, and its words stand in one list
// a language. A key that is put together at run time (`t(`warning.${name}`)`) keeps its name.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runnerImport, type Plugin } from 'vite'

const ROOT = new URL('../src', import.meta.url).pathname
const WORDS = join(ROOT, 'text')

type Catalogue = Record<string, string>

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.(ts|svelte)$/.test(file.name))
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
}

/** The keys that stand whole in the sources, and those of which only the beginning does. */
function sorted(keys: string[]): { whole: string[]; begun: string[] } {
  const beginnings = sources(ROOT).flatMap((text) =>
    [...text.matchAll(/[`'"]([a-z_]+\.[a-z_]*)(?:\$\{|['"] \+)/g)].map((found) => found[1] ?? ''),
  )
  const isBegun = (key: string) => beginnings.some((start) => key.startsWith(start))
  return { whole: keys.filter((key) => !isBegun(key)), begun: keys.filter(isBegun) }
}

/** Keys that keep their names, those of one beginning beside each other: `mark.hadir|sakit|alfa tally.hadir|sakit`. */
function gathered(keys: string[]): string {
  const named = new Map<string, string[]>()
  for (const key of keys) {
    const [start = '', end = ''] = key.split(/\.(.*)/)
    named.set(start, [...(named.get(start) ?? []), end])
  }
  return [...named].map(([start, ends]) => `${start}.${ends.join('|')}`).join('\n')
}

/** The keys as `gathered` lists them, in its order. */
function inOrder(keys: string[]): string[] {
  const starts = [...new Set(keys.map((key) => key.split('.')[0]))]
  return starts.flatMap((start) => keys.filter((key) => key.startsWith(`${start}.`)))
}

/** The short names of keys; those that say the same in both languages share one. Also one key for each name, in their order. */
function shortened(keys: string[], id: Catalogue, en: Catalogue): { short: Map<string, string>; named: string[] } {
  const said = new Map<string, string>()
  const named: string[] = []
  const short = new Map<string, string>()
  for (const key of keys) {
    const words = `${id[key]}\n${en[key]}`
    if (!said.has(words)) {
      said.set(words, named.length.toString(36))
      named.push(key)
    }
    short.set(key, said.get(words) ?? '')
  }
  return { short, named }
}

/** The words of a language in the order of the keys, one a line. */
function lines(catalogue: Catalogue, keys: string[]): string {
  const words = keys.map((key) => catalogue[key] ?? '')
  const broken = words.find((word) => word.includes('\n'))
  if (broken !== undefined) throw new Error(`a text of the catalogue has more than one line: ${broken}`)
  return JSON.stringify(words.join('\n'))
}

/** The step of the build. */
export function packWords(): Plugin {
  let short = new Map<string, string>()
  const packed = new Map<string, string>()
  return {
    name: 'sesi-pack-words',
    apply: 'build',
    enforce: 'post',
    async buildStart() {
      const { id } = (await runnerImport<{ id: Catalogue }>(join(WORDS, 'id.ts'))).module
      const { en } = (await runnerImport<{ en: Catalogue }>(join(WORDS, 'en.ts'))).module
      const { whole, begun } = sorted(Object.keys(id))
      const { short: names, named } = shortened(whole, id, en)
      short = names
      const keys = [...named, ...inOrder(begun)]
      packed.set(
        join(WORDS, 'id.ts'),
        `const begun = ${JSON.stringify(gathered(begun))}.split('\\n').flatMap((line) => {
  const [start, ends] = line.split('.')
  return ends.split('|').map((end) => start + '.' + end)
})
const key = (at) => at < ${named.length} ? at.toString(36) : begun[at - ${named.length}]
export const unpack = (lines) => Object.fromEntries(lines.split('\\n').map((word, at) => [key(at), word]))
export const id = unpack(${lines(id, keys)})`,
      )
      packed.set(
        join(WORDS, 'en.ts'),
        `import { unpack } from './id'
export const en = unpack(${lines(en, keys)})`,
      )
    },
    load: { order: 'pre', handler: (file) => packed.get(file) ?? null },
    transform(code, file) {
      if (!file.startsWith(ROOT) || file.startsWith(WORDS + '/i') || /\.css|[?&]type=style/.test(file)) return null
      const shorter = code.replace(/(["'])([a-z_]+\.[\w ]+)\1/g, (literal, quote: string, key: string) =>
        short.has(key) ? `${quote}${short.get(key)}${quote}` : literal,
      )
      return { code: shorter, map: null }
    },
  }
}
