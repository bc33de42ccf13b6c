// Sync, also by file.
import type { sync as source } from '../id/sync'

export const sync: Record<keyof typeof source, string> = {
  'sync.done_title': 'Everything is at the office',
  'sync.waiting_title': '{n|# record waits|# records wait} to be sent',
  'sync.waiting_meetings': '{n|# meeting|# meetings}',
  'sync.waiting_others': '{n|# other record|# other records}',
  'sync.awaited_year':
    'Waiting for the office to open the year {year}: {n|# record|# records}. The office hears of it once you connect; then they are sent by themselves.',
  'sync.year_not_opened':
    'The office opens years from 2007 to the next one, not {year}: {n|# record|# records}. Check the dates of the meetings.',
  'sync.waiting_safe': 'All of it is safe on this device.',
  'sync.last_heard': 'Last connected {when}.',
  'sync.never_heard': 'Never connected yet.',
  'sync.now': 'Send and fetch now',
  'sync.stop': 'Stop',
  'sync.by_itself': 'Sesi also sends by itself as soon as there is a signal. You need not wait.',
  'sync.connecting': 'Calling the server…',
  'sync.progress': 'Sent {sent}, {waiting} to go; received {received}, {to_come} to come.',
  'sync.moved': 'Done: {sent} sent, {received} received.',
  'sync.sample': 'Sample data is never sent anywhere.',
  'sync.relay': 'Server: {relay}',

  'sync.stopped_title': 'Not finished',
  'sync.stopped_no_line':
    'There is no signal or the server cannot be reached. That is fine: your records are safe, and Sesi tries again by itself.',
  'sync.stopped_not_a_relay':
    'What answered is no Sesi server. This Wi-Fi may ask for a login first; open a browser, log in, then try again.',
  'sync.stopped_busy': 'The server is busy. Sesi tries again shortly.',
  'sync.stopped_revoked': 'The office revoked {here}. Call the office.',
  'sync.stopped_needs_code': 'The server asks for a code for a new office. Ask the operator of the server.',
  'sync.stopped_unknown': 'The server does not know this device yet. Call the office.',
  'sync.stopped_version': 'This Sesi is too old for the server. Update it; your records are safe.',
  'sync.stopped_refused':
    'The server refused something. It is kept here. Copy the diagnostics from Settings and send them to the office.',
  'sync.stopped_device': 'This device seems to be a copy of another. Do not use both; call the office.',
  'sync.stopped_other': 'Stopped because of “{kind}”. Try again; if it stays, call the office.',

  'sync.clock_title': 'The clock of {here} is wrong',
  'sync.clock_behind': 'It is {n|# minute|# minutes} slow. Turn on automatic time in the settings of {here}.',
  'sync.clock_ahead': 'It is {n|# minute|# minutes} fast. Turn on automatic time in the settings of {here}.',
  'sync.held': 'Held back',
  'sync.held_text': 'These are not lost. They wait on this device.',
  'sync.held_refused': 'One entry was refused by the server. Call the office and tell the code {reason}.',
  'sync.held_parked': '{n|One entry that came waits|# entries that came wait} ({reason}).',

  'sync.stopped_running': 'Sesi is sending already. Wait a moment.',
  'sync.held_unknown_key': '{n|One entry waits|# entries wait} for a key from the office.',
  'sync.held_unknown_author': '{n|One entry waits|# entries wait} until the office introduces who sent them.',
  'sync.held_missing_dependency': '{n|One entry waits|# entries wait} for others before.',
  'sync.held_newer': '{n|One entry was|# entries were} made by a newer Sesi. Update Sesi.',
  'sync.held_not_allowed': '{n|One entry|# entries} came from a device without the right to write there.',
  'sync.held_revoked': '{n|One entry is|# entries are} of a device that the office had revoked.',
  'sync.held_forged_author': '{n|One entry uses|# entries use} the name of somebody else and will not be believed.',
  'sync.held_unreadable': '{n|One entry was|# entries were} damaged on the way.',
  'sync.code': 'Code from the operator of the server',
  'sync.code_give': 'Send the code',

  'server.said_by': 'Moved from a device of {name}.',
  'server.going_title': 'The office’s server moved',
  'server.going_text':
    'Its new address is {to}. That server does not let this device in yet; meanwhile {relay} is used, and the app tries again by itself.',
  'server.move_title': 'Move to another server',
  'server.address': 'Address of the server',
  'server.pin': 'Certificate fingerprint (SHA-256)',
  'server.pin_hint': 'Only for a server with a certificate of its own. Leave empty if in doubt.',
  'server.unseen_title': 'The office’s server moved',
  'server.unseen_text': 'This device is now connected to {relay}, before that to {before}.',
  'server.unseen_first': 'This device is now connected to {relay}.',
  'server.unseen_safe': 'Your records move with it; there is nothing to do.',
  'server.saw': 'Got it',
  'server.other': 'Does the office’s server have a new address?',
  'server.other_text':
    'Usually the new address comes by itself. Fill it in only if the office told you and the old server is gone. What is here stays safe.',
  'server.use': 'Use this server',

  'file.title': 'Without a network: by file',
  'file.text':
    'Send a file by WhatsApp, Bluetooth or memory card. It is sealed as over the network, and receiving it twice does no harm.',
  'file.send': 'Make a file to send',
  'file.receive': 'Receive a file',
  'file.backup': 'Back up everything',
  'file.name': 'sesi-entries-{day}.sesi',
  'file.name_backup': 'sesi-backup-{day}.sesi',
  'file.nothing_waits': 'Nothing waits to be sent now.',
  'file.working': 'Working on the file…',
  'file.written': '{n|# entry|# entries} written. Records count as arrived once the office has them.',
  'file.brought': 'File received: {n|# record|# records} changed on this device.',
  'file.parked': '{n|# entry waits|# entries wait} for something else.',
  'file.stopped': 'Stopped: receive this file again for the rest.',
  'file.unreadable': '{n|# piece|# pieces} of the file were damaged on the way. Ask to have it sent again.',
  'file.nothing_new': 'File received. This device had all of it already.',
}
