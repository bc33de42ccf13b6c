// Shortens the keys of the message catalogue in a build: people read `'overview.detail'`, the window `'a7'`. A key that is
// put together at run time (`t(`warning.${name}`)`) keeps its name.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const ROOT = new URL('../src', import.meta.url).pathname

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.(ts|svelte)$/.test(file.name))
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
}

/** Long key -> short key, for the keys that stand whole in the sources. */
export function shortKeys(): Map<string, string> {
  const keys = sources(join(ROOT, 'text/id')).flatMap((text) =>
    [...text.matchAll(/^\s*'([^']+)':/gm)].map((found) => found[1] ?? ''),
  )
  const begun = sources(ROOT).flatMap((text) =>
    [...text.matchAll(/`([a-z_]+\.[a-z_]*)\$\{/g)].map((found) => found[1] ?? ''),
  )
  const whole = [...new Set(keys)].filter((key) => !begun.some((start) => key.startsWith(start)))
  return new Map(whole.map((key, at) => [key, at.toString(36)]))
}

/** The step of the build. */
export function shortenKeys(): Plugin {
  const short = shortKeys()
  return {
    name: 'sesi-short-keys',
    apply: 'build',
    enforce: 'post',
    transform(code, id) {
      if (!id.startsWith(ROOT) || /\.css|[?&]type=style/.test(id)) return null
      const shorter = code.replace(/(["'])([a-z_]+\.[\w ]+)\1/g, (literal, quote: string, key: string) =>
        short.has(key) ? `${quote}${short.get(key)}${quote}` : literal,
      )
      return { code: shorter, map: null }
    },
  }
}
