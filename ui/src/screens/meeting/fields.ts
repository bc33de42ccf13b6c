// Words for the fields of a document, and for values that are codes.
import { monthName } from '../../text/format'
import { language, t, tMaybe } from '../../text/text.svelte'

/** `Kehadiran · Hasna Tamrin` for `marks/AbCd1234`. */
export function fieldName(field: string, family: string | null): string {
  const [kind = field, part = ''] = field.split('/')
  const name = tMaybe(`field.${kind}`, kind)
  if (family) return `${name} · ${family}`
  if (/^\d\d$/.test(part)) return t('field.of_month', { name, month: monthName(`2026-${part}`, language()) })
  return kind === 'notes' && part ? `${name} · ${tMaybe(`aspect.${part}`, part)}` : name
}

/** `Alfa` for `A`; other values as they are. */
export function valueWords(field: string, shown: string | null): string {
  if (shown === null || shown === '') return tMaybe('field.cleared', '–')
  const kind = field.split('/')[0]
  const coded = ['marks', 'ratings', 'behaviour', 'potential']
  return coded.includes(kind ?? '') ? tMaybe(`code.${shown}`, shown) : shown
}
