// A file of the pages that nothing imports is shown to nobody: a screen without its line in `screens.ts`, a part that was replaced.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'

const SOURCES = (readdirSync('src', { recursive: true }) as string[])
  .map((file) => join('src', file))
  .filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.d.ts'))

/** The files that a file names in its imports. */
function imported(file: string): string[] {
  const named = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g)
  return [...named].flatMap(([, path]) => {
    const at = normalize(join(dirname(file), path!))
    return [at, `${at}.ts`, `${at}/index.ts`].filter((one) => SOURCES.includes(one))
  })
}

/** The first file, what the build puts in the place of the icons' own drawing, and what holds English against Indonesian by its type. */
const FIRST = ['src/main.ts', 'src/parts/Glyph.svelte', 'src/text/en.ts']

it('every file is reached from the first ones', () => {
  const reached = new Set<string>()
  const left = [...FIRST]
  for (let file = left.pop(); file; file = left.pop()) {
    if (!reached.has(file)) {
      reached.add(file)
      left.push(...imported(file))
    }
  }
  expect(SOURCES.filter((file) => !reached.has(file))).toEqual([])
  expect(reached.size).toBeGreaterThan(200)
})
