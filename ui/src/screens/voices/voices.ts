// What screens say of voices: kinds, states, and who said what.
import type { Matter, MatterState, VoiceKind, VoiceLine } from '../../shell/schema'
import { formatDay } from '../../text/format'
import { language, t } from '../../text/text.svelte'

export const KINDS: VoiceKind[] = ['kendala', 'pertanyaan', 'aspirasi', 'usul']

export function kindName(kind: VoiceKind): string {
  return t(`voices.kind_${kind}`)
}

export function stateName(matter: Matter): string {
  return matter.overdue ? t('voices.overdue') : t(`voices.state_${matter.state}`)
}

const TONES: Record<MatterState, 'plain' | 'ok' | 'warn' | 'brand'> = {
  open: 'warn',
  going: 'brand',
  done: 'brand',
  closed: 'ok',
}

export function stateTone(matter: Matter): 'plain' | 'ok' | 'warn' | 'bad' | 'brand' {
  return matter.overdue ? 'bad' : TONES[matter.state]
}

export function personOf(voice: VoiceLine): string {
  return voice.from?.name ?? t('voices.somebody')
}

/** Who said it, where they work, and when. */
export function whoSaid(voice: VoiceLine, today: string): string {
  const day = formatDay(voice.day, language(), today)
  const place = voice.kecamatan.join(', ')
  const name = personOf(voice)
  return place ? t('voices.who_said_place', { name, place, day }) : t('voices.who_said', { name, day })
}
