// Verification of commitment in education.
export const school = {
  'school.title': 'Education check',
  'school.text': 'The form of 25 columns from a school.',
  'school.open': 'Education check',
  'school.explain':
    'Choose the file of a school (CSV or Excel). Sesi checks it, counts JML and %, and prints it. The file is not kept.',
  'school.pick': 'Choose a file',
  'school.other': 'Choose another file',
  'school.reading': 'Reading the file…',
  'school.counts': '{n} pupils · {kb} KB · digest {digest}.',
  'school.faults': '{n} things to look at',
  'school.fault_row': 'Row {row}:',
  'school.fault_no_name': 'no name of a pupil, left out: {said}',
  'school.fault_not_a_number': 'no number of days, taken as empty: {said}',
  'school.fault_too_many': 'more than there were days: {said}',
  'school.fault_nik': 'a NIK without 16 digits: {said}',
  'school.no_name': 'A school without a name',
  'school.about': 'NPSN {npsn} · {months}',
  'school.below': '{below} of {n} pupils who can be counted are below {enough} % in a month.',
  'school.jml_present': 'JML: days present.',
  'school.jml_away': 'JML: days absent.',
  'school.file': 'Verifikasi komitmen pendidikan',
  'errors.no_school_list':
    'This is no form of a school: there is no row with NIK PENGURUS and NAMA SISWA, and ALPA, IZIN, SAKIT. Choose another file.',
} as const
