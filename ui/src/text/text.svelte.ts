// Words for a key, in the language that the person chose.
// Indonesian, which the first words are in, is there from the start; English and what the office's screens say are files that are read
// when they are needed.
import { id } from './id'
import type { office } from './id/office'
import { formatNumber, pluralForm } from './format'

export type TextKey = keyof typeof id | keyof typeof office
export type Language = 'id' | 'en'
export type Values = Record<string, string | number>
type Catalogue = Record<TextKey, string>

const catalogues: Record<Language, () => Promise<Partial<Catalogue>>> = {
  id: () => Promise.resolve(id),
  en: () => import('./en').then((file) => file.en),
}
const officeCatalogues: typeof catalogues = {
  id: () => import('./id/office').then((file) => file.office),
  en: () => import('./en/office').then((file) => file.office),
}

let chosen = $state<Language>('id')
let words = $state.raw({} as Catalogue)

/** The language in use. Reading it in a component makes that follow a change. */
export function language(): Language {
  return chosen
}

/** Reads a language, for the office's screens too; from then on the window speaks it. Before the first one is read there are no words. */
export async function chooseLanguage(next: Language, office: boolean): Promise<void> {
  const read = await Promise.all([catalogues[next](), office ? officeCatalogues[next]() : {}])
  words = Object.assign({}, ...read) as Catalogue
  chosen = next
}

export function hasText(key: string): key is TextKey {
  return Object.prototype.hasOwnProperty.call(words, key)
}

const onPhone = /Android|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '')

/**
 * The words for `key`. `{name}` stands for a value, `{here}` for this phone or computer; `{n|# group|# groups}` chooses between
 * singular and plural and puts the number for `#`.
 */
export function t(key: TextKey, values: Values = {}): string {
  const here = words[onPhone ? 'common.this_phone' : 'common.this_computer']
  return fill(words[key], { here, ...values }, chosen)
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
