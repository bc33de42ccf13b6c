// The fields of documents: what each is called, what its values say, and how a third value of it is typed. A field is a path
// as the core says it, such as `place` or `marks/AbCd1234`.
import type { Scalar } from '../../shell/schema'
import { formatDay, formatMinutes, formatNumber, monthName, zoneName } from '../../text/format'
import { language, t, tMaybe } from '../../text/text.svelte'
import { pointText } from '../supervision/supervision'

/** How a value is put in. `choose`: only one of the values that are there. */
export type Entry =
  | { by: 'text'; most: number }
  | { by: 'digits'; count: number }
  | { by: 'number'; least: number; most: number }
  | { by: 'mark' | 'rating' | 'status' | 'verdict' | 'flag' | 'date' | 'time' | 'session' | 'desa' | 'choose' }

const LONG_NOTE = 1000
const NAME = 120

/** The way to type a value of a field, as the core's rules have it. */
export function entryOf(field: string): Entry {
  const [first = '', ...rest] = field.split('/')
  switch (first) {
    case 'marks':
      return { by: 'mark' }
    case 'ratings':
    case 'behaviour':
    case 'potential':
      return { by: 'rating' }
    case 'statuses':
      return { by: 'status' }
    case 'date':
    case 'dates':
    case 'day':
    case 'invited':
    case 'due':
    case 'proved':
    case 'signed_on':
    case 'agreed_on':
      return { by: 'date' }
    // Of a task of a supervision; of a family it is a day.
    case 'closed':
      return { by: rest.length ? 'flag' : 'date' }
    case 'answers':
      return { by: 'number', least: 0, most: 5 }
    case 'counted':
      return { by: 'number', least: 0, most: 500 }
    case 'tests':
      return rest[0] === 'outcome' ? { by: 'choose' } : { by: 'number', least: 0, most: 1000 }
    case 'certificate':
      if (rest[0] === 'jp') return { by: 'number', least: 1, most: 1000 }
      return rest[0] === 'day' ? { by: 'date' } : { by: 'text', most: NAME }
    case 'coaching':
    case 'reply':
      return { by: 'text', most: LONG_NOTE }
    case 'starts':
    case 'ends':
      return { by: 'time' }
    case 'cancelled':
    case 'withdrawn':
      return { by: 'flag' }
    case 'session':
    case 'sessions':
      return { by: 'session' }
    case 'nik':
    case 'kk':
      return { by: 'digits', count: 16 }
    case 'components':
      return { by: 'number', least: 0, most: 30 }
    case 'desa':
      return { by: 'desa' }
    case 'name':
    case 'place':
    case 'places':
    case 'speakers':
      return { by: 'text', most: NAME }
    case 'title':
      return { by: 'text', most: 100 }
    case 'topic':
    case 'reasons':
    case 'address':
      return { by: 'text', most: 200 }
    case 'note':
    case 'notes':
    case 'texts':
      return { by: 'text', most: LONG_NOTE }
    case 'settings':
      // How a list is read is text for the core alone.
      return rest[0]?.startsWith('list.') ? { by: 'choose' } : { by: 'text', most: 2000 }
    case 'pkh_id':
    case 'phone':
    case 'tahap':
    case 'nip':
      return { by: 'text', most: 40 }
    case 'number':
      return { by: 'text', most: 60 }
    case 'why':
      return { by: 'text', most: 500 }
    case 'delivery':
      if (rest[0] === 'receiver') return { by: 'text', most: NAME }
      return { by: rest[0] === 'day' || rest[0] === 'received' ? 'date' : 'choose' }
    case 'response':
      if (rest[0] === 'text') return { by: 'text', most: LONG_NOTE }
      return { by: rest[0] === 'day' ? 'date' : 'flag' }
    case 'check':
      if (rest[0] === 'verdict') return { by: 'verdict' }
      return rest[0] === 'note' ? { by: 'text', most: 500 } : { by: 'choose' }
    default:
      return { by: 'choose' }
  }
}

