// Fields of a list and their values, in words.
import { t, tMaybe } from '../../../text/text.svelte'

export function fieldWords(field: string): string {
  return tMaybe(`roster.${field}`, field)
}

/** What stands in a field; what is empty says so. */
export function valueWords(field: string, value: string | null): string {
  if (value === null || value === '') return t('field.empty')
  return field === 'status' ? tMaybe(`status.${value.replace('_', ' ')}`, value) : value
}
