// Sync, also by file.
import type { sync as source } from '../id/sync'

export const sync: Record<keyof typeof source, string> = {
  'sync.done_title': 'Everything is at the office',
  'sync.waiting_title': '{n|# record waits|# records wait} to be sent',
  'sync.waiting_meetings': '{n|# meeting|# meetings}',
  'sync.waiting_others': '{n|# other record|# other records}',
  'sync.waiting_safe': 'All of it is safe on this device.',
  'sync.last_heard': 'Last connected {when}.',
  'sync.never_heard': 'Never connected yet.',
  'sync.now': 'Send and fetch now',
  'sync.stop': 'Stop',
  'sync.by_itself': 'Sesi also sends by itself as soon as there is a signal. You need not wait.',
  'sync.connecting': 'Calling the server…',
  'sync.progress': 'Sent {sent}, {waiting} to go; received {received}.',
  'sync.moved': 'Done: {sent} sent, {received} received.',
  'sync.sample': 'Sample data is never sent anywhere.',
  'sync.relay': 'Server: {relay}',

  'sync.stopped_title': 'Not finished',
  'sync.stopped_no_line':
    'There is no signal or the server cannot be reached. That is fine: your records are safe, and Sesi tries again by itself.',
  'sync.stopped_not_a_relay':
    'What answered is no Sesi server. This Wi-Fi may ask for a login first; open a browser, log in, then try again.',
  'sync.stopped_busy': 'The server is busy. Sesi tries again shortly.',
  'sync.stopped_revoked': 'The office revoked this phone. Call the office.',
  'sync.stopped_needs_code': 'The server asks for a code for a new office. Ask the operator of the server.',
  'sync.stopped_unknown': 'The server does not know this device yet. Call the office.',
  'sync.stopped_version': 'This Sesi is too old for the server. Update it; your records are safe.',
  'sync.stopped_refused':
    'The server refused something. It is kept here. Copy the diagnostics from Settings and send them to the office.',
  'sync.stopped_device': 'This device seems to be a copy of another. Do not use both; call the office.',
  'sync.stopped_other': 'Stopped because of “{kind}”. Try again; if it stays, call the office.',

  'sync.revoked_title': 'The office revoked this phone',
  'sync.revoked_text':
    'What is recorded can still be read, but nothing is sent or received any more. Call the office if this is a mistake.',
  'sync.copied_title': 'This data is a copy from another device',
  'sync.copied_text': 'So that nothing gets mixed up, Sesi does not send from a copy. Ask the office for a new invite.',
  'sync.clock_title': 'The clock of this phone is wrong',
  'sync.clock_behind': 'It is {n|# minute|# minutes} slow. Turn on automatic time in the settings of the phone.',
  'sync.clock_ahead': 'It is {n|# minute|# minutes} fast. Turn on automatic time in the settings of the phone.',
  'sync.held': 'Held back',
  'sync.held_text': 'These are not lost. They wait on this device.',
  'sync.held_missing_key': 'One entry waits for a key from the office.',
  'sync.held_refused': 'One entry was refused by the server ({reason}). Call the office.',
  'sync.held_parked': 'One entry that came waits ({reason}).',

  'file.title': 'Without a network: by file',
  'file.text':
    'Send a file by WhatsApp, Bluetooth or memory card. It is sealed as over the network, and receiving it twice does no harm.',
  'file.send': 'Make a file to send',
  'file.receive': 'Receive a file',
  'file.backup': 'Back up everything',
  'file.name': 'sesi-entries-{day}.sesi',
  'file.name_backup': 'sesi-backup-{day}.sesi',
  'file.nothing_waits': 'Nothing waits to be sent now.',
  'file.working': 'Making the file…',
  'file.written': '{n|# entry|# entries} written to {path}. Records count as arrived once the office has them.',
  'file.brought': 'File received: {n|# record|# records} changed on this device.',
  'file.parked': '{n|# entry waits|# entries wait} for something else.',
  'file.nothing_new': 'File received. This device had all of it already.',
}
