// What went wrong, by the stable kinds of the core, and what to do next.
import type { errors as source } from '../id/errors'

export const errors: Record<keyof typeof source, string> = {
  'errors.unknown':
    'Something did not work ({kind}). Try once more. If it stays, send the diagnostics from Settings to the office.',
  'errors.window': 'Something did not work on this screen. Go back and open it again. What was saved is safe.',
  'errors.no_such_call': 'The window and the app are not of one version. Close Sesi and install the latest.',
  'errors.malformed_call': 'This cannot be taken. Check what you filled in.',
  'errors.locked': 'Sesi is locked. Enter your PIN first.',
  'errors.database_newer': 'The data on this phone was made by a newer Sesi. Update Sesi; the data is safe.',
  'errors.database_damaged':
    'The data on this phone is damaged and was put aside, not deleted. Ask the office to restore it.',
  'errors.database_wrong_key': 'That is not the PIN. Try again.',
  'errors.database_busy': 'Sesi is open in another window. Close one of them and try again.',
  'errors.storage': 'The storage cannot be read. Restart the phone and try again.',
  'errors.disk_full': 'The storage is full. Delete photos or videos that you do not need, then save again.',
  'errors.database': 'The storage failed. Try once more; if it stays, call the office.',
  'errors.document': 'This cannot be saved. Check what you filled in, then save again.',
  'errors.document_damaged': 'One record cannot be read. The others are safe. Call the office.',
  'errors.sealing': 'The record cannot be made ready for sending. It is safe on this phone.',
  'errors.key': 'The key of this device cannot be used. Close other apps and try again.',
  'errors.invite': 'This invite cannot be read. Ask the office for a new one.',
  'errors.not_a_relay':
    'This address answers, but it is no Sesi server. Check the address, or log in to the Wi-Fi first.',
  'errors.no_line': 'Not connected. Find a signal and try again.',
  'errors.file': 'This is not the kind of file that is meant. Choose another.',
  'errors.io': 'The file cannot be read or written. Check the place and try again.',
  'errors.missing': 'What you look for is no longer here. Go back and choose again.',
  'errors.not_allowed': 'This device may not do that. Ask the office.',
  'errors.roster': 'This list cannot be read. Choose an .xlsx or .csv file from the office.',
  'errors.photo':
    'No QR code could be read in that photo. Take it closer, straight and in good light; or type the invite.',
}
