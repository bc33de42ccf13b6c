// What stands beside a family's name where it is marked. Pure.
import type { FamilyLine } from '../../shell/schema'
import { t } from '../../text/text.svelte'

/** `Ketua · Dusun 1 · Ibu hamil · Alfa bulan lalu`, as far as it is so. */
export function aboutFamily(family: FamilyLine): string {
  const parts = [
    family.ketua ? t('record.ketua') : '',
    family.address ?? '',
    ...family.components
      .filter((component) => component === 'hamil' || component === 'disabilitas')
      .map((component) => t(`component.${component}`)),
    family.last_mark === 'alfa' ? t('record.last_alfa') : '',
  ]
  return parts.filter(Boolean).join(' · ')
}
