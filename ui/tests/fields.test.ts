// What people read of a field that differs or was changed: every field that a kind of document has, as the core writes them down
// (`core/src/calls/schema.rs`), has words of its own in both languages.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { Language } from '../src/text/text.svelte'

const kinds = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/fieldPaths.json'), 'utf8')) as Record<
  string,
  string[]
>

/** The kinds whose fields a screen names that a phone has too, by the folder of the screen. */
const ON_PHONES: Record<string, string> = { meeting: 'meeting', plans: 'plan', letters: 'letter' }

/** The words that a window has read, a desk's or a phone's, and how its screens name fields. */
async function window(language: Language, office: boolean) {
  vi.resetModules()
  const text = await import('../src/text/text.svelte')
  await text.chooseLanguage(language, office)
  await text.readWords()
  if (office) return { hasText: text.hasText, nameOf: (await import('../src/screens/office/fields')).fieldName }
  const { fieldName } = await import('../src/screens/meeting/fields')
  return { hasText: text.hasText, nameOf: (path: string) => fieldName(path, null) }
}

/** Fields of a kind that are shown as their own name, or as another field is. */
async function unnamed(kind: string, language: Language, office: boolean): Promise<string[]> {
  const { hasText, nameOf } = await window(language, office)
  const named = new Map<string, string>()
  const wrong: string[] = []
  for (const path of kinds[kind] ?? []) {
    const [map = path, within] = path.split('/')
    if (!hasText(`field.${map}`) && !hasText(`seen.${map}`)) {
      wrong.push(`${path}: no field.${map}`)
      continue
    }
    // What a map is called as a whole is no name for one of its fields.
    if (within) named.set(nameOf(map), map)
    const name = nameOf(path)
    const other = named.get(name)
    if (other !== undefined) wrong.push(`${path}: no words of its own, it is called as ${other} is`)
    named.set(name, path)
  }
  return wrong
}

describe.each<Language>(['id', 'en'])('in %s', (language) => {
  it.each(Object.keys(kinds))('every field of a %s has words of its own at a desk', async (kind) => {
    expect(await unnamed(kind, language, true)).toEqual([])
  })

  it.each(Object.values(ON_PHONES))('every field of a %s has words of its own on a phone', async (kind) => {
    expect(await unnamed(kind, language, false)).toEqual([])
  })
})

it('no other screen of a phone names fields', () => {
  const screens = join(import.meta.dirname, '../src/screens')
  const sources = readdirSync(screens, { recursive: true }).map(String)
  const naming = sources
    .filter((path) => path.endsWith('.svelte') && !path.startsWith('office/'))
    .filter((path) => /import (Disagreement|Changes) from/.test(readFileSync(join(screens, path), 'utf8')))
    .map((path) => path.split('/')[0])
  expect([...new Set(naming)].sort()).toEqual(Object.keys(ON_PHONES).sort())
})
