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

/** How the screens of a window name fields, with the words that a desk or a phone has read. */
async function namesIn(language: Language, office: boolean): Promise<(path: string) => string> {
  vi.resetModules()
  const text = await import('../src/text/text.svelte')
  await text.chooseLanguage(language, office)
  await text.readWords()
  if (office) return (await import('../src/screens/office/fields')).fieldName
  const { fieldName } = await import('../src/screens/meeting/fields')
  return (path) => fieldName(path, null)
}

/** Fields of a kind that are shown under their own key, or are called as another one is. */
async function unnamed(kind: string, language: Language, office: boolean): Promise<string[]> {
  const nameOf = await namesIn(language, office)
  const called = new Map<string, string>()
  const wrong: string[] = []
  for (const path of kinds[kind] ?? []) {
    const [map = path, ...within] = path.split('/')
    const name = nameOf(path)
    // What a map is called as a whole is no name for one of its fields.
    const whole = within.some(Boolean) ? nameOf(map) : map
    const other = called.get(name)
    if (name === map || name === whole)
      wrong.push(`${path}: no words (field.${[map, ...within].filter(Boolean).join('_')})`)
    else if (other !== undefined) wrong.push(`${path}: it is called "${name}", as ${other} is`)
    called.set(name, path)
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
