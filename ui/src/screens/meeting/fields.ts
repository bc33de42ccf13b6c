// Words for the fields of a document, and for values that are codes.
import { formatDay, monthName } from '../../text/format'
import { language, t, tMaybe } from '../../text/text.svelte'

/** `Kehadiran · Hasna Tamrin` for `marks/AbCd1234`. */
export function fieldName(field: string, family: string | null): string {
  const [kind = field, part = '', within] = field.split('/')
  const name = tMaybe(`field.${kind}`, kind)
  if (family) return `${name} · ${family}`
  if (/^\d\d$/.test(part)) return t('field.of_month', { name, month: monthName(`2026-${part}`, language()) })
  // A point of the minutes of a rakor.
  if (kind === 'said' && /^[0-9a-f]{16}$/.test(part)) return tMaybe('field.said_point', name)
  if (kind === 'speakers') return t(within === 'agency' ? 'field.speaker_agency' : 'field.speaker_name', { n: part })
  if (kind === 'notes' && part) return `${name} · ${tMaybe(`aspect.${part}`, part)}`
  // A map whose fields have names of their own.
  return tMaybe(`field.${kind}_${part}`, name)
}

/** `Alfa` for `A`; other values as they are. */
export function valueWords(field: string, shown: string | null): string {
  if (shown === null || shown === '') return tMaybe('field.cleared', '–')
  const kind = field.split('/')[0]
  const coded = ['marks', 'ratings', 'behaviour', 'potential']
  if (/^\d{4}-\d\d-\d\d$/.test(shown)) return formatDay(shown, language())
  if (field === 'delivery/way') return tMaybe(`letters.way_${shown}`, shown)
  return coded.includes(kind ?? '') ? tMaybe(`code.${shown}`, shown) : shown
}
