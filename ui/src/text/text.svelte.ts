// Words for a key, in the language that the person chose.
// What the first screens say in Indonesian is there from the start; what other screens say, English, and what the office's screens say
// are files that are read when they are needed.
import { first } from './id/first'
import type { id } from './id'
import type { office } from './id/office'
import { formatNumber, pluralForm } from './format'

export type TextKey = keyof typeof id | keyof typeof office
export type Language = 'id' | 'en'
export type Values = Record<string, string | number>
type Catalogue = Partial<Record<TextKey, string>>
/** The parts of a language, in the order in which they are read. */
type Part = 'first' | 'rest' | 'office'

const files: Record<Language, Record<Part, () => Promise<readonly Catalogue[]>>> = {
  id: {
    first: () => Promise.resolve(first),
    rest: () => import('./id/rest').then((file) => [file.rest]),
    office: () => import('./id/office').then((file) => [file.office]),
  },
  en: {
    first: () => import('./en/first').then((file) => file.first),
    rest: () => import('./en/rest').then((file) => [file.rest]),
    office: () => import('./en/office').then((file) => [file.office]),
  },
}

let chosen = $state<Language>('id')
/** What was read of each language. Only more is ever read, and nobody asks for a key before its part. */
const words: Record<Language, Partial<Record<Part, readonly Catalogue[]>>> = { id: { first }, en: {} }
/** The catalogues of what was read, for whoever looks for a key. */
const flat: Record<Language, readonly Catalogue[]> = { id: first, en: [] }
/** The parts that the screens of this window say; a language that is chosen later is read as far. */
const wanted = new Set<Part>(['first'])

/** The language in use. Reading it in a component makes that follow a change. */
export function language(): Language {
  return chosen
}

async function read(lang: Language): Promise<void> {
  const own = words[lang]
  const missing = [...wanted].filter((part) => !own[part])
  if (missing.length === 0) return
  await Promise.all(missing.map(async (part) => (own[part] = await files[lang][part]())))
  flat[lang] = [own.first, own.rest, own.office].flatMap((catalogues) => catalogues ?? [])
}

/** Reads a language as far as the first screens say it, or, for the office's screens too, whole; from then on the window speaks it. */
export async function chooseLanguage(next: Language, office: boolean): Promise<void> {
  if (office) wanted.add('rest').add('office')
  await read(next)
  chosen = next
}

/** Reads what all the other screens say. Whatever is not shown at first waits for it. */
export async function readWords(): Promise<void> {
  wanted.add('rest')
  for (let lang = chosen; ; lang = chosen) {
    await read(lang)
    // Another language was chosen meanwhile.
    if (lang === chosen) return
  }
}

function find(key: string): string | undefined {
  for (const catalogue of flat[chosen]) {
    const text = (catalogue as Record<string, string>)[key]
    if (text !== undefined) return text
  }
  return undefined
}

export function hasText(key: string): key is TextKey {
  return find(key) !== undefined
}

const onPhone = /Android|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '')

/**
 * The words for `key`. `{name}` stands for a value, `{here}` for this phone or computer; `{n|# group|# groups}` chooses between
 * singular and plural and puts the number for `#`.
 */
export function t(key: TextKey, values: Values = {}): string {
  const text = find(key)
  if (text === undefined) throw new Error(`no words were read for ${key}`)
  if (!text.includes('{')) return text
  return fill(text, { here: find(onPhone ? 'common.this_phone' : 'common.this_computer') ?? '', ...values }, chosen)
}

/** Words for a key that is put together at run time; `otherwise` where there are none. */
export function tMaybe(key: string, otherwise: string, values: Values = {}): string {
  return hasText(key) ? t(key, values) : otherwise
}

export function fill(pattern: string, values: Values, lang: Language): string {
  return pattern.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
    const value = values[name]
    if (value === undefined) return ''
    const shown = typeof value === 'number' ? formatNumber(value, lang) : value
    if (one === undefined || many === undefined) return shown
    return (pluralForm(Number(value), lang) === 'one' ? one : many).replace('#', shown)
  })
}
