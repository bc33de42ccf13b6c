// Beranda, and what is said about a month.
import type { home as source } from '../id/home'

export const home: Record<keyof typeof source, string> = {
  'home.morning': 'Good morning, {name}',
  'home.noon': 'Good day, {name}',
  'home.afternoon': 'Good afternoon, {name}',
  'home.evening': 'Good evening, {name}',
  'home.kecamatan': 'Kec. {name}',
  'home.stand': '{month}: {n} of {of} groups have met',
  'home.drafts': 'Not finished',
  'home.draft_detail': '{day} · {n} of {of} families marked',
  'home.draft_touched': 'Last touched {when}',
  'home.resume': 'Go on',
  'home.attention': 'Needs a look',
  'home.not_met': 'Not met this month',
  'home.met': 'Met',
  'home.no_day': 'None',
  'home.last_met': 'last {when}',
  'home.never_met': 'never met',
  'home.all_sessions': 'Has had all sessions',
  'home.all_met': 'All groups have met this month.',
  'home.none_met': 'No meeting this month yet.',
  'home.no_groups': 'No group on {here} yet',
  'home.no_groups_text':
    'Groups of the office appear once the phone was connected. You may also make a group yourself.',
  'home.my_month': 'Notes on {month}',

  'month.title': 'Notes on {month}',
  'month.text': 'Goes into the Rekap of the month. Leave it empty if there is nothing.',
  'month.reason': 'Reason if it was not carried out',
  'month.reason_hint': 'For example groups that could not meet, and why.',
  'month.dynamics': 'Notes on dynamics',
  'month.dynamics_hint': 'What the office should know about this month.',
}
