// What the office's calls refuse, and what to do next.
export const officeErrors = {
  'errors.decided_meanwhile':
    'The office answered from another device meanwhile. That answer is shown here; save again if yours is to stand.',
  'errors.task_incomplete': 'A follow-up needs what is to be done, by whom and until when. Fill in all three, or none.',
  'errors.name_missing': 'There is no name. Enter one first.',
  'errors.role': 'This role cannot be used. Choose one of the list, or a name of at most 60 characters.',
  'errors.unknown_kecamatan': 'The kabupaten has no such kecamatan. Choose one of the list.',
  'errors.no_kecamatan': 'This person has no kecamatan yet. Tick at least one, save, then invite.',
  'errors.phone_there':
    'Their phone still holds data of that kecamatan. Revoke the phone, change the kecamatan, then invite again.',
  'errors.posted_there':
    'They are posted in that kecamatan today. Post them elsewhere in the register, or take the posting back, first.',
  'errors.no_relay':
    'The sample office has no server, so no device can be invited. Leave the sample and set up your own office.',
  'errors.invite_days': 'An invite is good for 1 to 366 days. Choose within that.',
  'errors.qr_too_long': "The server's address is too long for a QR code. Use a shorter one.",
  'errors.threshold': 'Days go from 1 to 366, months from 1 to 12. Correct them and save again.',
  'errors.letter_pattern':
    'The number of letters needs {no} once and has at most 50 characters. Correct it and save again.',
  'errors.edition': "The edition's name has to sort after the one in force. Change it.",
  'errors.curriculum': 'This curriculum cannot be read. Make a new edition of the earlier one.',
  'errors.curriculum_code': 'This module or session is unknown. Begin again from the edition in force.',
  'errors.session_in_use': 'Meetings were held about a session that you took out. Keep it in the list.',
  'errors.rekap_tables': 'The rekap cannot be counted from the data here. Try once more.',
  'errors.rekap_spreadsheet': 'The Excel file cannot be written. Choose another place and try again.',
  'errors.roster_empty': 'The file is empty. Choose one with a KPM list.',
  'errors.roster_password':
    'The file has a password. Open it in Excel, choose File > Info > Protect Workbook > Encrypt with Password, empty it, save, and choose the file again.',
  'errors.roster_old_excel':
    'The file is of an Excel that is too old. Open it in Excel, choose File > Save As > Excel Workbook (.xlsx), and choose the new file.',
  'errors.roster_other_type':
    'This is no Excel or CSV list. Open the list in Excel, choose File > Save As > Excel Workbook (.xlsx), and choose that file.',
  'errors.roster_too_large': 'The file is too large. Split it by kecamatan and import one by one.',
  'errors.roster_too_many_rows': 'The file has too many rows. Split it by kecamatan and import one by one.',
  'errors.roster_unreadable': 'The file is damaged or cut off. Ask for a new copy.',
  'errors.roster_no_header':
    'No column headings were found. There has to be a row with headings such as NAMA, NIK, KELOMPOK.',
  'errors.nik_missing': 'There is no NIK. Leave it wholly empty to import without, or enter 16 digits.',
  'errors.row_question': 'Another KPM already has this No. KK. Choose first: the same family, or another.',
  'errors.nik_length': 'A NIK has 16 digits. Compare it with the KTP.',
  'errors.nik_numeric': 'Excel cut this NIK. Copy its 16 digits from the KTP.',
  'errors.nik_characters': 'A NIK has only digits.',
  'errors.nik_implausible': 'The date of birth in this NIK cannot be. Compare it with the KTP.',
  'errors.nik_duplicate': 'Another KPM has this NIK. See that KPM, then correct the NIK or throw this row away.',
  'errors.nik_differs': 'This PKH id is here with another NIK. Correct it, or throw this row away.',
  'errors.name_is_bank': "Enter the person's name, not the bank's.",
  'errors.name_is_number': "Enter the person's name in letters.",
  'errors.identity_clash': 'NIK and PKH id belong to two KPM. Correct the NIK, or throw this row away.',
  'errors.no_identity': 'Without NIK and PKH id the family cannot be told apart. Enter the NIK.',
  'errors.kecamatan_missing': 'The file names no kecamatan. Complete it in Excel and import again.',
  'errors.kecamatan_unknown': 'The kecamatan of the file is unknown. Correct it in Excel and import again.',
  'errors.desa_missing': 'The file names no desa. Complete it in Excel and import again.',
  'errors.desa_unknown': 'The desa of the file is unknown. Correct it in Excel and import again.',
  'errors.group_missing': 'The file names no group. Complete it in Excel and import again.',
} as const
