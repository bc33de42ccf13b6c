// Both languages say the same things: the same keys and placeholders, nothing empty; and no text stands outside of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'
import { en as enAnywhere } from '../src/text/en'
import { first as firstEn } from '../src/text/en/first'
import { office as enOffice } from '../src/text/en/office'
import { id as idAnywhere } from '../src/text/id'
import { first as firstId } from '../src/text/id/first'
import { office as idOffice } from '../src/text/id/office'

const id = { ...idAnywhere, ...idOffice }
const en = { ...enAnywhere, ...enOffice }

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1] ?? ''))].sort()
}

describe('the catalogue', () => {
  const keys = Object.keys(id) as (keyof typeof id)[]

  it('has the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort())
  })

  it('has the same placeholders in both languages', () => {
    const unlike = keys.filter((key) => placeholders(id[key]).join() !== placeholders(en[key]).join())
    expect(unlike).toEqual([])
  })

  it('says something everywhere', () => {
    expect(keys.filter((key) => id[key].trim() === '' || en[key].trim() === '')).toEqual([])
  })
})

describe("a phone's screens", () => {
  const officeKeys = Object.keys(idOffice)
  const sources = readdirSync(join(import.meta.dirname, '../src'), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.(ts|svelte)$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => !/\/(text\/(id|en)|screens\/office)\b/.test(path))

  it.each(sources)('%s says nothing that only the office has read', (path) => {
    const source = readFileSync(path, 'utf8')
    const whole = officeKeys.filter((key) => source.includes(`'${key}'`))
    // Faults have general words where their own are not there.
    const begun = [...source.matchAll(/[`'"]([a-z_]+\.[a-z_]*)(?:\$\{|['"] \+)/g)].map(([, start = '']) => start)
    const starts = begun.filter((start) => start !== 'errors.' && officeKeys.some((key) => key.startsWith(start)))
    expect([...whole, ...starts]).toEqual([])
  })
})

/** Every source that is read with the window: `main.ts`, and what the sources import before they run. */
function firstSources(): string[] {
  const root = join(import.meta.dirname, '../src')
  const found = new Set<string>()
  const walk = (path: string): void => {
    if (found.has(path)) return
    found.add(path)
    for (const [, from = ''] of readFileSync(path, 'utf8').matchAll(
      /^\s*import (?!type)(?:[^'"]* from )?'(\.[^']+)'/gm,
    )) {
      const there = ['', '.ts']
        .map((end) => join(dirname(path), from) + end)
        .find((each) => /\.(ts|svelte)$/.test(each) && existsSync(each))
      if (there) walk(there)
    }
  }
  walk(join(root, 'main.ts'))
  return [...found].filter((path) => !/\/text\/(id|en)\b/.test(path))
}

/** Keys of the catalogue that a source says and that nobody has read when it is drawn first. */
function unread(source: string, read: string[]): string[] {
  const missing = Object.keys(id).filter((key) => !read.includes(key))
  const begun = [...source.matchAll(/[`'"]([a-z_]+\.[a-z_]*)(?:\$\{|['"] \+)/g)].map(([, start = '']) => start)
  return [
    ...missing.filter((key) => source.includes(`'${key}'`)),
    // Faults of the office have general words until their own are read.
    ...begun.filter((start) => start !== 'errors.' && missing.some((key) => key.startsWith(start))),
  ]
}

describe('the first screens', () => {
  const sources = firstSources()

  it('are the PIN and Beranda, with what they are made of', () => {
    const names = sources.map((path) => path.replace(/.*\//, ''))
    expect(names).toEqual(
      expect.arrayContaining(['Unlock.svelte', 'Home.svelte', 'TodoList.svelte', 'PinField.svelte']),
    )
    expect(names).not.toContain('RecordMeeting.svelte')
  })

  it.each([
    ['Indonesian', firstId],
    ['English', firstEn],
  ])('say in %s only what is read with them', (_, first) => {
    const read = first.flatMap((catalogue) => Object.keys(catalogue))
    const left = sources.flatMap((path) => unread(readFileSync(path, 'utf8'), read).map((key) => `${path}: ${key}`))
    expect(left).toEqual([])
  })

  it('would notice another word', () => {
    expect(unread("t('record.title') + t(`sync.${kind}`) + t('nav.home')", Object.keys(firstId[0]))).toEqual([
      'record.title',
      'sync.',
    ])
  })
})

/** What a person would read in a component's markup that does not come from the catalogue. */
export function textIn(source: string): string[] {
  const found: string[] = []
  // What people write in signs alone, and the name of the app, is the same in every language.
  const spoken = (text: string) => /\p{L}{2,}/u.test(text.replace(/\bSesi\b/g, ''))
  const shown = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'text', 'hint', 'detail'])
  const walk = (node: unknown, within: string): void => {
    if (Array.isArray(node)) return node.forEach((each) => walk(each, within))
    if (typeof node !== 'object' || node === null) return
    const { type, name, data, value } = node as Record<string, unknown>
    if (type === 'Text' && typeof data === 'string' && within !== 'hidden' && spoken(data)) found.push(data.trim())
    if (type === 'Attribute') return walk(value, shown.has(String(name)) ? 'shown' : 'hidden')
    if (type === 'StyleDirective' || type === 'ClassDirective') return
    for (const [key, child] of Object.entries(node)) if (key !== 'metadata') walk(child, within)
  }
  walk(parse(source, { modern: true }).fragment, '')
  return found
}

describe('components', () => {
  const root = join(import.meta.dirname, '../src')
  const components = readdirSync(root, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.svelte'))

  it.each(components)('%s has no text of its own', (path) => {
    expect(textIn(readFileSync(join(root, path), 'utf8'))).toEqual([])
  })

  it('would notice text', () => {
    expect(textIn('<p title="Selamat">pagi {name}</p>')).toEqual(['Selamat', 'pagi'])
  })
})
