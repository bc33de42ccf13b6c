// Fields of a list and their values, in words.
import type { Field, InferredValue, Profile, Take } from '../../../shell/schema'
import { formatDay } from '../../../text/format'
import { language, t, tMaybe } from '../../../text/text.svelte'

export function fieldWords(field: string): string {
  return tMaybe(`roster.${field}`, field)
}

/** What a task can be given besides the name and the NIK, in the order of a list. */
export const MORE_FIELDS: Field[] = [
  'pkh_id',
  'kk',
  'kecamatan',
  'desa',
  'group',
  'pendamping',
  'status',
  'address',
  'phone',
  'tahap',
  'hamil',
  'aud',
  'sd',
  'smp',
  'sma',
  'disabilitas',
  'lansia',
]

/** How the codes begin that such a field can settle. */
export const ABOUT_MORE = ['kecamatan_', 'desa_', 'group_', 'status_', 'kk_', 'pkh_', 'no_identity', 'component_']

/** What stands in a field; what is empty says so. */
export function valueWords(field: string, value: string | null): string {
  if (value === null || value === '') return t('field.empty')
  return field === 'status' ? tMaybe(`status.${value.replace('_', ' ')}`, value) : value
}

/** What a row does not say itself, and from where it was taken. */
export function inferredWords({ field, value, from, row }: InferredValue): string {
  const said = { field: fieldWords(field), value, row: row ?? '' }
  return tMaybe(`inferred.${from}`, `${said.field} ${value}`, said)
}

function takeWords(take: Take): string {
  if (typeof take === 'string') return t(`take.${take}`)
  const { status, since } = take.with
  return t('take.said', { status: valueWords('status', status), day: formatDay(since, language()) })
}

/** What is said of a list, a line each. `kecamatan` has the names of codes. */
export function profileWords(profile: Profile, kecamatan: (code: string) => string): string[] {
  const lines = Object.entries(profile.columns).map(([column, field]) =>
    t('like.column', { column, field: field === null ? t('column.unused') : fieldWords(field) }),
  )
  for (const [name, choice] of Object.entries(profile.sheets)) {
    const sheet = name === '*' ? t('like.every_sheet') : t('like.sheet', { name })
    const parts = [
      choice.rows && takeWords(choice.rows),
      choice.hidden_rows && `${t('like.hidden_rows')}: ${takeWords(choice.hidden_rows)}`,
      choice.kecamatan && `${fieldWords('kecamatan')} ${kecamatan(choice.kecamatan)}`,
      choice.desa && `${fieldWords('desa')} ${choice.desa}`,
      choice.group && `${fieldWords('group')} ${choice.group}`,
      choice.pendamping && `${fieldWords('pendamping')} ${choice.pendamping}`,
      choice.header_row && `${t('sheet.header_row')} ${choice.header_row}`,
    ]
    const said = parts.filter(Boolean).join(', ')
    if (said) lines.push(`${sheet}: ${said}`)
  }
  return lines
}
