// What the first screens say that others say too: the PIN, a revoked device, ways to other screens.
import type { firstScreen as source } from '../id/firstScreen'

export const firstScreen: Record<keyof typeof source, string> = {
  'pin.use_letters': 'Use a passphrase (letters)',
  'pin.use_numbers': 'Use a PIN (numbers)',
  'pin.show': 'Show: {label}',
  'unlock.title': 'Enter your PIN',
  'unlock.text': 'It opens without a signal.',
  'unlock.pin': 'PIN or passphrase',
  'unlock.submit': 'Open',
  'unlock.working': 'Opening…',
  'unlock.wrong': 'That is not the PIN. Try again.',
  'unlock.wrong_again': 'That is not the PIN ({n|once|# times}). Take your time.',
  'unlock.wait_seconds': 'That is not the PIN. Try again in {n|# second|# seconds}.',
  'unlock.wait_minutes': 'That is not the PIN. Try again in {n|# minute|# minutes}.',
  'unlock.forgotten': 'Forgotten? Call the office: what was sent is safe there, and it can invite {here} again.',

  'sync.revoked_title': 'The office revoked {here}',
  'sync.revoked_text':
    'Records and drafts can still be read, but nothing is sent or received any more. Call the office if this is a mistake.',
  'sync.closed_title': 'Not in use',
  'sync.closed': 'Nothing can be recorded or made on {here}',
  'sync.closed_text': 'Ask the office for a new invite.',
  'sync.copied_title': 'The data on {here} was restored or copied',
  'sync.copied_text':
    'Records are safe and still sent. Use one device only; for the other one ask the office for a new invite.',
  'sync.impersonated_title': 'Entries came in the name of {here}',
  'sync.impersonated_text': 'They are not counted and your records are safe. Tell the office, and go on as usual.',
  'sync.noticed': 'Understood',

  'groups.new': 'New group',
  'plans.both': 'Calendar and plans',
  'siks.title': 'SIKS-NG',
  'supervision.observed_by': 'Observed by {name}',
  'nav.supervision': 'Supervision',
  'settings.language': 'Language',
  'voices.title': 'Voices for the office',
  'nav.voices': 'Staff voices',
  'nav.rakor': 'Rakor',
  'home.todo_supervised': 'Supervisions that wait for your reply',
}