/** What people call a field. */
export function fieldName(field: string): string {
  const [first = '', ...rest] = field.split('/')
  const name = tMaybe(`field.${first}`, tMaybe(`seen.${first}`, first))
  const within = rest.join('/')
  // A point of the minutes of a rakor.
  if (first === 'said' && /^[0-9a-f]{16}$/.test(within)) return t('field.said_point')
  switch (first) {
    case 'sessions':
    case 'dates':
    case 'starts':
    case 'ends':
    case 'places':
    case 'reasons':
      return /^\d\d$/.test(within)
        ? t('field.of_month', { name, month: monthName(`2026-${within}`, language()) })
        : name
    case 'components':
      return tMaybe(`component.${within}`, name)
    case 'notes':
      return `${name}: ${tMaybe(`aspect.${within}`, within)}`
    case 'answers':
      return `${name}: ${within}`
    case 'copied':
      return `${name}: ${tMaybe(`siks.field_${within}`, within)}`
    case 'speakers':
      return t(rest[1] === 'agency' ? 'field.speaker_agency' : 'field.speaker_name', { n: rest[0] ?? '' })
    case 'groups':
    case 'statuses':
    case 'states':
    case 'postings':
    case 'pendamping':
      return /^\d{4}-/.test(within) ? t('field.since', { name, day: formatDay(within, language()) }) : name
    case 'presence': {
      // A training's marks name half a day; a rakor's do not.
      if (!/^\d{4}-\d\d-\d\d\./.test(within)) return name
      const part = t(within[11] === 's' ? 'training.afternoon' : 'training.morning')
      return `${name}, ${formatDay(within.slice(0, 10), language())} ${part}`
    }
    default:
      // A map whose fields have names of their own.
      return tMaybe(`field.${first}_${within}`, tMaybe(`seen.${first}_${within}`, name))
  }
}

/** What a value of a field says to people. None: the field is empty. */
export function saidValue(field: string, shown: string | null): string {
  const [first = '', within = ''] = field.split('/')
  if (shown === null || shown === '')
    return t(first === 'marks' ? 'mark.none' : entryOf(field).by === 'rating' ? 'rating.none' : 'field.empty')
  if (first === 'marks' || entryOf(field).by === 'rating') return tMaybe(`code.${shown}`, shown)
  if (first === 'check' && within === 'verdict') return tMaybe(`verdict.${shown}`, shown)
  if (first === 'answers' && shown === '0') return t('supervision.not_observed')
  if (first === 'tests')
    return /^\d+$/.test(shown) ? pointText(Number(shown)) : tMaybe(`history.outcome_${shown}`, shown)
  if (first === 'presence') return tMaybe(`presence.${shown}`, shown)
  if (first === 'taking') return tMaybe(`taking.${shown}`, shown)
  if (first === 'employment') return tMaybe(`employment.${shown}`, shown)
  if (first === 'postings' && shown === '-') return t('register.left')
  if (first === 'delivery' && within === 'way') return tMaybe(`letters.way_${shown}`, shown)
  if (first === 'states') return tMaybe(`state.${shown}`, shown)
  if (first === 'statuses') return tMaybe(`status.${shown}`, shown)
  if (first === 'utc_offset_minutes') return zoneName(Number(shown))
  if (entryOf(field).by === 'flag' || shown === 'true') return t('common.yes')
  if (/^\d{4}-\d\d-\d\d$/.test(shown)) return formatDay(shown, language())
  if (first === 'components' && /^\d+$/.test(shown)) return formatNumber(Number(shown), language())
  if ((first === 'starts' || first === 'ends') && /^\d+$/.test(shown)) return formatMinutes(Number(shown), language())
  return shown
}

/** The value that was typed, as the core takes it; nothing where it does not fit the field. */
export function scalarOf(entry: Entry, typed: string): Scalar | undefined {
  const text = typed.trim()
  const whole = /^\d{1,5}$/.test(text) ? Number(text) : undefined
  switch (entry.by) {
    case 'text':
      if (text === '') return { type: 'empty' }
      return [...text].length <= entry.most ? { type: 'text', value: text } : undefined
    case 'digits':
      if (text === '') return { type: 'empty' }
      return new RegExp(`^\\d{${entry.count}}$`).test(text) ? { type: 'text', value: text } : undefined
    case 'number':
      if (whole === undefined || whole < entry.least || whole > entry.most) return undefined
      return { type: 'number', value: whole }
    case 'mark':
    case 'rating':
      if (text === '0') return { type: 'empty' }
      return whole === undefined ? undefined : { type: 'number', value: whole }
    case 'flag':
      return text === '1' ? { type: 'flag', value: true } : text === '0' ? { type: 'empty' } : undefined
    case 'time': {
      const found = /^(\d\d):(\d\d)$/.exec(text)
      return found ? { type: 'number', value: Number(found[1]) * 60 + Number(found[2]) } : undefined
    }
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? { type: 'text', value: text } : undefined
    case 'status':
    case 'verdict':
    case 'session':
    case 'desa':
      return text === '' ? undefined : { type: 'text', value: text }
    case 'choose':
      return undefined
  }
}
