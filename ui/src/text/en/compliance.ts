// Commitment.
import type { compliance as first } from '../id/compliance'

export const compliance: Record<keyof typeof first, string> = {
  'compliance.title': 'Commitment',
  'compliance.month': 'Month',
  'compliance.states': 'Attendance in {month}',
  'compliance.families': '{n|# active family|# active families}',
  'compliance.hadir': 'Present',
  'compliance.sakit': 'Ill, not present',
  'compliance.alfa': 'Alfa at every meeting',
  'compliance.unmarked': 'Not marked yet',
  'compliance.no_meeting': 'No meeting',
  'compliance.list': 'Alfa month after month',
  'compliance.rule':
    'Surat Teguran I from {n|# month|# months} in a row on, II from {second}, III from {third}, the proposal from {last}. Ill or present ends the count.',
  'compliance.months': 'Alfa for {n|# month|# months}: {months}',
  'compliance.step_call': 'Call',
  'compliance.step_first_letter': 'Home visit and Surat Teguran I',
  'compliance.step_second_letter': 'Surat Teguran II',
  'compliance.step_third_letter': 'Surat Teguran III and statement of commitment',
  'compliance.step_proposal': 'Proposal to the Ketua Tim',
  'compliance.came': 'Moved here: ask the office',
  'compliance.due': '{step} not written yet',
  'compliance.mine_only': 'My groups only',
  'compliance.none': 'No family is Alfa',
  'compliance.none_text': 'The last month that was marked is not Alfa for any family.',
}
