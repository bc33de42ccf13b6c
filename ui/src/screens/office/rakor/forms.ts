// The forms that the desk writes about a rakor. Pure.
import { t } from '../../../text/text.svelte'
import type { Way } from '../../rakor/rakor'

export function deskForms(title: string): Way[] {
  const way = (form: Way['form'], format: 'pdf' | 'docx', what: string, name: string): Way => ({
    form,
    format,
    label: t(`rakordesk.${format}`, { what }),
    name: `${name} ${title}`,
  })
  const [invitation, minutes] = [t('rakordesk.invitation'), t('rakordesk.minutes_file')]
  return [
    way('invitation', 'pdf', invitation, 'Undangan'),
    way('invitation', 'docx', invitation, 'Undangan'),
    way('attendance', 'pdf', t('rakordesk.list'), 'Daftar hadir'),
    way('minutes', 'pdf', minutes, 'Notulen'),
    way('minutes', 'docx', minutes, 'Notulen'),
  ]
}
