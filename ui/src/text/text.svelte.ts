// Words for a key, in the language that the person chose.
import { en } from './en'
import { id } from './id'
import { formatNumber, pluralForm } from './format'

export type TextKey = keyof typeof id
export type Language = 'id' | 'en'
export type Values = Record<string, string | number>

const catalogues: Record<Language, Record<TextKey, string>> = { id, en }

let chosen = $state<Language>('id')

/** The language in use. Reading it in a component makes that follow a change. */
export function language(): Language {
  return chosen
}

export function chooseLanguage(next: Language): void {
  chosen = next
}

export function hasText(key: string): key is TextKey {
  return Object.prototype.hasOwnProperty.call(id, key)
}

const onPhone = /Android|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '')

/**
 * The words for `key`. `{name}` stands for a value, `{here}` for this phone or computer; `{n|# group|# groups}` chooses between
 * singular and plural and puts the number for `#`.
 */
export function t(key: TextKey, values: Values = {}): string {
  const here = catalogues[chosen][onPhone ? 'common.this_phone' : 'common.this_computer']
  return fill(catalogues[chosen][key], { here, ...values }, chosen)
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
