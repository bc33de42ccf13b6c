// Files: printed forms.
export const files = {
  'files.writing': 'Writing the file…',
  'files.written': 'The file is saved',
  'files.paper': 'Paper',
  'files.print': 'Print the attendance list',
  'files.hadir_title': 'Print the attendance list',
  'files.hadir_filled': 'The list of this meeting, filled with what was recorded. Signatures stay empty.',
  'files.hadir_blank': 'The empty list of this group, to take to the meeting.',
  'files.hadir_all': 'The empty lists of all groups of this kecamatan in one file, each group on a new page.',
  'files.hadir_variant': 'Columns',
  'files.hadir_a': 'All: NIK, KK number, components (landscape)',
  'files.hadir_b': 'NIK/KK number and status (upright)',
  'files.hadir_c': 'NIK, address, RT/RW (upright)',
  'files.hadir_d': 'Names alone, no numbers (upright)',
  'files.hadir_write': 'Save the PDF',
  'files.hadir_file': 'P2K2 attendance {day}.pdf',
  'files.hadir_counts': '{lists|# list|# lists}, {n} KPM · mark {digest}.',
} as const
