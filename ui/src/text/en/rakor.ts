// Rakor as everybody reads it.
import type { rakor as id } from '../id/rakor'

export const rakor: Record<keyof typeof id, string> = {
  'rakor.detail': 'Staff meetings: minutes, tasks, report',
  'rakor.none': 'No rakor yet',
  'rakor.none_text': 'What the office records stands here once you are connected.',
  'rakor.gone': 'This rakor is not on this device yet',
  'rakor.closed': 'minutes closed',
  'rakor.draft': 'draft',
  'rakor.cancelled': 'cancelled',
  'rakor.own_hadir': 'You were there',
  'rakor.own_izin': 'You were excused',
  'rakor.own_tanpa_keterangan': 'You are marked as absent',
  'rakor.own_none': 'You are not marked yet',
  'rakor.rhk8': 'RHK 8 report (PDF)',
  'rakor.rhk8_docx': 'RHK 8 report (DOCX)',
  'rakor.rhk8_text': 'Chapters A to E, with the minutes.',
  'rakor.rhk8_none': 'Only who is marked as present reports. If you were there, ask the office to mark you.',
  'rakor.rhk8_file': 'Laporan RHK-8 {title}',
  'rakor.points': 'Minutes',
  'rakor.decided': 'Decided:',
  'rakor.conclusion': 'Conclusion',
  'rakor.tasks': 'What follows',
  'rakor.writing': 'Writing the file…',
  'rakor.written': 'File saved',
  'rakor.agenda': 'Agenda',
  'errors.rakor_not_there': 'Only who is marked as present reports. If you were there, ask the office to mark you.',
}
