// The calls of the core, written by its test `calls::schema` (UPDATE_SCHEMA=1). Not edited by hand.

/**
 * Believes what a revoked device made beyond its end, as far as the person saw it. It stays revoked.
 */
export type AcceptBeyondEnd = { 
/**
 * Its id in hex.
 */
device: string, 
/**
 * `upto` of the finding.
 */
upto: number, };

/**
 * Every row of a file, by what becomes of it, and everything that changes: before it is written and after. The rows are those that are
 * imported, unchanged, of the different families of `updated`, asked, tasks and left out.
 */
export type Account = { 
/**
 * Rows read.
 */
rows: number, 
/**
 * Rows of families that are new.
 */
imported: number, 
/**
 * Rows of families that are here as the file says, or as people said since it last said so.
 */
unchanged: number, 
/**
 * Rows of families of whom something is written.
 */
updated_families: number, 
/**
 * What only the list changed, field by field.
 */
updated: Array<ListChange>, 
/**
 * What the list says otherwise than people: nothing is written without an answer.
 */
conflicts: Array<ListChange>, 
/**
 * Families that lists had and this one no longer has, of what it covers: nothing is written without an answer.
 */
missing: Array<MissingFamily>, 
/**
 * Rows that wait until they are corrected.
 */
tasks: Array<RowReason>, 
/**
 * Rows that describe no family, or none that has not its row.
 */
left_out: Array<RowReason>, 
/**
 * The groups that the list names.
 */
groups: Array<GroupAccount>, 
/**
 * What has to be said before some rows can be understood, and spellings that are taken for one.
 */
questions: Array<ListQuestion>, 
/**
 * Rows that wait for an answer.
 */
asked: number, };

/**
 * Makes a kabupaten's office a member of the province's workspace, to be invited. The province's devices only.
 */
export type AddKabupaten = { 
/**
 * Its Kemendagri code.
 */
code: string, };

/**
 * A family that was Alfa for more than a month in a row.
 */
export type AlfaAgain = { 
/**
 * Document of the family.
 */
family: string, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * Its group.
 */
group: GroupName, 
/**
 * Months in a row.
 */
months: number, 
/**
 * The last meeting of them at which it was Alfa.
 */
last: string, };

/**
 * Decides about a device that enrolled and waits: it is let in, which only one that came late can be, or shown no more.
 */
export type AnswerEnrolment = { 
/**
 * Its id in hex.
 */
device: string, 
/**
 * Whether it is let in.
 */
accept: boolean, };

/**
 * What was arranged, and what of it does not go together.
 */
export type ArrangementList = { 
/**
 * The arrangements.
 */
rows: Array<ArrangementRow>, 
/**
 * Groups that do not exist today and have active families, which no report counts.
 */
stranded: Array<StrandedGroup>, 
/**
 * Families that two people moved, neither knowing of the other.
 */
crossed: Array<CrossedFamily>, };

/**
 * An arrangement.
 */
export type ArrangementRow = { 
/**
 * Under which it can be taken back.
 */
id: string, 
/**
 * What it is.
 */
what: Arranging, 
/**
 * From which day it holds.
 */
since: string | null, 
/**
 * Who arranged it.
 */
by: Person | null, 
/**
 * When, by the clock of that device.
 */
at: string | null, 
/**
 * Names of the groups or people before.
 */
from: Array<string>, 
/**
 * Name of the group or person after.
 */
to: string, 
/**
 * The status that the families have by it.
 */
status: Status | null, 
/**
 * The groups that it changed, by name.
 */
groups: Array<GroupName>, 
/**
 * The families that it moved, by name.
 */
families: Array<Person>, 
/**
 * How many of those documents are as before again.
 */
undone: number, 
/**
 * It was taken back, as far as nobody had changed anything since.
 */
is_undone: boolean, };

/**
 * Asks what was arranged, the latest first; at most 100.
 */
export type Arrangements = { 
/**
 * Only what has to do with that group.
 */
group: string | null, };

/**
 * What kind of arrangement it is.
 */
export type Arranging = "move" | "split" | "merge" | "hand_over" | "close" | "reopen" | "new_pengurus" | "status";

/**
 * Asks what an arrangement would do beyond what it says, before it is written.
 */
export type ArrangingEffects = { 
/**
 * What it would be.
 */
what: Arranging, 
/**
 * The group that would end; none where only families go.
 */
group: string | null, 
/**
 * The families that would go; those of a group that ends need not be named.
 */
families: Array<string>, 
/**
 * Where they would go; none for a group that is to be made.
 */
to: string | null, 
/**
 * The status that the families would have.
 */
status: Status | null, 
/**
 * From which day.
 */
since: string, };

/**
 * Which versions a report counted: two reports with the same digest counted the same meetings in the same versions.
 */
export type AsOf = { 
/**
 * BLAKE3 over the number of counted meetings and, by document id, each one's id and heads.
 */
digest: string, 
/**
 * How many meetings were counted.
 */
meetings: number, };

/**
 * Asks which months the kabupaten's own profile handed over.
 */
export type AskHanded = Record<symbol, never>;

/**
 * Asks for the provinces.
 */
export type AskProvinces = Record<symbol, never>;

/**
 * Asks where the program stands.
 */
export type AskStanding = Record<symbol, never>;

/**
 * Asks which months were handed over and are not told yet, in the profile in the province's workspace.
 */
export type AskWaiting = Record<symbol, never>;

/**
 * Asks for the recovery words once more, until `words_noted`.
 */
export type AskWords = Record<symbol, never>;

/**
 * The aspects of a meeting's notes.
 */
export type Aspect = "proses" | "materi" | "partisipasi" | "hasil" | "kendala";

/**
 * A meeting of a family.
 */
export type Attendance = { 
/**
 * Document of the meeting.
 */
meeting: string, 
/**
 * Day.
 */
date: string, 
/**
 * Session.
 */
session: SessionName, 
/**
 * Mark; none is belum ditandai.
 */
mark: Mark | null, 
/**
 * Rating.
 */
rating: Rating | null, };

/**
 * A year of which there is work here, and no feed for it to leave by.
 */
export type AwaitedYear = { 
/**
 * The year.
 */
year: number, 
/**
 * Documents that wait for it.
 */
documents: number, 
/**
 * Whether an office opens such a year. If not, the dates are wrong: it is before there was any work, or after the next year.
 */
opens: boolean, };

/**
 * Asks for the numbers.
 */
export type Badges = Record<symbol, never>;

/**
 * A band of scores.
 */
export type BandText = { 
/**
 * The least score in it.
 */
from: number, 
/**
 * Its name.
 */
name: string, };

/**
 * Asks for the first screen of a pendamping.
 */
export type Beranda = Record<symbol, never>;

/**
 * The first screen.
 */
export type BerandaView = { 
/**
 * The pendamping's name.
 */
name: string, 
/**
 * What a greeting calls them.
 */
greeted: string, 
/**
 * Names of their kecamatan.
 */
kecamatan: Array<string>, 
/**
 * The office's name.
 */
office: string, 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * Groups of theirs that have not met this month, those longest without a meeting first.
 */
not_met: Array<GroupToMeet>, 
/**
 * Of each group that met this month its last meeting, the latest first.
 */
met: Array<MeetingRow>, 
/**
 * How many of their groups have met this month.
 */
groups_met: number, 
/**
 * Their groups.
 */
groups: number, 
/**
 * Meetings that were begun and not saved, the last touched first.
 */
drafts: Array<DraftCard>, 
/**
 * What is to be done, the most urgent first; nothing of which there is none.
 */
todo: Array<Todo>, };

/**
 * What a file brought.
 */
export type Brought = { 
/**
 * Entries that are new here.
 */
entries: number, 
/**
 * Documents that changed.
 */
documents: number, 
/**
 * Entries that wait for something.
 */
parked: number, 
/**
 * Pieces of the file that were damaged on the way.
 */
unreadable: number, 
/**
 * It was stopped: what came before is kept, and the same file brings the rest.
 */
stopped: boolean, };

/**
 * A written calendar.
 */
export type CalendarFile = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Meetings in it.
 */
events: number, 
/**
 * Planned meetings that have no day yet and are not in it.
 */
undated: number, };

/**
 * Says that a meeting did not take place, or that it did after all. Its marks stay.
 */
export type CancelMeeting = { 
/**
 * Document of the meeting.
 */
id: string, 
/**
 * It did not take place.
 */
cancelled: boolean, };

/**
 * What stands in a cell.
 */
export type Cell = string | number | null;

/**
 * A field before and after.
 */
export type ChangeLine = { 
/**
 * The field, such as `place` or `marks/AbCd1234`; the window has a word for the part before `/`.
 */
field: string, 
/**
 * Name of the family, if the field is one's.
 */
family: string | null, 
/**
 * Before, in a form for people; marks and ratings as their codes (`H`, `SB`). None: nothing.
 */
before: string | null, 
/**
 * After.
 */
after: string | null, };

/**
 * Changes the PIN.
 */
export type ChangePin = { 
/**
 * The present one.
 */
old: string, 
/**
 * The next one.
 */
new: string, };

/**
 * Asks for one meeting to check, and the next one that is to be looked at.
 */
export type Check = { 
/**
 * Document of the meeting.
 */
id: string, };

/**
 * What the office said of a meeting.
 */
export type CheckLine = { 
/**
 * The verdict.
 */
verdict: Verdict, 
/**
 * Its note.
 */
note: string | null, 
/**
 * Who.
 */
by: Person | null, 
/**
 * What changed since; none if nothing did.
 */
changed: Array<ChangeLine>, };

/**
 * Asks for meetings to check.
 */
export type CheckList = { 
/**
 * Which ones.
 */
which: Checked, 
/**
 * Only of that month, `2026-11`.
 */
month: string | null, 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, 
/**
 * Only of that pendamping.
 */
pendamping: string | null, };

/**
 * The list.
 */
export type CheckPage = { 
/**
 * How many of each kind fit the other filters. To be looked at: waiting and changed ones.
 */
due: number, 
/**
 * No verdict yet.
 */
waiting: number, 
/**
 * Changed after the verdict.
 */
changed: number, 
/**
 * To be mended.
 */
to_mend: number, 
/**
 * Fine.
 */
fine: number, 
/**
 * The meetings asked for, the latest first, at most 2,000.
 */
rows: Array<CheckRow>, };

/**
 * Says whether a PIN may be chosen.
 */
export type CheckPin = { 
/**
 * The PIN or passphrase.
 */
pin: string, };

/**
 * A meeting of the list.
 */
export type CheckRow = { 
/**
 * The meeting.
 */
meeting: MeetingRow, 
/**
 * Who led it.
 */
pendamping: Person | null, 
/**
 * What a checker should look at; the window has words for each.
 */
warnings: Array<Warning>, 
/**
 * The version of this row, for [`GiveVerdicts`].
 */
heads: string, };

/**
 * A meeting to check.
 */
export type CheckView = { 
/**
 * The meeting.
 */
meeting: MeetingView, 
/**
 * What is odd about it.
 */
warnings: Array<Warning>, 
/**
 * The next meeting that is to be looked at.
 */
next: string | null, };

/**
 * How far a meeting is checked.
 */
export type Checked = "due" | "waiting" | "changed" | "to_mend" | "fine" | "all";

/**
 * Something with a code and a name, to be chosen from: a kabupaten, a kecamatan, a desa.
 */
export type Choice = { 
/**
 * Kemendagri code.
 */
code: string, 
/**
 * Name.
 */
name: string, };

/**
 * The office is done with a task, or not yet.
 */
export type CloseFollowUp = { 
/**
 * Document of the supervision.
 */
id: string, 
/**
 * Which task.
 */
key: string, 
/**
 * Done with it.
 */
closed: boolean, };

/**
 * Closes a group in which there are no active families any more.
 */
export type CloseGroup = { 
/**
 * The group.
 */
group: string, 
/**
 * From that day it no longer exists.
 */
since: string, };

/**
 * Closes the minutes as they were shown, or opens them again.
 */
export type CloseRakor = { 
/**
 * Document.
 */
id: string, 
/**
 * The version that was shown.
 */
base: string, 
/**
 * Closed.
 */
closed: boolean, };

/**
 * A task that closed by itself.
 */
export type ClosedTodo = { 
/**
 * Which task.
 */
id: string, 
/**
 * Where its row stood.
 */
place: string, 
/**
 * The family that settles it.
 */
family: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Where its row stands.
 */
by: string, };

/**
 * Asks for the tasks that closed by themselves, the latest first; at most 200.
 */
export type ClosedTodos = Record<symbol, never>;

/**
 * What a column was understood as.
 */
export type ColumnMeaning = { 
/**
 * Heading.
 */
heading: string, 
/**
 * The name under which a profile speaks of it: the heading, or the column's letter where it has none of its own.
 */
name: string, 
/**
 * Stable name of the field; none if the column is not used.
 */
field: string | null, 
/**
 * Its first values.
 */
samples: Array<string>, };

/**
 * What becomes of a column.
 */
export type ColumnUse = "read" | "left_out" | "unknown";

/**
 * A supervision beside others.
 */
export type Compared = { 
/**
 * Document.
 */
id: string, 
/**
 * Day of the meeting.
 */
day: string, 
/**
 * Its score.
 */
score: number | null, };

/**
 * Asks who stayed away.
 */
export type Compliance = { 
/**
 * The last month that counts, `2026-11`; none for the one that it is.
 */
month: string | null, 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, };

/**
 * A family that stayed away.
 */
export type ComplianceRow = { 
/**
 * Its document.
 */
id: string, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * Its group.
 */
group: GroupName, 
/**
 * Who leads the group.
 */
pendamping: Person | null, 
/**
 * The group is the asking person's own.
 */
mine: boolean, 
/**
 * Since when it is here, where it came from a kecamatan that this device does not have: months and letters of before are seen by the office
 * alone.
 */
came: string | null, 
/**
 * What the month was.
 */
state: MonthState, 
/**
 * The months in a row that were Alfa, the latest first.
 */
months: Array<string>, 
/**
 * The meetings of those months at which it was Alfa, the latest first.
 */
missed: Array<string>, 
/**
 * What the ladder asks for.
 */
step: ComplianceStep, 
/**
 * The letters that were written about these months; those that were cancelled left out.
 */
letters: Array<StreakLetter>, 
/**
 * The letters that the ladder asks for and nobody has written.
 */
due: Array<LetterStep>, };

/**
 * How many families the month was what for. The five add up to the families.
 */
export type ComplianceStates = { 
/**
 * Active families on the last day of the month, or today.
 */
families: number, 
/**
 * Hadir.
 */
hadir: number, 
/**
 * Sakit.
 */
sakit: number, 
/**
 * Alfa.
 */
alfa: number, 
/**
 * Belum ditandai.
 */
unmarked: number, 
/**
 * Tidak ada pertemuan.
 */
no_meeting: number, };

/**
 * The steps of the ladder, each asked for from some months in a row more than the one before, as the office says; the first letter from
 * the threshold on.
 */
export type ComplianceStep = "call" | "first_letter" | "second_letter" | "third_letter" | "proposal";

/**
 * Who stayed away.
 */
export type ComplianceView = { 
/**
 * The month.
 */
month: string, 
/**
 * The month that it is.
 */
this_month: string, 
/**
 * From how many months in a row the first surat teguran is due: the office's setting.
 */
threshold: number, 
/**
 * From how many months on Surat Teguran II, Surat Teguran III and the proposal are due.
 */
further: [number, number, number], 
/**
 * What the month was for the families of groups.
 */
states: ComplianceStates, 
/**
 * Families whose last month with a mark was Alfa: those with the most months in a row first, then by name.
 */
rows: Array<ComplianceRow>, };

/**
 * The members for whom a family is in the programme (komponen).
 */
export type Component = "hamil" | "aud" | "sd" | "smp" | "sma" | "disabilitas" | "lansia";

/**
 * Counts a recap. It may take seconds, so that it is a job.
 */
export type CountRecap = { 
/**
 * Which.
 */
of: RecapOf, };

/**
 * A family that was counted.
 */
export type CountedFamily = { 
/**
 * Its document.
 */
doc: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its group at the end of the month.
 */
group: string, 
/**
 * Whether it was there.
 */
hadir: boolean, 
/**
 * What it took with it.
 */
level: Level, 
/**
 * The meeting whose mark was counted; none if it has no mark.
 */
meeting: string | null, };

/**
 * A meeting that was counted.
 */
export type CountedMeeting = { 
/**
 * Its document.
 */
doc: string, 
/**
 * The version that was counted: its heads, 32 bytes each.
 */
heads: string, 
/**
 * Its group.
 */
group: string, 
/**
 * The group's name.
 */
group_name: string, 
/**
 * Its day.
 */
date: string, 
/**
 * Its start, in minutes after midnight.
 */
starts: number | null, 
/**
 * Code of its session.
 */
session: string, 
/**
 * Titles of its sessions.
 */
materi: Array<string>, 
/**
 * Names of its speakers.
 */
pemateri: Array<string>, };

/**
 * A family that two arrangements moved, neither made in knowledge of the other.
 */
export type CrossedFamily = { 
/**
 * The family.
 */
family: Person, 
/**
 * Its group today.
 */
group: GroupName | null, 
/**
 * The arrangements.
 */
arrangements: Array<string>, };

/**
 * A curriculum.
 */
export type CurriculumView = { 
/**
 * Name of the edition in force.
 */
edition: string, 
/**
 * All editions, the oldest first.
 */
editions: Array<string>, 
/**
 * Modules in order.
 */
modules: Array<ModuleText>, };

/**
 * A column of the export.
 */
export type DataColumn = { 
/**
 * Its stable name.
 */
name: string, 
/**
 * What it says, in Indonesian.
 */
meaning: string, };

/**
 * As what tables are written.
 */
export type DataFormat = "xlsx" | "csv" | "json";

/**
 * A table of the export.
 */
export type DataTable = { 
/**
 * Its stable name, which files and sheets have.
 */
name: string, 
/**
 * What its rows are, in Indonesian.
 */
title: string, 
/**
 * How many there are.
 */
rows: number, 
/**
 * Its columns.
 */
columns: Array<DataColumn>, };

/**
 * Asks which tables there are.
 */
export type DataTables = Record<symbol, never>;

/**
 * Answers a matter and says what follows. The office's devices only.
 */
export type DecideVoice = { 
/**
 * Document of the voice that the matter is answered with.
 */
id: string, 
/**
 * What stood there when the person began: where it says something else by now, nothing is done.
 */
seen: Decision, 
/**
 * As it is to be.
 */
decision: Decision, };

/**
 * What the office says of a matter.
 */
export type Decision = { 
/**
 * The answer or decision; empty for none.
 */
answer: string, 
/**
 * What is to be done; empty for nothing.
 */
task: string, 
/**
 * By whom. A task has both, or there is none.
 */
who: string | null, 
/**
 * Until when.
 */
due: string | null, 
/**
 * The office is done with it.
 */
closed: boolean, };

/**
 * How a letter was delivered.
 */
export type DeliveryWay = "langsung" | "keluarga" | "ketua" | "desa" | "pesan";

/**
 * A device.
 */
export type DeviceRow = { 
/**
 * Its id in hex.
 */
id: string, 
/**
 * It is the one that asks.
 */
this: boolean, 
/**
 * It may do what the office does.
 */
office: boolean, 
/**
 * The office revoked it.
 */
revoked: boolean, 
/**
 * When the office last got something that it wrote.
 */
last_heard: string | null, 
/**
 * It is a phone in service, and that is longer ago than the office's threshold: those that Ringkasan counts.
 */
silent: boolean, 
/**
 * Version of the app, as far as the device said.
 */
app: string | null, 
/**
 * Entries of its that are here.
 */
entries: number, 
/**
 * Those of them that could not be taken in yet, or not wholly.
 */
waiting: Array<Waiting>, };

/**
 * Asks for what helps to find a fault: counts, sizes and versions, no personal data.
 */
export type Diagnostics = Record<symbol, never>;

/**
 * A field with more than one value.
 */
export type Difference = { 
/**
 * Document.
 */
doc: string, 
/**
 * What the document is.
 */
kind: Subject, 
/**
 * Its name: of the group of a meeting, of a family, a group, a person.
 */
subject: string, 
/**
 * Day, of a meeting.
 */
date: string | null, 
/**
 * The field, such as `place` or `marks/AbCd1234`; the window has a word for the part before `/`.
 */
field: string, 
/**
 * Name of the family, if the field is one's.
 */
family: string | null, 
/**
 * The values; the one shown elsewhere first.
 */
sides: Array<Side>, };

/**
 * Asks for the fields on which people disagree.
 */
export type Differences = { 
/**
 * Only of that document.
 */
doc: string | null, };

/**
 * Nothing more to say.
 */
export type Done = Record<symbol, never>;

/**
 * What was arranged.
 */
export type DoneArranging = { 
/**
 * Under which it can be taken back.
 */
id: string, 
/**
 * Families that it moved.
 */
families: number, 
/**
 * The group where they are, or that it was about.
 */
group: string | null, 
/**
 * What it did beyond that.
 */
effects: Effects, };

/**
 * Why a device that enrolled is not let in without a person.
 */
export type Doubt = "late" | "used_twice";

/**
 * A device that enrolled and is not let in without a person.
 */
export type DoubtfulEnrolment = { 
/**
 * The device, in hex.
 */
device: string, 
/**
 * The member of staff who was invited.
 */
staff: string, 
/**
 * Why it waits.
 */
doubt: Doubt, 
/**
 * When its enrolment came here, by the relay's clock.
 */
came: string | null, };

/**
 * A meeting begun and not saved.
 */
export type DraftCard = { 
/**
 * Name of the draft, for `record_open`.
 */
name: string, 
/**
 * Document of the group.
 */
group_id: string, 
/**
 * Name of the group.
 */
group: string, 
/**
 * It corrects a saved meeting.
 */
correction: boolean, 
/**
 * Day of the meeting.
 */
date: string, 
/**
 * Families marked so far.
 */
marked: number, 
/**
 * Families of the group.
 */
families: number, 
/**
 * When it was last touched.
 */
at: string, };

/**
 * Throws a draft away. For 30 days it can be brought back.
 */
export type DropDraft = { 
/**
 * The draft.
 */
name: string, };

/**
 * Takes a posting back. The office's devices only.
 */
export type DropPosting = { 
/**
 * Who.
 */
id: string, 
/**
 * Since when it was; empty for "from the beginning".
 */
since: string, 
/**
 * Codes of the kecamatan that were shown: another posting of that day is looked at first.
 */
kecamatan: Array<string>, };

/**
 * A draft was thrown away.
 */
export type Dropped = { 
/**
 * For [`RestoreDraft`]; none if there was no such draft.
 */
dropped: string | null, };

/**
 * A draft that was thrown away.
 */
export type DroppedDraft = { 
/**
 * For [`RestoreDraft`].
 */
dropped: string, 
/**
 * Name of the group.
 */
group: string, 
/**
 * Day of the meeting.
 */
date: string, 
/**
 * How many families were marked.
 */
marked: number, 
/**
 * When it was thrown away.
 */
at: string, };

/**
 * Which drafts were thrown away in the last 30 days.
 */
export type DroppedDrafts = Record<symbol, never>;

/**
 * A family to which a letter is to be written.
 */
export type DueLetter = { 
/**
 * Its document.
 */
family: string, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * Its group.
 */
group: GroupName, 
/**
 * Who leads the group.
 */
pendamping: Person | null, 
/**
 * Months in a row.
 */
months: number, 
/**
 * The letters that are missing, in order.
 */
steps: Array<LetterStep>, };

/**
 * Two families. The surest pairs come first, those that are merged last; at most 100 of either.
 */
export type DuplicatePair = { 
/**
 * One; of a merged pair the one that is kept.
 */
a: FamilyView, 
/**
 * The other.
 */
b: FamilyView, 
/**
 * Why they may be the same.
 */
why: Array<Likeness>, 
/**
 * They are merged.
 */
merged: boolean, 
/**
 * Somebody said that they are not the same.
 */
others: boolean, 
/**
 * Who said so.
 */
others_by: Person | null, 
/**
 * This device may say that they are not the same.
 */
editable: boolean, };

/**
 * Asks for families that may be the same.
 */
export type Duplicates = Record<symbol, never>;

/**
 * What an arrangement does beyond what it says.
 */
export type Effects = { 
/**
 * Meetings whose marks of some families no report counts any more, by day.
 */
voided: Array<VoidedMeeting>, 
/**
 * Moves that were planned for later and end.
 */
ended: Array<EndedMove>, 
/**
 * Statuses that were planned for later and end.
 */
ended_statuses: Array<EndedStatus>, };

/**
 * Status pegawai.
 */
export type Employment = "asn" | "pppk" | "kontrak" | "honor_daerah";

/**
 * A move that was planned for a later day and ends.
 */
export type EndedMove = { 
/**
 * The family.
 */
family: Person, 
/**
 * Where it was to go.
 */
group: GroupName, 
/**
 * On which day.
 */
since: string, };

/**
 * A status that was planned for a later day and ends.
 */
export type EndedStatus = { 
/**
 * The family.
 */
family: Person, 
/**
 * Which it was to have.
 */
status: Status, 
/**
 * From which day on.
 */
since: string, };

/**
 * Asks which devices enrolled and wait for a person's decision.
 */
export type EnrolmentQuestions = Record<symbol, never>;

/**
 * Devices that enrolled with this office device's invites and are not let in without a person.
 */
export type EnrolmentsInDoubt = { 
/**
 * They.
 */
enrolments: Array<DoubtfulEnrolment>, };

/**
 * Voices counted.
 */
export type Evaluated = { 
/**
 * How many there are.
 */
voices: number, 
/**
 * Those whose matter the office has answered.
 */
answered: number, 
/**
 * Those whose matter is closed.
 */
closed: number, 
/**
 * Those whose matter is overdue.
 */
overdue: number, 
/**
 * Twice the median of the days from the voice to the first answer, of those that are answered.
 */
median_half_days: number | null, };

/**
 * A kecamatan.
 */
export type EvaluatedPlace = { 
/**
 * Its name; none for people who were posted in none.
 */
kecamatan: string | null, 
/**
 * Its voices.
 */
sum: Evaluated, };

/**
 * A topic.
 */
export type EvaluatedTopic = { 
/**
 * Its name; empty for none.
 */
topic: string, 
/**
 * Voices of each month.
 */
by_month: Array<number>, 
/**
 * All of them.
 */
sum: Evaluated, };

/**
 * Writes lists of attendance as one PDF.
 */
export type ExportAttendance = { 
/**
 * Whose.
 */
of: ListOf, 
/**
 * Which columns.
 */
variant: Variant, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes what is planned as a file that other calendars read (`.ics`).
 */
export type ExportCalendar = { 
/**
 * Which.
 */
of: PlansOf, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes all tables to a file.
 */
export type ExportData = { 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, 
/**
 * As what.
 */
format: DataFormat, };

/**
 * Writes sealed entries to a file.
 */
export type ExportEntries = { 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, 
/**
 * Everything (a backup) instead of what is not sent.
 */
all: boolean, };

/**
 * Writes letters, each on a page of its own.
 */
export type ExportLetters = { 
/**
 * Which.
 */
ids: Array<string>, 
/**
 * As what.
 */
format: LetterFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes a form about meetings.
 */
export type ExportMeetings = { 
/**
 * Of which.
 */
of: MeetingsOf, 
/**
 * Which form.
 */
form: MeetingForm, 
/**
 * As what.
 */
format: MeetingFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The day on which it is signed; none leaves a blank.
 */
signed: string | null, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes the kabupaten of a province in a month as a file. The province's devices only.
 */
export type ExportProvince = { 
/**
 * The month, `2026-10`.
 */
month: string, 
/**
 * As what.
 */
format: ProvinceFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes a form about a meeting of the staff.
 */
export type ExportRakor = { 
/**
 * Document.
 */
id: string, 
/**
 * Which.
 */
form: RakorForm, 
/**
 * As what.
 */
format: RakorFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes a recap.
 */
export type ExportRecap = { 
/**
 * Which.
 */
of: RecapOf, 
/**
 * As what.
 */
format: RecapFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The day on which it is signed; none leaves a blank.
 */
signed: string | null, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes the register that [`Letters`] shows.
 */
export type ExportRegister = { 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, 
/**
 * As what.
 */
format: RegisterFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes the rekap of a month as a workbook.
 */
export type ExportRekap = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * The day on which it is signed; none leaves a blank.
 */
signed: string | null, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes a report of somebody's month.
 */
export type ExportRhk = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * Whose; none for the person of this device.
 */
pendamping: string | null, 
/**
 * Which.
 */
form: RhkForm, 
/**
 * As what.
 */
format: LetterFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The day on which it is signed; none leaves a blank.
 */
signed: string | null, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes a sending as it was sent: the same bytes whenever it is asked for.
 */
export type ExportSent = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * The sending.
 */
send: string, 
/**
 * As what.
 */
format: SentFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes what changed since a sending: each figure and text that is counted differently now.
 */
export type ExportSentChanges = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * The sending with which what is counted now is compared.
 */
send: string, 
/**
 * As what.
 */
format: SentFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The day on which it is signed; none leaves a blank.
 */
signed: string | null, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes the sums of a month as a file for the profile in the province's workspace. The office's devices only.
 */
export type ExportSums = { 
/**
 * The month, `2026-10`.
 */
month: string, 
/**
 * The digest of what was on the screen.
 */
seen: string, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes a form about trainings.
 */
export type ExportTraining = { 
/**
 * Which.
 */
form: TrainingForm, 
/**
 * As what.
 */
format: TrainingFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * A written workbook.
 */
export type Exported = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Meetings that it counted.
 */
meetings: number, 
/**
 * The versions that it counted, as one digest in hex; the file says its first eight characters.
 */
digest: string, };

/**
 * What was written.
 */
export type ExportedData = { 
/**
 * Where it is.
 */
path: string, 
/**
 * The tables, as they were written.
 */
tables: Array<DataTable>, };

/**
 * Asks for a piece of the list of families, by name.
 */
export type Families = { 
/**
 * Parts of name, desa, group, or digits of NIK, KK, id PKH; empty for all.
 */
search: string, 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, 
/**
 * Only of that group.
 */
group: string | null, 
/**
 * Only of that status today.
 */
status: Status | null, 
/**
 * The first row, from 0.
 */
offset: number, 
/**
 * How many rows, at most 500.
 */
limit: number, };

/**
 * Asks for one family.
 */
export type Family = { 
/**
 * Its document.
 */
id: string, };

/**
 * A family on the form.
 */
export type FamilyLine = { 
/**
 * Its key in marks and ratings.
 */
key: string, 
/**
 * Document of the family.
 */
id: string, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * Address, e.g. `Dusun 2`.
 */
address: string | null, 
/**
 * Its pengurus leads the group.
 */
ketua: boolean, 
/**
 * Components that the family has.
 */
components: Array<Component>, 
/**
 * Its mark at the group's meeting before this.
 */
last_mark: Mark | null, };

/**
 * Asks for a family's numbers unmasked.
 */
export type FamilyNumbers = { 
/**
 * Its document.
 */
id: string, };

/**
 * A piece of the list.
 */
export type FamilyPage = { 
/**
 * Families that fit.
 */
total: number, 
/**
 * The rows asked for.
 */
rows: Array<FamilyRow>, };

/**
 * A family in a list.
 */
export type FamilyRow = { 
/**
 * Its document.
 */
id: string, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * Name of its group today.
 */
group: string | null, 
/**
 * Name of its desa.
 */
desa: string, 
/**
 * Address, e.g. `Dusun 2`.
 */
address: string | null, 
/**
 * Status today.
 */
status: Status, 
/**
 * Components that it has.
 */
components: Array<Component>, 
/**
 * NIK with its middle hidden, e.g. `7201••••••••0003`.
 */
nik: string | null, };

/**
 * Asks for all families as a desk's table has them: it puts them in order and finds among them itself.
 */
export type FamilyTable = Record<symbol, never>;

/**
 * All families, those that are part of others left out.
 */
export type FamilyTableView = { 
/**
 * The groups that the rows name.
 */
groups: Array<TableGroup>, 
/**
 * The families, by name.
 */
rows: Array<TableFamily>, };

/**
 * A family.
 */
export type FamilyView = { 
/**
 * Its row in lists.
 */
row: FamilyRow, 
/**
 * Nama pengurus as it was typed: what a form that changes it begins with.
 */
typed: string, 
/**
 * Its group today.
 */
group: GroupName | null, 
/**
 * Groups before and after, each from its day (none: from the beginning).
 */
groups: Array<GroupSince>, 
/**
 * No. KK with its middle hidden.
 */
kk: string | null, 
/**
 * Id PKH.
 */
pkh_id: string | null, 
/**
 * Code of its desa.
 */
desa: string, 
/**
 * Code of its kecamatan.
 */
kecamatan: string, 
/**
 * Phone.
 */
phone: string | null, 
/**
 * Tahap.
 */
tahap: string | null, 
/**
 * How many of each component.
 */
components: { [key in Component]?: number }, 
/**
 * Its meetings, the latest first.
 */
attendance: Array<Attendance>, 
/**
 * Sessions that it was given, at meetings and outside, in order.
 */
sessions: Array<SessionName>, 
/**
 * How many of them the curriculum in force has; open topics are none.
 */
sessions_done: number, 
/**
 * How many the curriculum in force has.
 */
sessions_of: number, 
/**
 * What it was given outside its meetings, the latest first. It counts for its sessions alone.
 */
visits: Array<VisitLine>, 
/**
 * Merged into that family, as the same one.
 */
same_as: string | null, 
/**
 * This device may change it.
 */
editable: boolean, };

/**
 * Something that is wrong with a template.
 */
export type Fault = { 
/**
 * The line, from 1.
 */
line: number, 
/**
 * What.
 */
kind: FaultKind, 
/**
 * The word that is wrong, or what would be right.
 */
word: string, };

/**
 * What is wrong.
 */
export type FaultKind = "too_long" | "empty" | "hidden" | "unclosed" | "expression" | "command" | "statement" | "not_alone" | "shape" | "once_outside" | "upright" | "end_missing" | "end_unexpected" | "too_deep" | "unknown_field" | "other_kind" | "unknown_column" | "column_twice" | "steps" | "size" | "pages" | "lost";

/**
 * A column that rosters have.
 */
export type Field = "no" | "pkh_id" | "name" | "nik" | "kk" | "address" | "desa" | "kecamatan" | "group" | "group_no" | "group_role" | "hamil" | "aud" | "sd" | "smp" | "sma" | "disabilitas" | "lansia" | "status" | "tahap" | "phone" | "pendamping" | "dusun" | "rt" | "rw" | "birth" | "dtks" | "region" | "payment";

/**
 * The figures of a row or a sum of rows, under the words of the form.
 */
export type Figures = { 
/**
 * Total Jumlah Kelompok. Not of families: the count adds each group.
 */
groups: number, 
/**
 * Jumlah Kelompok Terealisasi. Not of families: the count adds each counted meeting.
 */
groups_met: number, 
/**
 * Total KPM Dampingan.
 */
families: number, 
/**
 * Hadir.
 */
hadir: number, 
/**
 * Tidak Hadir.
 */
tidak_hadir: number, 
/**
 * Kurang.
 */
kurang: number, 
/**
 * Baik.
 */
baik: number, 
/**
 * Sangat Baik.
 */
sangat_baik: number, 
/**
 * Tidak Dapat Dinilai.
 */
tidak_dapat_dinilai: number, };

/**
 * Something that was noticed.
 */
export type Finding = { 
/**
 * What.
 */
kind: FindingKind, 
/**
 * Names it, as far as it has come: more of the same has another mark.
 */
mark: string, 
/**
 * A person has marked it as seen. Never one that waits for an answer.
 */
seen: boolean, 
/**
 * Of which device.
 */
device: FoundDevice, 
/**
 * When it was noticed first, by the relay's clock; of `contradicted`, `built_upon` and `not_entitled` when it was said last, by the clock of
 * the device. None where that is not known.
 */
at: string | null, 
/**
 * How many entries, numbers or changes.
 */
count: number, 
/**
 * Names of the kecamatan concerned, as far as they are known.
 */
places: Array<string>, 
/**
 * Meetings concerned, the latest first, as far as they are known.
 */
meetings: Array<MeetingMention>, 
/**
 * How many meetings and other documents are concerned beside those.
 */
others: number, 
/**
 * Of `beyond_end`: which entries these are, for [`AcceptBeyondEnd`].
 */
upto: number | null, };

/**
 * What was noticed.
 */
export type FindingKind = "late" | "used_twice" | "copied" | "impersonated" | "two_under_one" | "contradicted" | "built_upon" | "not_entitled" | "unreachable" | "beyond_end";

/**
 * What was agreed at a supervision, and what became of it.
 */
export type FollowUp = { 
/**
 * Document of the supervision.
 */
supervision: string, 
/**
 * Which of its tasks.
 */
key: string, 
/**
 * Whose meeting was observed.
 */
person: Person, 
/**
 * What is to be done.
 */
what: string, 
/**
 * By whom.
 */
who: Person | null, 
/**
 * It is for the person of this device.
 */
own: boolean, 
/**
 * Until when.
 */
due: string | null, 
/**
 * Where it stands.
 */
state: MatterState, 
/**
 * The day is past, nobody said that it is done, and the office is not done with it.
 */
overdue: boolean, 
/**
 * What shows that it is done.
 */
proof: string | null, 
/**
 * When that was said.
 */
proved: string | null, };

/**
 * Forgets how the lists of a shape are read.
 */
export type ForgetListProfile = { 
/**
 * The shape.
 */
shape: string, };

/**
 * What a form belongs to.
 */
export type FormGroup = "meetings" | "tasks" | "plans" | "families" | "staff" | "rekap" | "recaps";

/**
 * On which paper a form is printed where nobody says otherwise.
 */
export type FormPaper = { 
/**
 * Its size.
 */
size: Size, 
/**
 * Whether it lies on its side.
 */
wide: boolean, };

/**
 * The paper of a form.
 */
export type FormPaperRow = { 
/**
 * The form.
 */
form: string, 
/**
 * As the template in force says.
 */
paper: FormPaper, };

/**
 * Asks on which paper each form is printed where nobody says otherwise.
 */
export type FormPapers = Record<symbol, never>;

/**
 * A device, and whose it is.
 */
export type FoundDevice = { 
/**
 * Its id in hex.
 */
id: string, 
/**
 * Whose it is, or who was invited with it.
 */
person: Person | null, 
/**
 * It is the one that asks.
 */
this: boolean, 
/**
 * It may do what the office does.
 */
office: boolean, 
/**
 * The office revoked it.
 */
revoked: boolean, };

/**
 * Founds an office, with this device as its first. Works without network; the relay is told at the first exchange.
 */
export type FoundOffice = { 
/**
 * E.g. `Dinas Sosial Kabupaten Banggai`.
 */
name: string, 
/**
 * Kemendagri code of the kabupaten or kota, or of the province.
 */
kabupaten: string, 
/**
 * Minutes east of UTC.
 */
utc_offset_minutes: number, 
/**
 * Name of the person who founds it.
 */
founder: string, 
/**
 * Role of that person, as a stable name.
 */
role: string, 
/**
 * The relay's address.
 */
relay: string, 
/**
 * SHA-256 of the relay's certificate, where no public authority vouches for it; else empty.
 */
relay_pin: string, 
/**
 * The relay operator's one-time code; empty where none is needed.
 */
code: string, 
/**
 * The PIN or passphrase of this device.
 */
pin: string, };

/**
 * A founded office.
 */
export type FoundedOffice = { 
/**
 * The recovery words, to be printed and locked away. They are kept on this device until `words_noted`.
 */
words: Array<string>, 
/**
 * The relay has taken the office in. If not: it is tried again at each exchange.
 */
relay_knows: boolean, };

/**
 * Brings the office to its relay with a one-time code of the relay's operator, after `needs_code`.
 */
export type GiveCode = { 
/**
 * The code.
 */
code: string, };

/**
 * Says whether a meeting is in order. A verdict on a version that is no longer the latest is kept, and shows at once as
 * changed since.
 */
export type GiveVerdict = { 
/**
 * Document of the meeting.
 */
id: string, 
/**
 * The verdict; none takes it back.
 */
verdict: Verdict | null, 
/**
 * Note; empty for none. At most 500 characters.
 */
note: string, 
/**
 * The version that was seen, as [`MeetingView::heads`] said it.
 */
heads: string, };

/**
 * Says "sesuai" of many meetings that have nothing to look at, or takes that back. Whatever is no longer as it was seen is left as it is.
 */
export type GiveVerdicts = { 
/**
 * The meetings, each with the version that was seen.
 */
meetings: Array<SeenMeeting>, 
/**
 * Takes the verdict of these versions back, where nothing came since.
 */
take_back: boolean, };

/**
 * What became of many verdicts.
 */
export type GivenVerdicts = { 
/**
 * The meetings that were given one, or whose one was taken back.
 */
given: Array<SeenMeeting>, 
/**
 * Those that were left: they changed, have a verdict, were cancelled, or have something to look at.
 */
left: Array<string>, 
/**
 * It was stopped: what was given before that stays.
 */
stopped: boolean, };

/**
 * A meeting that is the ground of a letter.
 */
export type GroundLine = { 
/**
 * Document of the meeting.
 */
meeting: string, 
/**
 * Its day when the letter was written.
 */
day: string, 
/**
 * What it is now.
 */
now: GroundNow, };

/**
 * What a meeting of the ground is now.
 */
export type GroundNow = { "marked": Mark } | "unmarked" | "gone" | "unknown";

/**
 * Whether the ground of a letter is still there.
 */
export type GroundStanding = "stands" | "changed" | "vanished" | "unknown";

/**
 * Asks for one group.
 */
export type Group = { 
/**
 * Its document.
 */
id: string, };

/**
 * A group that a list names.
 */
export type GroupAccount = { 
/**
 * Its document.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Name of its desa; empty if nobody says it.
 */
desa: string, 
/**
 * Name of its pendamping.
 */
pendamping: string | null, 
/**
 * Its active families when the list is in.
 */
families: number, 
/**
 * It is not here yet.
 */
is_new: boolean, };

/**
 * A group and a session.
 */
export type GroupDone = { 
/**
 * The group.
 */
group: GroupName, 
/**
 * When it had it.
 */
date: string | null, 
/**
 * At which meeting.
 */
meeting: string | null, };

/**
 * A group by its names.
 */
export type GroupName = { 
/**
 * Document of the group.
 */
id: string, 
/**
 * Name.
 */
name: string, 
/**
 * Name of its desa.
 */
desa: string, 
/**
 * Name of its kecamatan.
 */
kecamatan: string, };

/**
 * A group in a list.
 */
export type GroupRow = { 
/**
 * Its names.
 */
group: GroupName, 
/**
 * Who leads it today.
 */
pendamping: Person | null, 
/**
 * It is the asking person's own.
 */
mine: boolean, 
/**
 * Active families today.
 */
families: number, 
/**
 * Its last meeting.
 */
last: string | null, 
/**
 * Sessions that it has had.
 */
sessions_done: number, 
/**
 * Sessions of the curriculum.
 */
sessions: number, 
/**
 * From when it no longer exists, or will no longer exist.
 */
closed: string | null, 
/**
 * It does not exist yet: from when it will.
 */
opens: string | null, };

/**
 * A family's group from a day.
 */
export type GroupSince = { 
/**
 * From when; none: from the beginning.
 */
since: string | null, 
/**
 * Name of the group.
 */
group: string, };

/**
 * A group that has not met this month.
 */
export type GroupToMeet = { 
/**
 * Document of the group.
 */
id: string, 
/**
 * Name.
 */
name: string, 
/**
 * Name of its desa.
 */
desa: string, 
/**
 * Active families.
 */
families: number, 
/**
 * The next session that it has not had; none if it had all.
 */
next: SessionName | null, 
/**
 * Its last meeting.
 */
last: string | null, };

/**
 * A group.
 */
export type GroupView = { 
/**
 * Its row in lists.
 */
row: GroupRow, 
/**
 * Code of its desa.
 */
desa: string, 
/**
 * Code of its kecamatan.
 */
kecamatan: string, 
/**
 * Usual place.
 */
place: string | null, 
/**
 * Who leads the families.
 */
ketua: Person | null, 
/**
 * Its families today, whatever their status.
 */
families: Array<FamilyRow>, 
/**
 * Its meetings, the latest first.
 */
meetings: Array<MeetingRow>, 
/**
 * Every session, and when it had it.
 */
sessions: Array<SessionDone>, 
/**
 * The next session that it has not had.
 */
next: SessionName | null, 
/**
 * This device may change it.
 */
editable: boolean, };

/**
 * Asks for the groups that this device knows, by name.
 */
export type Groups = { 
/**
 * Part of a name of group, desa or pendamping; empty for all.
 */
search: string, 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, 
/**
 * Closed ones too.
 */
closed: boolean, };

/**
 * Hands groups over to another person, from a day on (serah terima).
 */
export type HandOver = { 
/**
 * The groups.
 */
groups: Array<string>, 
/**
 * Who leads them from then on.
 */
to: string, 
/**
 * From that day.
 */
since: string, };

/**
 * Hands the sums of a month over to the profile in the province's workspace, in the kabupaten's own profile.
 */
export type HandToProvince = { 
/**
 * The month, `2026-10`.
 */
month: string, 
/**
 * The digest of what was on the screen.
 */
seen: string, };

/**
 * Sums that were handed over.
 */
export type HandedSums = { 
/**
 * The month.
 */
month: string, 
/**
 * The day as of which they were counted.
 */
counted: string, 
/**
 * Digest of them.
 */
digest: string, 
/**
 * Kecamatan in them.
 */
places: number, };

/**
 * Asks what a handing over is about, before it is done.
 */
export type Handover = { 
/**
 * The groups.
 */
groups: Array<string>, 
/**
 * Who is to lead them; none while nobody is chosen.
 */
to: string | null, };

/**
 * A group that is handed over, and what goes with it.
 */
export type HandoverGroup = { 
/**
 * Its names.
 */
group: GroupName, 
/**
 * Who leads it today.
 */
pendamping: Person | null, 
/**
 * Active families today.
 */
families: number, 
/**
 * Sessions that it has had.
 */
sessions_done: number, 
/**
 * Sessions of the curriculum.
 */
sessions: number, 
/**
 * The next session.
 */
next: SessionName | null, 
/**
 * Its last meeting that was held.
 */
last: MeetingRow | null, 
/**
 * The notes of that meeting, in the order of the form.
 */
notes: Array<string>, 
/**
 * Meetings that the office wants put right and that nobody has changed since: they go with the group.
 */
corrections: Array<MeetingRow>, 
/**
 * Drafts of its meetings on this device: they stay here until they are saved.
 */
drafts: number, };

/**
 * What a handing over is about.
 */
export type HandoverView = { 
/**
 * Who leads them today.
 */
from: Array<Person>, 
/**
 * Who is to lead them.
 */
to: Person | null, 
/**
 * Who can lead them: works in all of their kecamatan.
 */
able: Array<Person>, 
/**
 * Kecamatan of the groups in which that person does not work.
 */
away: Array<Choice>, 
/**
 * The groups.
 */
groups: Array<HandoverGroup>, };

/**
 * The head of a column.
 */
export type Head = { 
/**
 * Its name for programs.
 */
key: string, 
/**
 * Its words.
 */
label: Words, 
/**
 * The head above it, which it shares with its neighbours.
 */
group: Words | null, 
/**
 * Its width in characters.
 */
width: number, 
/**
 * What stands in it.
 */
kind: Kind, 
/**
 * Whether the row of the sums has a cell in it.
 */
summed: boolean, };

/**
 * A kecamatan's row of the heat map.
 */
export type HeatRow = { 
/**
 * The kecamatan.
 */
kecamatan: Choice, 
/**
 * Its groups.
 */
groups: number, 
/**
 * Groups that ever had each session, in the order of the columns.
 */
done: Array<number>, };

/**
 * An entry that is held back.
 */
export type HeldEntry = { 
/**
 * Its id in hex.
 */
id: string, 
/**
 * Stable name of the reason; the window has words for each.
 */
reason: string, 
/**
 * This device wrote it.
 */
own: boolean, };

/**
 * A change.
 */
export type HistoryLine = { 
/**
 * Who; none if this device does not know the author.
 */
who: Person | null, 
/**
 * When, by the author's clock.
 */
at: string, 
/**
 * What.
 */
what: Array<ChangeLine>, };

/**
 * A training of somebody.
 */
export type HistoryRow = { 
/**
 * Document of the training.
 */
training: string, 
/**
 * Its name; none where this device does not have it.
 */
name: string | null, 
/**
 * What kind of event it is.
 */
kind: TrainingKind | null, 
/**
 * Its first day.
 */
starts: string | null, 
/**
 * Its last day.
 */
ends: string | null, 
/**
 * It counts as FDS training.
 */
counts: boolean, 
/**
 * It did not take place after all.
 */
cancelled: boolean, 
/**
 * What they are to it.
 */
taking: Taking | null, 
/**
 * As what they facilitate.
 */
as_what: string | null, 
/**
 * They took part by the rule.
 */
took_part: boolean, 
/**
 * On how many of its half days they were there.
 */
there: number, 
/**
 * How many it has.
 */
halves: number, 
/**
 * Scores and certificate.
 */
facts: ResultFacts, };

/**
 * Something that fits.
 */
export type Hit = { 
/**
 * What it is.
 */
kind: HitKind, 
/**
 * Its document; of a desa its code.
 */
id: string, 
/**
 * Its name.
 */
title: string, 
/**
 * More, e.g. desa and group.
 */
detail: string, };

/**
 * What was found.
 */
export type HitKind = "group" | "family" | "meeting" | "staff" | "desa" | "letter" | "voice" | "rakor" | "training";

/**
 * An answer to something that a preview asked or proposed.
 */
export type ImportAnswer = { 
/**
 * Id of the change, the conflict, the question or the missing family.
 */
id: string, 
/**
 * Of a change or a conflict: `keep` or `list`. Of a question: one of its options. Of a missing family: `keep`, `tidak_aktif`,
 * `graduasi` or `pindah`.
 */
choice: string, 
/**
 * From which day; today without.
 */
since: string | null, 
/**
 * The group to which a missing family moved; without, it moved out of the office's area.
 */
group: string | null, };

/**
 * Takes in the sealed entries of a file.
 */
export type ImportEntries = { 
/**
 * The file.
 */
path: string, };

/**
 * Asks what a file would bring. Nothing is written.
 */
export type ImportPreview = { 
/**
 * The spreadsheet.
 */
path: string, 
/**
 * What people say about it; none: what the office said about the last list of the same shape.
 */
profile: Profile | null, 
/**
 * Answers to what an earlier preview asked.
 */
answers: Array<ImportAnswer>, };

/**
 * Imports a file: what is sound, and tasks for the rest. Again does no harm.
 */
export type ImportRoster = { 
/**
 * The spreadsheet.
 */
path: string, 
/**
 * What people say about it, as in [`ImportPreview`].
 */
profile: Profile | null, 
/**
 * Also make members of staff of the pendamping whom the file names and nobody knows.
 */
hire: boolean, 
/**
 * Keep the profile for the next list of the same shape.
 */
keep: boolean, 
/**
 * Answers to what the preview asked.
 */
answers: Array<ImportAnswer>, };

/**
 * An import.
 */
export type ImportRow = { 
/**
 * Under which it can be taken back.
 */
id: string, 
/**
 * Name of the file.
 */
file: string, 
/**
 * When, by the clock of the device that imported it.
 */
at: string, 
/**
 * When it was taken back.
 */
undone: string | null, };

/**
 * Takes a list of staff in. The office's devices only.
 */
export type ImportStaffList = { 
/**
 * The file.
 */
path: string, 
/**
 * Answers.
 */
answers: Array<StaffAnswer>, 
/**
 * From which day other postings hold.
 */
since: string, };

/**
 * Tells the province the sums of a file that the kabupaten's office wrote. In the kabupaten's profile in the province's workspace only.
 */
export type ImportSums = { 
/**
 * The file.
 */
path: string, };

/**
 * What was imported.
 */
export type Imported = { 
/**
 * New or changed families.
 */
families: number, 
/**
 * New or changed groups.
 */
groups: number, 
/**
 * New members of staff.
 */
staff: number, 
/**
 * Under which it can be taken back; none if nothing was written.
 */
import: string | null, 
/**
 * Tasks of earlier imports that closed by themselves.
 */
closed: Array<ClosedTodo>, 
/**
 * It was stopped: this much is in, and the same file brings the rest.
 */
stopped: boolean, 
/**
 * Tasks that wait now, of this file.
 */
tasks: number, 
/**
 * What was said of the list could not be kept for the next one; the import is in all the same.
 */
not_kept: boolean, 
/**
 * Every row of every sheet, and what became of it; where it was stopped, what would have.
 */
account: Account, };

/**
 * Asks for the imports that can be taken back, and those that were; the latest first.
 */
export type Imports = Record<symbol, never>;

/**
 * Something that a row does not say itself.
 */
export type InferredValue = { 
/**
 * Stable name of the field.
 */
field: string, 
/**
 * What was taken.
 */
value: string, 
/**
 * From where: `merged_cell`, `cell_above`, `line`, `sheet_name`, `chosen`, `group_number`.
 */
from: string, 
/**
 * The row that says it.
 */
row: number | null, };

/**
 * Whose the open device is.
 */
export type Inside = { 
/**
 * It shows the sample office.
 */
sample: boolean, 
/**
 * It may do what the office does.
 */
office: boolean, 
/**
 * Its member of staff.
 */
staff: string | null, 
/**
 * Name of that person.
 */
name: string, 
/**
 * What a greeting calls them.
 */
greeted: string, 
/**
 * They lead groups.
 */
leads_groups: boolean, 
/**
 * Name of the office.
 */
office_name: string, 
/**
 * Name of the kabupaten, or of the province.
 */
kabupaten: string, 
/**
 * What the workspace is.
 */
workspace: Workspace, 
/**
 * Minutes east of UTC.
 */
utc_offset_minutes: number, 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * Id of the device in hex.
 */
device: string, 
/**
 * The recovery words wait to be written down: `recovery_words`, then `words_noted`.
 */
words_wait: boolean, };

/**
 * A version of the instrument.
 */
export type InstrumentText = { 
/**
 * Its name, up to 60 characters.
 */
name: string, 
/**
 * What the answers are called, from 1 on; 2 to 5 of them.
 */
scale: Array<string>, 
/**
 * So many items must be observed for a score.
 */
least: number, 
/**
 * Bands, ascending, the first from 0.
 */
bands: Array<BandText>, 
/**
 * Items, up to 30.
 */
items: Array<ItemText>, };

/**
 * A version in a list.
 */
export type InstrumentVersion = { 
/**
 * Its digest.
 */
version: string, 
/**
 * Its name.
 */
name: string, 
/**
 * How many supervisions were made with it.
 */
used: number, };

/**
 * The versions of the instrument.
 */
export type InstrumentView = { 
/**
 * The one for new supervisions.
 */
now: InstrumentText, 
/**
 * All of them, the one in force first, then by name.
 */
versions: Array<InstrumentVersion>, };

/**
 * Invites a device. The invite works when the office has next exchanged with the relay.
 */
export type Invite = { 
/**
 * Whose it will be.
 */
staff: string, 
/**
 * It may do what the office does.
 */
office: boolean, 
/**
 * How many days it is good for.
 */
days: number, };

/**
 * An invite, to be shown once: whoever has it can join.
 */
export type InviteCard = { 
/**
 * Its id in hex.
 */
id: string, 
/**
 * The text to paste or type.
 */
text: string, 
/**
 * The QR code, row by row: true is dark.
 */
qr: Array<Array<boolean>>, 
/**
 * Until when.
 */
expires: string, };

/**
 * A whole invite.
 */
export type InviteRead = { 
/**
 * The invite itself, for `join`.
 */
text: string, 
/**
 * The relay that it leads to; none if only the code was typed: then the person types the relay's address too.
 */
relay: string | null, 
/**
 * Name of the office, as the invite says; empty if it does not.
 */
office: string, 
/**
 * Name of the person whom it is for, as the invite says.
 */
person: string, 
/**
 * What that person does there, as the invite says.
 */
role: string, };

/**
 * An invite.
 */
export type InviteRow = { 
/**
 * Its id in hex.
 */
id: string, 
/**
 * For whom.
 */
person: Person | null, 
/**
 * Until when.
 */
expires: string, 
/**
 * For a device of the office.
 */
office: boolean, };

/**
 * An item of an instrument.
 */
export type ItemText = { 
/**
 * Its stable id; empty for a new one.
 */
id: string, 
/**
 * The part in which it stands.
 */
part: string, 
/**
 * What is observed.
 */
text: string, };

/**
 * An item over several supervisions.
 */
export type ItemTrend = { 
/**
 * What is observed.
 */
item: ItemText, 
/**
 * Its answers, the oldest first.
 */
answers: Array<number | null>, };

/**
 * What JML says: offices differ.
 */
export type Jml = "present" | "away";

/**
 * How far long work is.
 */
export type JobProgress = { 
/**
 * What it is at.
 */
phase: Phase, 
/**
 * Steps of this phase that are done.
 */
done: number, 
/**
 * Steps that the phase has.
 */
total: number, };

/**
 * Joins an office with an invite. The one call here that needs the network.
 */
export type Join = { 
/**
 * The invite, as `read_invite` or `read_photo` gave it.
 */
text: string, 
/**
 * The relay's address, where the invite does not say it; otherwise empty.
 */
relay: string, 
/**
 * The PIN or passphrase of this device.
 */
pin: string, };

/**
 * Voices are about one thing, or about things of their own again. The office's devices only.
 */
export type JoinVoices = { 
/**
 * Documents of the voices.
 */
ids: Array<string>, 
/**
 * Document of the voice that they are answered with from now on; none for each by itself.
 */
with: string | null, };

/**
 * Asks for the kabupaten and kota that an office can be of.
 */
export type Kabupaten = Record<symbol, never>;

/**
 * Asks what a kabupaten told. The province's devices only.
 */
export type KabupatenMonths = { 
/**
 * Its Kemendagri code.
 */
code: string, };

/**
 * What a kabupaten told.
 */
export type KabupatenView = { 
/**
 * The kabupaten.
 */
kabupaten: Choice, 
/**
 * Name of its province.
 */
province: string, 
/**
 * Its office as a member; none if it was not invited.
 */
staff: string | null, 
/**
 * A device of its joined.
 */
joined: boolean, 
/**
 * The months, the latest first.
 */
months: Array<PublishedMonth>, 
/**
 * The same as a table: a row for each month, by what counts.
 */
trend: Table, };

/**
 * A kecamatan in a month.
 */
export type KecamatanMonth = { 
/**
 * The kecamatan.
 */
kecamatan: Choice, 
/**
 * Its figures.
 */
figures: MonthFigures, 
/**
 * Pendamping who work there.
 */
pendamping: number, 
/**
 * When the office last got something that was written there.
 */
last_heard: string | null, };

/**
 * A kecamatan and its desa.
 */
export type KecamatanPlaces = { 
/**
 * The kecamatan.
 */
kecamatan: Choice, 
/**
 * Its desa and kelurahan, by name.
 */
desa: Array<Choice>, };

/**
 * A kecamatan.
 */
export type KecamatanRekap = { 
/**
 * Its Kemendagri code.
 */
code: string, 
/**
 * Its name, or its code where the regions do not know it.
 */
name: string, 
/**
 * Its pendamping by name; last, if there are any, its groups without one.
 */
rows: Array<Row>, 
/**
 * The sum of the rows.
 */
total: Figures, 
/**
 * Catatan Dinamika: who wrote it, and what.
 */
dynamics: Array<[string, string]>, };

/**
 * Keeps what the form says. Called at every tap; durable when it answers. Changes no document.
 */
export type KeepDraft = { 
/**
 * The form as it is.
 */
draft: MeetingDraft, };

/**
 * Keeps what somebody typed at a place instead of what waited there.
 */
export type KeepUnsaved = { 
/**
 * The place, as the window calls it.
 */
place: string, 
/**
 * As the window reads it again; none if nothing waits any more.
 */
words: string | null, };

/**
 * Where the rows of a sheet belong, as it was said of another list of its shape: true of that list, and perhaps not of this one. It holds
 * only once somebody says so.
 */
export type KeptPlace = { 
/**
 * The sheet.
 */
sheet: string, 
/**
 * Code of the kecamatan.
 */
kecamatan: string | null, 
/**
 * Desa.
 */
desa: string | null, 
/**
 * Group.
 */
group: string | null, 
/**
 * Pendamping.
 */
pendamping: string | null, };

/**
 * What stands in a column, which decides how it is aligned and where it is left out.
 */
export type Kind = "place" | "text" | "prose" | "figure" | "sign";

/**
 * Language of the window.
 */
export type Language = "id" | "en";

/**
 * Says that the person is back from the camera, with a photo or without.
 */
export type LeaveCamera = Record<symbol, never>;

/**
 * Asks for one letter.
 */
export type Letter = { 
/**
 * Its document.
 */
id: string, };

/**
 * Asks what is needed to write to a family.
 */
export type LetterForm = { 
/**
 * The family.
 */
family: string, };

/**
 * What is needed to write to a family.
 */
export type LetterFormView = { 
/**
 * The family.
 */
family: string, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * Its group; none where it is in none today.
 */
group: GroupName | null, 
/**
 * The months in a row, the earliest first.
 */
months: Array<string>, 
/**
 * The meetings of these months at which it was Alfa, the earliest first.
 */
missed: Array<string>, 
/**
 * The letters that can be written, in order.
 */
due: Array<LetterStep>, 
/**
 * All letters to the family, whatever they are about.
 */
letters: Array<LetterRow>, 
/**
 * The next number that is free.
 */
next_number: string, 
/**
 * The day of the meeting that is planned next; none where the plan has none.
 */
invited: string | null, 
/**
 * Where that is, or where the group meets.
 */
place: string, 
/**
 * Since when it is here, where it came from a kecamatan that this device does not have: months and letters of before are seen by the office
 * alone.
 */
came: string | null, 
/**
 * Today in the office's zone.
 */
today: string, };

/**
 * As what letters are written.
 */
export type LetterFormat = "pdf" | "docx";

/**
 * A part of a letter, whole.
 */
export type LetterPart = { "paper": { 
/**
 * Nomor surat.
 */
number: string, 
/**
 * Its date.
 */
day: string | null, 
/**
 * The day of the meeting to which it invites.
 */
invited: string | null, 
/**
 * Where that is.
 */
place: string, } } | { "delivery": { 
/**
 * When; none if it was not.
 */
day: string | null, 
/**
 * How.
 */
way: DeliveryWay | null, 
/**
 * Who took it.
 */
receiver: string, 
/**
 * When that person signed for it.
 */
received: string | null, } } | { "response": { 
/**
 * What.
 */
text: string, 
/**
 * Nothing more is to follow.
 */
closed: boolean, } } | { "cancel": { 
/**
 * It counts for nothing.
 */
cancelled: boolean, 
/**
 * Why.
 */
why: string, } };

/**
 * A letter in the register.
 */
export type LetterRow = { 
/**
 * Its document.
 */
id: string, 
/**
 * The family.
 */
family: string, 
/**
 * Nama pengurus: as it was written, else as the family has it; empty where neither is here.
 */
name: string, 
/**
 * Its group when the letter was written.
 */
group: GroupName, 
/**
 * Who leads that group.
 */
pendamping: Person | null, 
/**
 * It is of the asking person: written by, or of a family of a group that the person leads.
 */
mine: boolean, 
/**
 * Which letter.
 */
step: LetterStep, 
/**
 * The months that are its ground, the earliest first.
 */
months: Array<string>, 
/**
 * Nomor surat.
 */
number: string | null, 
/**
 * Its date.
 */
day: string | null, 
/**
 * When it was delivered.
 */
delivered: string | null, 
/**
 * How.
 */
way: DeliveryWay | null, 
/**
 * When somebody signed for it.
 */
received: string | null, 
/**
 * What followed.
 */
response: string | null, 
/**
 * What became of it.
 */
state: LetterState, 
/**
 * Whether its ground is still there.
 */
standing: GroundStanding, 
/**
 * Other letters have its number.
 */
doubled: boolean, 
/**
 * Fields on which people disagree.
 */
disagreements: number, 
/**
 * Where it is safe.
 */
safe: Safe, };

/**
 * What became of a letter: the last that is true.
 */
export type LetterState = "draft" | "delivered" | "answered" | "closed" | "cancelled";

/**
 * What a letter to a family that stayed away is. In documents' keys it stands by its place in this list.
 */
export type LetterStep = "teguran_1" | "teguran_2" | "teguran_3" | "pernyataan";

/**
 * Asks for a letter as text, to copy or to send.
 */
export type LetterText = { 
/**
 * Its document.
 */
id: string, };

/**
 * One letter.
 */
export type LetterView = { 
/**
 * As the register has it.
 */
row: LetterRow, 
/**
 * The version that is shown, to be given back to [`SaveLetter`].
 */
base: string, 
/**
 * The meetings that are its ground, the earliest first.
 */
ground: Array<GroundLine>, 
/**
 * The day of the meeting to which it invites.
 */
invited: string | null, 
/**
 * Where that is.
 */
place: string | null, 
/**
 * Who wrote it.
 */
by: Person | null, 
/**
 * Who delivered it.
 */
carrier: Person | null, 
/**
 * Who took it.
 */
receiver: string | null, 
/**
 * When something followed.
 */
responded: string | null, 
/**
 * Why it was cancelled.
 */
why: string | null, 
/**
 * Letters with the same number.
 */
same_number: Array<SameNumber>, 
/**
 * The next number that is free.
 */
next_number: string, 
/**
 * What people say differently of it.
 */
differences: Array<Difference>, 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * This device may change it.
 */
editable: boolean, };

/**
 * Asks for the register: on a phone of one's own groups, at the office of all.
 */
export type Letters = { 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, };

/**
 * The register.
 */
export type LettersView = { 
/**
 * Letters that are asked for and not written: those with the most months in a row first.
 */
due: Array<DueLetter>, 
/**
 * The letters: open ones before closed and cancelled ones, the latest first.
 */
rows: Array<LetterRow>, };

/**
 * Pengetahuan & Pemahaman.
 */
export type Level = "kurang" | "baik" | "sangat_baik" | "tidak_dapat_dinilai";

/**
 * One scale. The first four add up to the families.
 */
export type Levels = { 
/**
 * Kurang.
 */
kurang: number, 
/**
 * Baik.
 */
baik: number, 
/**
 * Sangat baik.
 */
sangat_baik: number, 
/**
 * Tidak dapat dinilai, and whoever nobody rated.
 */
tidak_dapat_dinilai: number, 
/**
 * Of these, whoever nobody rated.
 */
unrated: number, };

/**
 * What two families have in common, the surest first.
 */
export type Likeness = "nik" | "pkh_id" | "nik_almost" | "kk" | "name" | "name_almost" | "desa";

/**
 * A field that a list says otherwise.
 */
export type ListChange = { 
/**
 * Under which it is answered.
 */
id: string, 
/**
 * The family or the group.
 */
doc: string, 
/**
 * Name of the family; none for a field of a group.
 */
family: string | null, 
/**
 * Name of the group; none for a field of a family.
 */
group: string | null, 
/**
 * Stable name of the field.
 */
field: string, 
/**
 * What is known.
 */
from: string | null, 
/**
 * What the list says.
 */
to: string, 
/**
 * Who said what is known: a person, or the file of a list.
 */
said_by: string | null, 
/**
 * When.
 */
said_at: string | null, };

/**
 * A choice of a question.
 */
export type ListChoice = { 
/**
 * The answer: `same`, `other`, or the id of a group.
 */
choice: string, 
/**
 * Name of the group; empty otherwise.
 */
name: string, };

/**
 * Whose list of attendance it is.
 */
export type ListOf = { "meeting": string } | { "group": string } | { "kecamatan": string };

/**
 * How the lists of one shape are read.
 */
export type ListProfile = { 
/**
 * The shape, made of the names of the columns.
 */
shape: string, 
/**
 * The lists of which it was said.
 */
files: Array<string>, 
/**
 * What was said.
 */
profile: Profile, 
/**
 * Columns and sheets of which two people said different things at once: nothing of it counts until one is chosen.
 */
differing: Array<string>, };

/**
 * Asks how lists are read that somebody explained once.
 */
export type ListProfiles = Record<symbol, never>;

/**
 * Something that an import asks.
 */
export type ListQuestion = { 
/**
 * Under which it is answered.
 */
id: string, 
/**
 * Stable name of the question: `same_kk`, `former_nik`, `two_groups`, `spelling`; `hidden_row`, `hidden_sheet`, `sheet_of_others`
 * (rows wait for a choice in the profile), `group_spelling`, `pendamping_titles` (spellings that are taken for one), `cut_column`
 * (a column whose numbers lost digits), `odd_column` (one whose numbers cannot be NIK of these people), `kept_place` (where another list
 * of this shape belonged), `group_merged` and `group_closed` (new families of a group that no longer exists).
 */
kind: string, 
/**
 * The spellings, or the stable name of the column's field.
 */
names: Array<string>, 
/**
 * Rows that it is about.
 */
rows: number, 
/**
 * Name of the sheet of the row that waits.
 */
sheet: string | null, 
/**
 * Its number.
 */
row: number | null, 
/**
 * Whom or what the row names.
 */
name: string, 
/**
 * Whom or what it may be.
 */
other: string, 
/**
 * What can be answered.
 */
options: Array<ListChoice>, 
/**
 * What holds while nobody answers; none where the row waits.
 */
default: string | null, 
/**
 * What was answered.
 */
answer: string | null, };

/**
 * Asks which forms have a template, and which is in force. Devices of the office only.
 */
export type ListTemplates = Record<symbol, never>;

/**
 * What there is to carry, and by how many.
 */
export type Load = { 
/**
 * People posted there.
 */
staff: number, 
/**
 * Groups that exist.
 */
groups: number, 
/**
 * Active families in them.
 */
families: number, };

/**
 * Closes the device.
 */
export type Lock = Record<symbol, never>;

/**
 * Attendance (kehadiran). Absence of a mark is *belum ditandai* and never means `Alfa`.
 */
export type Mark = "hadir" | "sakit" | "alfa";

/**
 * Marks who was there. Only who is named changes.
 */
export type MarkRakor = { 
/**
 * Document.
 */
id: string, 
/**
 * The version that was shown.
 */
base: string, 
/**
 * By who they are; null: not marked.
 */
marks: { [key in string]: Presence | null }, 
/**
 * Why somebody was not there; empty for no reason.
 */
reasons: { [key in string]: string }, 
/**
 * A guest who is there: name and instansi.
 */
guests: Array<RakorGuest>, };

/**
 * Marks attendance. Only marks that are named change.
 */
export type MarkTraining = { 
/**
 * Document.
 */
id: string, 
/**
 * The version that was shown.
 */
base: string, 
/**
 * Half day.
 */
half: string, 
/**
 * By who they are; null: not marked.
 */
marks: { [key in string]: Presence | null }, };

/**
 * A family of the meeting.
 */
export type MarkedFamily = { 
/**
 * Document of the family; none if this device does not know it.
 */
id: string | null, 
/**
 * Its key.
 */
key: string, 
/**
 * Nama pengurus; empty if this device does not know it.
 */
name: string, 
/**
 * Its mark; none is belum ditandai.
 */
mark: Mark | null, 
/**
 * Its rating.
 */
rating: Rating | null, };

/**
 * What one or several people said of one thing, and what became of it.
 */
export type Matter = { 
/**
 * Document of the voice that it is answered with.
 */
id: string, 
/**
 * Which of the four that one is.
 */
kind: VoiceKind, 
/**
 * What it is about.
 */
topic: string, 
/**
 * Who said it: the first is the one that it is answered with, the others by day.
 */
voices: Array<VoiceLine>, 
/**
 * How many people said it.
 */
people: number, 
/**
 * One of them is the person of this device.
 */
own: boolean, 
/**
 * Where it stands.
 */
state: MatterState, 
/**
 * What the office answers or decides.
 */
answer: string | null, 
/**
 * When it answered first.
 */
answered: string | null, 
/**
 * What is to be done.
 */
task: string | null, 
/**
 * By whom.
 */
who: Person | null, 
/**
 * The task is for the person of this device.
 */
own_task: boolean, 
/**
 * Until when.
 */
due: string | null, 
/**
 * The day is past, nobody said that it is done, and the office is not done with it.
 */
overdue: boolean, 
/**
 * What shows that it is done.
 */
proof: string | null, 
/**
 * When that was said.
 */
proved: string | null, };

/**
 * Where a matter stands, or what was agreed.
 */
export type MatterState = "open" | "going" | "done" | "closed";

/**
 * Takes that back: they may be the same after all.
 */
export type MaybeSameFamily = { 
/**
 * One.
 */
a: string, 
/**
 * The other.
 */
b: string, };

/**
 * Asks for one meeting.
 */
export type Meeting = { 
/**
 * Document of the meeting.
 */
id: string, };

/**
 * What the form holds.
 */
export type MeetingDraft = { 
/**
 * Name of the draft.
 */
name: string, 
/**
 * The saved meeting that it corrects; none for a new one.
 */
meeting: string | null, 
/**
 * The version of that meeting that is corrected, as the form came with it; to be given back untouched.
 */
base?: string, 
/**
 * The group.
 */
group: string, 
/**
 * The day.
 */
date: string, 
/**
 * Code of the session.
 */
session: string, 
/**
 * Codes of further sessions of the same meeting.
 */
more_sessions: Array<string>, 
/**
 * Minutes after midnight.
 */
starts: number | null, 
/**
 * Minutes after midnight.
 */
ends: number | null, 
/**
 * Where.
 */
place: string, 
/**
 * Up to three.
 */
speakers: Array<SpeakerLine>, 
/**
 * By family key; a family that is not in it is belum ditandai.
 */
marks: { [key in string]: Mark }, 
/**
 * By family key, of those present.
 */
ratings: { [key in string]: Rating }, 
/**
 * The five aspects of the uraian; together at most 1,000 characters.
 */
notes: { [key in Aspect]?: string }, 
/**
 * Nama kegiatan, at most 100 characters. Empty: the proposed one.
 */
title: string, 
/**
 * Which step of the form is shown, from 0.
 */
step: number, };

/**
 * Which form.
 */
export type MeetingForm = "pemantauan" | "pemantauan_foto" | "kegiatan" | "rhk2";

/**
 * As what it is written.
 */
export type MeetingFormat = "pdf" | "docx" | "xlsx";

/**
 * A meeting in a sentence.
 */
export type MeetingMention = { 
/**
 * Its document.
 */
id: string, 
/**
 * Name of the group; empty where it is not known here.
 */
group: string, 
/**
 * Day.
 */
date: string, };

/**
 * A meeting in a list.
 */
export type MeetingRow = { 
/**
 * Document of the meeting.
 */
id: string, 
/**
 * Its group.
 */
group: GroupName, 
/**
 * Day.
 */
date: string, 
/**
 * Its session.
 */
session: SessionName, 
/**
 * Marks.
 */
tally: Tally, 
/**
 * Where it is safe.
 */
safe: Safe, 
/**
 * It did not take place.
 */
cancelled: boolean, 
/**
 * What the office said of it.
 */
verdict: Verdict | null, 
/**
 * It changed after the office had said so.
 */
changed_since_check: boolean, 
/**
 * Fields on which people disagree.
 */
disagreements: number, };

/**
 * A meeting.
 */
export type MeetingView = { 
/**
 * Its row in lists.
 */
row: MeetingRow, 
/**
 * Further sessions.
 */
more_sessions: Array<SessionName>, 
/**
 * Minutes after midnight.
 */
starts: number | null, 
/**
 * Minutes after midnight.
 */
ends: number | null, 
/**
 * Where.
 */
place: string | null, 
/**
 * Nama kegiatan.
 */
title: string | null, 
/**
 * Materi, in the official form's words.
 */
topic: string | null, 
/**
 * Speakers.
 */
speakers: Array<SpeakerLine>, 
/**
 * The five aspects.
 */
notes: { [key in Aspect]?: string }, 
/**
 * Who leads the group's meetings on that day.
 */
pendamping: Person | null, 
/**
 * Families of the group on that day, and whoever has a mark.
 */
families: Array<MarkedFamily>, 
/**
 * Who changed what when, the latest first.
 */
history: Array<HistoryLine>, 
/**
 * On what people disagree.
 */
disagreements: Array<Difference>, 
/**
 * The office's verdict.
 */
check: CheckLine | null, 
/**
 * The version shown: its heads in hex, to be given with a verdict.
 */
heads: string, 
/**
 * This device may change it.
 */
editable: boolean, };

/**
 * Which meetings.
 */
export type MeetingsOf = { "meeting": string } | { "own": string } | { "pendamping": [string, string] } | { "kecamatan": [string, string] };

/**
 * Asks for a form about meetings as text, to copy or to send.
 */
export type MeetingsText = { 
/**
 * Of which.
 */
of: MeetingsOf, 
/**
 * Which form.
 */
form: MeetingForm, };

/**
 * Says that a family is the same as another. Both documents stay; lists and reports count the kept one, with the marks of both.
 */
export type MergeFamilies = { 
/**
 * The one that is counted.
 */
keep: string, 
/**
 * The one that becomes part of it.
 */
merge: string, };

/**
 * Moves all families of a group to another one and closes it, from a day on.
 */
export type MergeGroups = { 
/**
 * The group that ends.
 */
group: string, 
/**
 * The group that it goes into.
 */
into: string, 
/**
 * From that day.
 */
since: string, };

/**
 * A family that the list no longer has.
 */
export type MissingFamily = { 
/**
 * Under which it is answered.
 */
id: string, 
/**
 * Its document.
 */
doc: string, 
/**
 * Its name.
 */
family: string, 
/**
 * Name of its group.
 */
group: string | null, 
/**
 * What was answered.
 */
answer: string | null, };

/**
 * Asks for the curriculum with the groups of the asking person.
 */
export type Modul = Record<symbol, never>;

/**
 * The curriculum.
 */
export type ModulView = { 
/**
 * Name of the edition.
 */
edition: string, 
/**
 * Modules in order.
 */
modules: Array<ModuleProgress>, 
/**
 * What comes next for each group.
 */
next: Array<NextSession>, };

/**
 * A module.
 */
export type ModuleProgress = { 
/**
 * Title.
 */
title: string, 
/**
 * Sessions in order.
 */
sessions: Array<SessionProgress>, };

/**
 * A module.
 */
export type ModuleText = { 
/**
 * Its code; empty for a new one.
 */
code: string, 
/**
 * Title.
 */
title: string, 
/**
 * Materi: the official form's own words.
 */
topic: string, 
/**
 * Sessions in order.
 */
sessions: Array<SessionText>, };

/**
 * Figures of a month, counted as the rekap counts them.
 */
export type MonthFigures = { 
/**
 * Groups.
 */
groups: number, 
/**
 * Groups that met.
 */
groups_met: number, 
/**
 * Active families of all groups.
 */
families: number, 
/**
 * Present at the latest meeting of their group.
 */
hadir: number, 
/**
 * Not present, of the families whose group met.
 */
absent: number, 
/**
 * Families whose group did not meet, and who are not present by a mark elsewhere. With those present and absent they are all.
 */
of_unmet: number, };

/**
 * What a month was for a family that was in a group and active on a day of a meeting; the first that fits.
 */
export type MonthState = "hadir" | "sakit" | "alfa" | "unmarked" | "no_meeting";

/**
 * What they said.
 */
export type MonthWords = { 
/**
 * Alasan jika tidak melaksanakan.
 */
reason: string, 
/**
 * Catatan dinamika.
 */
dynamics: string, };

/**
 * Moves families to a group from a day on. Their history stays where it was.
 */
export type MoveFamilies = { 
/**
 * Documents of the families.
 */
ids: Array<string>, 
/**
 * The group.
 */
group: string, 
/**
 * From that day.
 */
since: string, };

/**
 * Moves a family to another group from a day on. Its history stays where it was.
 */
export type MoveFamily = { 
/**
 * Its document.
 */
id: string, 
/**
 * The group.
 */
group: string, 
/**
 * From that day.
 */
since: string, };

/**
 * Moves the office to another relay, which has to let this device in first. Only an office device may. Devices hear of it from the relay
 * that is left, from the new one, or by file.
 */
export type MoveRelay = { 
/**
 * The new relay's address.
 */
relay: string, 
/**
 * SHA-256 of its certificate, where no public authority vouches for it; otherwise empty.
 */
pin: string, 
/**
 * Its operator's one-time code; empty where none is needed.
 */
code: string, };

/**
 * Asks for what the device's person said.
 */
export type MyMonth = { 
/**
 * The month, `2026-11`.
 */
month: string, };

/**
 * A family as people call it.
 */
export type NamedFamily = { 
/**
 * Its name.
 */
name: string, 
/**
 * Name of its group at the end of the month; none if it has none.
 */
group: string | null, 
/**
 * Name of its kecamatan.
 */
kecamatan: string, };

/**
 * How an invitation is to be read (sifat).
 */
export type Nature = "biasa" | "penting" | "segera" | "rahasia";

/**
 * A guest.
 */
export type NewGuest = { 
/**
 * Name. Two guests of one name are one.
 */
name: string, 
/**
 * Instansi; empty for none.
 */
agency: string, 
/**
 * As what they facilitate; empty for one who takes part.
 */
as_what: string, };

/**
 * Says that a family has a new pengurus, who was taken for another family: the family keeps its id, history and progress and gets the
 * other one's name and NIK; the other becomes part of it.
 */
export type NewPengurus = { 
/**
 * The family that is kept.
 */
keep: string, 
/**
 * The family under the name of the new pengurus.
 */
new: string, };

/**
 * What comes next for a group.
 */
export type NextSession = { 
/**
 * The group.
 */
group: GroupName, 
/**
 * The session; none if it had all.
 */
session: SessionName | null, };

/**
 * Says that two families are not the same, however alike they look: they are not asked about again, whatever lists come.
 */
export type NotSameFamily = { 
/**
 * One.
 */
a: string, 
/**
 * The other.
 */
b: string, };

/**
 * Something damaged or strange, by the document where it was found.
 */
export type Note = { "kind": "meeting_of_unknown_group", meeting: string, } | { "kind": "meeting_of_closed_group", meeting: string, group: string, } | { "kind": "meeting_without_day", meeting: string, date: string, } | { "kind": "unknown_session", meeting: string, session: string, } | { "kind": "unknown_mark", meeting: string, family_key: string, mark: string, } | { "kind": "unknown_rating", meeting: string, family_key: string, rating: string, } | { "kind": "marked_elsewhere", meeting: string, family: string, of: NamedFamily, } | { "kind": "unknown_pendamping", staff: string, group: string, } | { "kind": "family_without_group", family: string, name: string, kecamatan: string, group: string | null, } | { "kind": "family_part_of_none", family: string, name: string, kecamatan: string, } | { "kind": "remark_of_another", staff: string, name: string | null, } | { "kind": "remark_without_row", staff: string, name: string | null, } | { "kind": "damaged_id", table: string, } | { "kind": "damaged_curriculum", edition: string, };

/**
 * The numbers.
 */
export type Numbers = { 
/**
 * NIK.
 */
nik: string | null, 
/**
 * No. KK.
 */
kk: string | null, };

/**
 * The numbers.
 */
export type OfficeBadges = { 
/**
 * Meetings to be looked at, of whatever month.
 */
check: number, 
/**
 * Fields on which people disagree.
 */
differences: number, 
/**
 * Findings about devices that nobody has seen.
 */
security: number, };

/**
 * The settings, as read and as written.
 */
export type OfficeSettings = { 
/**
 * E.g. `Dinas Sosial Kabupaten Banggai`.
 */
name: string, 
/**
 * Minutes east of UTC: 420 WIB, 480 WITA, 540 WIT.
 */
utc_offset_minutes: number, 
/**
 * Days without word from a phone after which it counts as silent.
 */
silent_days: number, 
/**
 * Months in a row of Alfa after which a family is a candidate for a surat teguran.
 */
teguran_months: number, 
/**
 * After how many months more Surat Teguran II, then III with the statement of commitment, then the proposal to the Ketua Tim.
 */
teguran_steps: [number, number, number], 
/**
 * How letters are numbered: a text with `{no}`, and `{kecamatan}`, `{bulan}` and `{tahun}` where they are to stand.
 */
letter_number: string, 
/**
 * What JML says on the form of a school.
 */
school_jml: Jml, 
/**
 * From how many percent of Hari Efektif on the commitment in education is kept.
 */
school_percent: number, 
/**
 * Labels of roles, by stable name; what is not in it has the window's own.
 */
roles: { [key in string]: string }, 
/**
 * Lines above a printed report.
 */
letterhead: Array<string>, 
/**
 * Who signs the rekap, a line each: what the person is; the name; NIP. The last one signs at the right, below place and day.
 */
signers: Array<string>, 
/**
 * On what the work is based, a line each; none: what the product has.
 */
legal_bases: Array<string>, 
/**
 * What a pendamping is to do in a month, by the number of the RHK; a blank on the report where the office said nothing.
 */
rhk_targets: { [key in number]: number }, };

/**
 * Says that the camera is about to be opened over the joining form. Android may end the program behind it; the next start then leads
 * back to the form. The invite and the PIN are secrets and are not kept.
 */
export type OpenCamera = { 
/**
 * The relay's address in the form.
 */
relay: string, };

/**
 * Opens the sample office, making it if there is none: invented people, three kecamatan, some months of meetings.
 */
export type OpenSample = Record<symbol, never>;

/**
 * How somebody ended a training.
 */
export type Outcome = "lulus" | "tidak_lulus";

/**
 * Asks what this kabupaten told its province. In the kabupaten's profile in the province's workspace only.
 */
export type OwnMonths = Record<symbol, never>;

/**
 * A pendamping in a month.
 */
export type PendampingMonth = { 
/**
 * Who.
 */
person: Person, 
/**
 * Code of the kecamatan of these figures.
 */
kecamatan: string, 
/**
 * Their figures.
 */
figures: MonthFigures, 
/**
 * When the office last heard from any of their phones.
 */
last_heard: string | null, 
/**
 * That is longer ago than the office's threshold.
 */
silent: boolean, };

/**
 * Asks for staff and devices.
 */
export type People = Record<symbol, never>;

/**
 * Staff and devices.
 */
export type PeopleView = { 
/**
 * Members of staff, by name.
 */
staff: Array<StaffRow>, 
/**
 * Invites that nobody has used and that have not expired.
 */
invites: Array<InviteRow>, 
/**
 * Devices of the office that belong to no member of staff.
 */
unowned: Array<DeviceRow>, 
/**
 * Kecamatan of the kabupaten, to choose from.
 */
kecamatan: Array<Choice>, 
/**
 * Roles that the office uses, as stable names; the window or the office's settings have labels.
 */
roles: Array<string>, };

/**
 * A person: of the office, or of a family.
 */
export type Person = { 
/**
 * Document of the member of staff, or of the family.
 */
id: string, 
/**
 * Name; a window gets it as it is shown.
 */
name: string, };

/**
 * What long work is at.
 */
export type Phase = "reading" | "writing" | "locking" | "asking";

/**
 * Whether a PIN may be chosen.
 */
export type PinStrength = "fine" | "too_short" | "trivial";

/**
 * The load of a kecamatan.
 */
export type PlaceLoad = { 
/**
 * Which.
 */
kecamatan: Choice, 
/**
 * Its load.
 */
load: Load, };

/**
 * Asks where groups and families can be: the kecamatan and desa that this device works with.
 */
export type Places = Record<symbol, never>;

/**
 * Asks for the plan of a group.
 */
export type Plan = { 
/**
 * The group.
 */
group: string, 
/**
 * The year; none for this one.
 */
year: number | null, };

/**
 * A month of a plan.
 */
export type PlanCell = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * How it stands.
 */
state: PlanState, 
/**
 * The group does not exist in it: nothing is planned, and nothing can be.
 */
closed: boolean, 
/**
 * Its day has come and gone, and the group has not met.
 */
late: boolean, 
/**
 * The planned sessions.
 */
sessions: Array<SessionName>, 
/**
 * The planned day.
 */
date: string | null, 
/**
 * Minutes after midnight.
 */
starts: number | null, 
/**
 * Minutes after midnight.
 */
ends: number | null, 
/**
 * Where.
 */
place: string | null, 
/**
 * Why the group does not meet.
 */
reason: string | null, 
/**
 * What was held in the month, the oldest first.
 */
held: Array<PlanHeld>, 
/**
 * Those of the planned sessions that the group had before this month.
 */
repeated: Array<SessionName>, };

/**
 * Months of a year, counted. `planned` is `done`, `other`, `missed` and `upcoming` together.
 */
export type PlanFigures = { 
/**
 * Months with a meeting planned.
 */
planned: number, 
/**
 * Held as planned.
 */
done: number, 
/**
 * Held, about something else.
 */
other: number, 
/**
 * Tertunda.
 */
missed: number, 
/**
 * Still to come.
 */
upcoming: number, 
/**
 * Without a meeting, with a reason.
 */
off: number, 
/**
 * Held without a plan.
 */
unplanned: number, };

/**
 * The plan of a group.
 */
export type PlanForm = { 
/**
 * The group.
 */
group: GroupName, 
/**
 * Who leads it.
 */
pendamping: Person | null, 
/**
 * The year.
 */
year: number, 
/**
 * Years to choose from, the latest first.
 */
years: Array<number>, 
/**
 * The month that it is, `2026-11`.
 */
this_month: string, 
/**
 * The version that is shown, to be given back to [`SavePlan`].
 */
base: string, 
/**
 * This device may change it.
 */
editable: boolean, 
/**
 * January to December.
 */
months: Array<PlanCell>, 
/**
 * Its months, counted.
 */
figures: PlanFigures, 
/**
 * Every session of the curriculum, in order.
 */
sessions: Array<SessionName>, 
/**
 * How the free months from now on would be filled in the curriculum's order.
 */
fill: Array<PlanProposal>, 
/**
 * How what was missed would move into the months from now on, and all that follows with it.
 */
shift: Array<PlanProposal>, 
/**
 * What would no longer fit into the year if it moved.
 */
overflow: Array<SessionName>, 
/**
 * On what people disagree.
 */
disagreements: Array<Difference>, };

/**
 * A session that was held.
 */
export type PlanHeld = { 
/**
 * The session.
 */
session: SessionName, 
/**
 * When.
 */
date: string, 
/**
 * At which meeting.
 */
meeting: string, };

/**
 * A month of a group, short.
 */
export type PlanMark = { 
/**
 * How it stands.
 */
state: PlanState, 
/**
 * The planned sessions by number, or by code where they have none: `4`, `4+5`.
 */
planned: string, 
/**
 * Those that were held, likewise.
 */
held: string, };

/**
 * What is printed of plans.
 */
export type PlanPaper = { "year": PlanYearOf } | { "month": Schedule };

/**
 * The sessions that a month would have.
 */
export type PlanProposal = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * What is planned now.
 */
before: Array<SessionName>, 
/**
 * What would be planned.
 */
after: Array<SessionName>, };

/**
 * A group of the table.
 */
export type PlanRow = { 
/**
 * Its names.
 */
group: GroupName, 
/**
 * Who leads it.
 */
pendamping: Person | null, 
/**
 * It is the asking person's own.
 */
mine: boolean, 
/**
 * Active families today.
 */
families: number, 
/**
 * January to December.
 */
months: Array<PlanMark>, 
/**
 * Its months, counted.
 */
figures: PlanFigures, };

/**
 * How a month of a group stands.
 */
export type PlanState = "planned" | "done" | "other" | "missed" | "off" | "unplanned" | "empty";

/**
 * Groups and months.
 */
export type PlanTable = { 
/**
 * The year.
 */
year: number, 
/**
 * Years to choose from, the latest first.
 */
years: Array<number>, 
/**
 * The month that it is, `2026-11`.
 */
this_month: string, 
/**
 * The groups that exist in the year, by name.
 */
groups: Array<PlanRow>, 
/**
 * All of them together.
 */
total: PlanFigures, };

/**
 * What is said of a month.
 */
export type PlanWords = { 
/**
 * 1 to 12.
 */
month: number, 
/**
 * Codes of the sessions, at most 4.
 */
sessions: Array<string>, 
/**
 * The day, in that month.
 */
date: string | null, 
/**
 * Minutes after midnight.
 */
starts: number | null, 
/**
 * Minutes after midnight.
 */
ends: number | null, 
/**
 * Where; empty for nothing.
 */
place: string, 
/**
 * Why the group does not meet; empty for nothing.
 */
reason: string, };

/**
 * Whose plans of which year.
 */
export type PlanYearOf = { 
/**
 * The year; none for this one.
 */
year: number | null, 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, 
/**
 * Only the groups of the asking person.
 */
mine: boolean, };

/**
 * Asks how the groups stand against their plans of a year.
 */
export type Plans = { 
/**
 * The year; none for this one.
 */
year: number | null, 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, };

/**
 * What is shared.
 */
export type PlansOf = { "month": Schedule } | { "group": Plan };

/**
 * Asks for a calendar or a plan as text, to be sent.
 */
export type PlansText = { 
/**
 * Which.
 */
of: PlansOf, };

/**
 * Answers counted by the version of the instrument with which they were given.
 */
export type PointsView = { 
/**
 * Of 100, rounded down; none where too little was observed, or where that version is not here.
 */
score: number | null, 
/**
 * Name of the band.
 */
band: string | null, 
/**
 * Which band it is, from 0 for the lowest.
 */
level: number, 
/**
 * How many bands there are.
 */
levels: number, 
/**
 * Items that were observed.
 */
observed: number, 
/**
 * Items that have an answer, "not observed" included.
 */
answered: number, 
/**
 * Items that there are; 0 where that version is not here.
 */
items: number, };

/**
 * A posting.
 */
export type PostingRow = { 
/**
 * Since when; empty for "from the beginning".
 */
since: string, 
/**
 * Where; nowhere for somebody who left.
 */
kecamatan: Array<Choice>, };

/**
 * Changes what the person prefers.
 */
export type Prefer = { 
/**
 * All of it.
 */
preferences: Preferences, };

/**
 * What a person prefers.
 */
export type Preferences = { 
/**
 * Language.
 */
language: Language, 
/**
 * Size of text in percent, 100 to 200.
 */
text_size: number, 
/**
 * Colours.
 */
theme: Theme, 
/**
 * Minutes without a touch after which the device locks, up to 60; 0 never.
 */
lock_after_minutes: number, 
/**
 * The device locks when its window is left.
 */
lock_on_leaving: boolean, };

/**
 * Whether somebody was there.
 */
export type Presence = "hadir" | "izin" | "tanpa_keterangan";

/**
 * Writes plans as a PDF.
 */
export type PrintPlans = { 
/**
 * Which.
 */
of: PlanPaper, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The day on which it is signed; none leaves a blank.
 */
signed: string | null, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes the rekap of a month as a PDF to be signed.
 */
export type PrintRekap = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * Code of the kecamatan whose sheet is wanted; none for all, after the kabupaten's.
 */
kecamatan: string | null, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The day on which it is signed; none leaves a blank.
 */
signed: string | null, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes the form of a school's list.
 */
export type PrintSchool = { 
/**
 * The file that the school sent.
 */
from: string, 
/**
 * As what.
 */
format: SchoolFormat, 
/**
 * Which paper.
 */
paper: Size, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * Writes a trial as PDF, on the paper of which the text speaks. Devices of the office only.
 */
export type PrintTrial = { 
/**
 * The form.
 */
form: string, 
/**
 * The text.
 */
source: string, 
/**
 * Of what.
 */
of: TrialOf, 
/**
 * The file to write. It appears whole or not at all.
 */
path: string, };

/**
 * A written form.
 */
export type Printed = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Lists in it.
 */
lists: number, 
/**
 * Families in them.
 */
families: number, 
/**
 * Bytes of the file.
 */
bytes: number, 
/**
 * Digest of what it says, in hex.
 */
digest: string, };

/**
 * What people say about a list.
 */
export type Profile = { 
/**
 * By the label of a column, in any spelling, the field that it gives; null: it is not read.
 */
columns: { [key in string]: Field | null }, 
/**
 * By the name of a sheet, or `*` for all others.
 */
sheets: { [key in string]: SheetChoice }, };

/**
 * Says what shows that a task is done: whose task it is, or the office.
 */
export type ProveFollowUp = { 
/**
 * Document of the supervision.
 */
id: string, 
/**
 * Which task.
 */
key: string, 
/**
 * What shows it, up to 500 characters; empty takes it back.
 */
proof: string, };

/**
 * Says what shows that a task is done: whose task it is, or the office.
 */
export type ProveTask = { 
/**
 * Document of the voice that the matter is answered with.
 */
id: string, 
/**
 * What shows it; empty takes it back.
 */
proof: string, };

/**
 * Formats of that file.
 */
export type ProvinceFormat = "xlsx" | "pdf";

/**
 * Asks for all kabupaten of the province in a month. The province's devices only.
 */
export type ProvinceMonth = { 
/**
 * The month, `2026-10`.
 */
month: string, };

/**
 * A written file.
 */
export type ProvincePrinted = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Kabupaten that told the month.
 */
told: number, 
/**
 * Bytes of the file.
 */
bytes: number, };

/**
 * Where a kabupaten stands in a month.
 */
export type ProvinceRow = { 
/**
 * The kabupaten.
 */
kabupaten: Choice, 
/**
 * Its office as a member; none if it was not invited.
 */
staff: string | null, 
/**
 * A device of its joined.
 */
joined: boolean, 
/**
 * What counts of the month; none: it told nothing, which is no zero.
 */
told: ToldVersion | null, 
/**
 * The last month that it told, if any.
 */
last: string | null, };

/**
 * Asks what this kabupaten would tell its province of a month. The office's devices only.
 */
export type ProvinceSums = { 
/**
 * The month, `2026-10`.
 */
month: string, };

/**
 * What would be told: sums alone.
 */
export type ProvinceSumsView = { 
/**
 * The month.
 */
month: string, 
/**
 * The kabupaten.
 */
kabupaten: Choice, 
/**
 * Name of its province.
 */
province: string, 
/**
 * The day as of which it is counted.
 */
counted: string, 
/**
 * The month is not over.
 */
running: boolean, 
/**
 * Rows of rosters that wait on this device: families that may be missing.
 */
waiting_rows: number, 
/**
 * Digest of the sums, to be given back.
 */
digest: string, 
/**
 * A row for each kecamatan, the kabupaten's own sums last.
 */
table: Table, };

/**
 * The kabupaten of a province in a month.
 */
export type ProvinceView = { 
/**
 * The month.
 */
month: string, 
/**
 * The province.
 */
province: Choice, 
/**
 * A row for each kabupaten, by code.
 */
rows: Array<ProvinceRow>, 
/**
 * How many of them told the month.
 */
told: number, 
/**
 * Their figures in the columns of the form, a row for each of `rows`; the sums are of those that told.
 */
table: Table, 
/**
 * The sums of the twelve months up to this one, with how many told each.
 */
trend: Table, };

/**
 * Puts a text in force. What was in force stays among the versions. Devices of the office only.
 */
export type PublishTemplate = { 
/**
 * The form.
 */
form: string, 
/**
 * The text.
 */
source: string, 
/**
 * The version that was seen in force; none: the product's own.
 */
base: string | null, };

/**
 * A month with all that was told of it.
 */
export type PublishedMonth = { 
/**
 * The month.
 */
month: string, 
/**
 * What was told: what counts first; of two with one version both.
 */
versions: Array<PublishedVersion>, 
/**
 * What the first of them says otherwise than the one before it.
 */
changes: Array<SumsChange>, };

/**
 * A telling.
 */
export type PublishedVersion = { 
/**
 * Its id.
 */
send: string, 
/**
 * 1 for what was told first, more for corrections.
 */
version: number, 
/**
 * Another one of other figures has the same version: two devices told it apart.
 */
doubled: boolean, 
/**
 * The figures are those of the digest. Not so while a part of them is not here.
 */
whole: boolean, 
/**
 * The day as of which it was counted.
 */
counted: string | null, 
/**
 * The day on which it was told.
 */
sent: string | null, 
/**
 * The device that told it, in hex.
 */
device: string | null, 
/**
 * Digest of its figures.
 */
digest: string, 
/**
 * Where it is safe.
 */
safe: Safe, 
/**
 * A row for each kecamatan, the kabupaten's own sums last.
 */
table: Table, };

/**
 * People counted. The four add up to the members of staff who were posted on the day or have a mark.
 */
export type RakorCount = { 
/**
 * Hadir.
 */
hadir: number, 
/**
 * Izin.
 */
izin: number, 
/**
 * Tanpa keterangan.
 */
absent: number, 
/**
 * Not marked.
 */
unmarked: number, 
/**
 * Guests who were there.
 */
guests: number, };

/**
 * A meeting of the staff.
 */
export type RakorDetail = { 
/**
 * Document.
 */
id: string | null, 
/**
 * The version shown; what is saved is saved upon it.
 */
base: string, 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * Whether this device writes.
 */
writes: boolean, 
/**
 * What it is.
 */
facts: RakorFacts, 
/**
 * Whoever was posted on its day or has a mark, by name; then guests.
 */
people: Array<RakorPerson>, 
/**
 * They counted.
 */
count: RakorCount, 
/**
 * The minutes.
 */
points: Array<RakorPoint>, 
/**
 * Its minutes are closed.
 */
closed: boolean, 
/**
 * What was changed after they were closed, as names of fields.
 */
changed: Array<string>, 
/**
 * What staff said by its day and is not closed: overdue first. It opens the agenda.
 */
open: Array<Matter>, 
/**
 * Tasks that followed from it.
 */
tasks: Array<Matter>, 
/**
 * Members of staff, to give a task.
 */
staff: Array<Person>, 
/**
 * Fields on which people disagree.
 */
disagreements: number, };

/**
 * What a meeting of the staff is. Empty text is none.
 */
export type RakorFacts = { 
/**
 * Its name, up to 120 characters.
 */
title: string, 
/**
 * Its day.
 */
day: string | null, 
/**
 * Minutes after midnight.
 */
starts: number | null, 
/**
 * Minutes after midnight.
 */
ends: number | null, 
/**
 * Where.
 */
place: string, 
/**
 * Nomor of the invitation.
 */
number: string, 
/**
 * Dari.
 */
sender: string, 
/**
 * Yth.
 */
addressee: string, 
/**
 * Sifat.
 */
nature: Nature | null, 
/**
 * Pimpinan rapat.
 */
leader: string, 
/**
 * Notulis.
 */
secretary: string, 
/**
 * Agenda, a line for each item.
 */
agenda: string, 
/**
 * Kesimpulan.
 */
conclusion: string, 
/**
 * It did not take place after all.
 */
cancelled: boolean, };

/**
 * Which form about a meeting of the staff.
 */
export type RakorForm = "invitation" | "attendance" | "minutes" | "rhk8";

/**
 * As what it is written.
 */
export type RakorFormat = "pdf" | "docx";

/**
 * A guest.
 */
export type RakorGuest = { 
/**
 * Name.
 */
name: string, 
/**
 * Instansi; empty for none.
 */
agency: string, };

/**
 * Somebody at a meeting of the staff.
 */
export type RakorPerson = { 
/**
 * Who, as marks name them.
 */
who: string, 
/**
 * The member of staff; none of a guest.
 */
staff: string | null, 
/**
 * Name.
 */
name: string, 
/**
 * Role of a member of staff, as a stable name.
 */
role: string | null, 
/**
 * Instansi of a guest.
 */
agency: string | null, 
/**
 * Names of the kecamatan in which they were posted on its day.
 */
kecamatan: Array<string>, 
/**
 * Whether they were there.
 */
presence: Presence | null, 
/**
 * Why not.
 */
reason: string | null, };

/**
 * A point of the minutes. Empty text is none.
 */
export type RakorPoint = { 
/**
 * Its key; empty for a new one.
 */
key: string, 
/**
 * Who spoke.
 */
speaker: string, 
/**
 * What was said.
 */
said: string, 
/**
 * What was decided.
 */
decided: string, };

/**
 * A written form.
 */
export type RakorPrinted = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Bytes of the file.
 */
bytes: number, 
/**
 * Digest of what it says, in hex.
 */
digest: string, };

/**
 * A meeting of the staff in a list.
 */
export type RakorRow = { 
/**
 * Document.
 */
id: string, 
/**
 * Its name.
 */
title: string, 
/**
 * Its day.
 */
day: string, 
/**
 * Where.
 */
place: string | null, 
/**
 * It did not take place after all.
 */
cancelled: boolean, 
/**
 * Its minutes are closed.
 */
closed: boolean, 
/**
 * Members of staff and guests counted.
 */
count: RakorCount, 
/**
 * Whether the person of this device was there.
 */
own: Presence | null, };

/**
 * Asks for the meetings of the staff.
 */
export type Rakors = Record<symbol, never>;

/**
 * Knowledge and understanding (pengetahuan dan pemahaman).
 */
export type Rating = "kurang" | "baik" | "sangat_baik" | "tidak_dapat_dinilai";

/**
 * Asks for the curriculum in force.
 */
export type ReadCurriculum = Record<symbol, never>;

/**
 * Asks for the versions of the instrument.
 */
export type ReadInstrument = Record<symbol, never>;

/**
 * Reads an invite while it is typed or pasted.
 */
export type ReadInvite = { 
/**
 * What was typed or pasted; text around the invite does no harm.
 */
text: string, };

/**
 * Asks for the settings.
 */
export type ReadOffice = Record<symbol, never>;

/**
 * Reads an invite from a photo of its QR code.
 */
export type ReadPhoto = { 
/**
 * Width in pixels.
 */
width: number, 
/**
 * Height in pixels.
 */
height: number, 
/**
 * Brightness of each pixel, row by row, as base64.
 */
luma: string, };

/**
 * Asks for one meeting of the staff, or for what a new one begins with.
 */
export type ReadRakor = { 
/**
 * Document; none for a new one.
 */
id: string | null, };

/**
 * Asks for the rekap of a month, with the meetings and families behind every figure.
 */
export type ReadRekap = { 
/**
 * The month, `2026-11`.
 */
month: string, };

/**
 * Asks which relay it is.
 */
export type ReadRelay = Record<symbol, never>;

/**
 * Reads a school's list and shows it.
 */
export type ReadSchool = { 
/**
 * The file.
 */
path: string, };

/**
 * Asks for one supervision, or for what a new one begins with.
 */
export type ReadSupervision = { 
/**
 * Document; none for a new one.
 */
id: string | null, 
/**
 * Of a new one: whose meeting.
 */
staff: string | null, };

/**
 * Asks for the template of a form, what it may name, and its versions. Devices of the office only.
 */
export type ReadTemplate = { 
/**
 * The form.
 */
form: string, };

/**
 * Asks for one training, or for what a new one begins with.
 */
export type ReadTraining = { 
/**
 * Document; none for a new one.
 */
id: string | null, };

/**
 * A recap: its sheets, and what may be missing from them.
 */
export type Recap = { 
/**
 * Which.
 */
kind: RecapKind, 
/**
 * The months, as paper names them: `Oktober 2025 – Maret 2026`.
 */
period: string, 
/**
 * Its sheets.
 */
sheets: Array<RecapSheet>, 
/**
 * Marks and meetings of these months that are in no figure: the rekap of each month tells them one by one.
 */
left_out: number, 
/**
 * Rows of rosters that wait as tasks on this device: families that may be missing.
 */
waiting_rows: number, };

/**
 * As what a recap is written.
 */
export type RecapFormat = "pdf" | "xlsx" | "docx";

/**
 * Which recap.
 */
export type RecapKind = "held" | "people" | "families" | "year";

/**
 * Which recap of which months.
 */
export type RecapOf = { 
/**
 * Which.
 */
kind: RecapKind, 
/**
 * The first month, `2026-01`; of a year any of its months.
 */
from: string, 
/**
 * The last month; of no matter for a year.
 */
to: string, 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, 
/**
 * Of whom.
 */
whose: Whose, };

/**
 * A sheet of a recap.
 */
export type RecapSheet = { 
/**
 * What it is about.
 */
of: SheetOf, 
/**
 * What stands above the table on paper: labels with what they say; nothing of what is not known.
 */
facts: Array<[string, string | null]>, 
/**
 * Its rows.
 */
table: Table, 
/**
 * What its sums are called on paper.
 */
total: string, 
/**
 * Meetings on which its own figures are based.
 */
meetings: number, 
/**
 * The versions of these, as eight characters to compare by.
 */
counted: string, 
/**
 * Whoever signs it alone; none where the office's signers do.
 */
signer: SheetSigner | null, };

/**
 * Counts a recap and says one of its sheets as text that a spreadsheet takes apart into cells.
 */
export type RecapText = { 
/**
 * Which.
 */
of: RecapOf, 
/**
 * The place of the sheet, from 0.
 */
sheet: number, };

/**
 * Asks for the form of a saved meeting, to correct it.
 */
export type RecordEdit = { 
/**
 * Document of the meeting.
 */
meeting: string, };

/**
 * The form: what it holds, and what can be chosen.
 */
export type RecordForm = { 
/**
 * What it holds.
 */
draft: MeetingDraft, 
/**
 * The person's groups; the draft's is among them.
 */
groups: Array<GroupName>, 
/**
 * Active families of the group on that day, and whoever has a mark; ordered as on the group's page.
 */
families: Array<FamilyLine>, 
/**
 * All sessions, in order, with when this group had them.
 */
sessions: Array<SessionChoice>, 
/**
 * Nama kegiatan, made of group and session; always within the limit.
 */
proposed_title: string, 
/**
 * Materi: the official form's own words for the session.
 */
topic: string | null, 
/**
 * This group's meeting of that day and session is recorded already, perhaps by a colleague: saving adds to it.
 */
existing: string | null, 
/**
 * Speakers of earlier meetings, the most frequent first.
 */
known_speakers: Array<SpeakerLine>, 
/**
 * Whether members of staff have had an FDS training, by name in lower case.
 */
trained: { [key in string]: boolean }, 
/**
 * Most characters of the title.
 */
title_limit: number, 
/**
 * Most characters of the five aspects together.
 */
notes_limit: number, };

/**
 * Asks for a new meeting's form. Without a group: the group that is due.
 */
export type RecordNew = { 
/**
 * The group.
 */
group: string | null, 
/**
 * The day; today if not said.
 */
date: string | null, };

/**
 * Asks for the form of a draft, as it was left.
 */
export type RecordOpen = { 
/**
 * The draft.
 */
name: string, };

/**
 * Asks what the office will have to look at, were the form saved as it is. Nothing of it keeps anybody from saving.
 */
export type RecordWarnings = { 
/**
 * The form as it is.
 */
draft: MeetingDraft, };

/**
 * Founds this device anew as the office's, from the recovery words.
 */
export type Recover = { 
/**
 * The words.
 */
words: string, 
/**
 * The relay's address.
 */
relay: string, 
/**
 * SHA-256 of the relay's certificate, where no public authority vouches for it; else empty.
 */
relay_pin: string, 
/**
 * The PIN or passphrase of this device.
 */
pin: string, };

/**
 * As what the register is written.
 */
export type RegisterFormat = "pdf" | "xlsx";

/**
 * A member of staff on a day.
 */
export type RegisterRow = { 
/**
 * Who.
 */
person: Person, 
/**
 * Role, as a stable name.
 */
role: string, 
/**
 * NIP.
 */
nip: string | null, 
/**
 * Status pegawai.
 */
employment: Employment | null, 
/**
 * Whether the person is posted on the day: has come, and has not left.
 */
posted: boolean, 
/**
 * Where; nowhere in particular for the whole kabupaten.
 */
kecamatan: Array<Choice>, 
/**
 * Names of the desa of the groups that they lead on the day.
 */
desa: Array<string>, 
/**
 * Phone number.
 */
phone: string | null, 
/**
 * Mail address.
 */
email: string | null, 
/**
 * TMT.
 */
started: string | null, 
/**
 * Groups that they lead on the day.
 */
groups: number, 
/**
 * Active families in them.
 */
families: number, };

/**
 * The register of a day.
 */
export type RegisterView = { 
/**
 * The day.
 */
day: string, 
/**
 * Everybody, by name; whoever is posted nowhere on the day as well.
 */
staff: Array<RegisterRow>, 
/**
 * The kecamatan in which somebody is posted or which have groups, by load: those with families and nobody first, then the most families a
 * person.
 */
places: Array<PlaceLoad>, 
/**
 * All of them, everybody counted once.
 */
total: Load, };

/**
 * Asks for the rekap of a month as text that a spreadsheet takes apart into cells.
 */
export type RekapText = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * Code of the kecamatan whose pendamping are asked for; none for the kabupaten's kecamatan.
 */
kecamatan: string | null, };

/**
 * The rekap of a month: what was counted, and the tables that show it.
 */
export type RekapView = { 
/**
 * Its figures in the columns of the form.
 */
tables: Tables, 
/**
 * The month.
 */
month: YearMonth, 
/**
 * Name of the office, if it is known.
 */
office: string | null, 
/**
 * The kecamatan by code.
 */
kecamatan: Array<KecamatanRekap>, 
/**
 * The kabupaten: the sum of the kecamatan.
 */
total: Figures, 
/**
 * Marks that belong to no active family.
 */
unmatched: Array<Unmatched>, 
/**
 * What was found damaged or strange.
 */
notes: Array<Note>, 
/**
 * Which versions were counted.
 */
as_of: AsOf, 
/**
 * Rows of rosters that wait as tasks on this device: families that may be missing from the figures.
 */
waiting_rows: number, };

/**
 * Which relay it is.
 */
export type RelayTold = { 
/**
 * The address at which this device exchanges; empty where the office has none.
 */
relay: string, 
/**
 * One certificate alone is trusted there.
 */
pinned: boolean, 
/**
 * The address to which the office moved, while this device is not let in there yet.
 */
going_to: string | null, 
/**
 * An office device said where the relay is.
 */
said: boolean, 
/**
 * Whose device that was, where this one knows.
 */
said_by: Person | null, 
/**
 * It was this device.
 */
said_here: boolean, 
/**
 * The address before, if there was another.
 */
before: string | null, 
/**
 * This device went to another relay, and `saw_relay` was not said since.
 */
unseen: boolean, };

/**
 * Removes the sample office.
 */
export type RemoveSample = Record<symbol, never>;

/**
 * Opens a closed group again.
 */
export type ReopenGroup = { 
/**
 * The group.
 */
group: string, 
/**
 * From that day it exists again.
 */
since: string, };

/**
 * The person agrees and replies: on their own phone alone.
 */
export type ReplySupervision = { 
/**
 * Document.
 */
id: string, 
/**
 * The digest of what was on the screen; none: does not agree.
 */
agrees: string | null, 
/**
 * The reply, up to 1,000 characters; empty for none.
 */
reply: string, };

/**
 * Brings a draft back that was thrown away.
 */
export type RestoreDraft = { 
/**
 * As [`Dropped`] or [`DroppedDraft`] named it.
 */
dropped: string, };

/**
 * Puts the product's own template in force again. Devices of the office only.
 */
export type RestoreTemplate = { 
/**
 * The form.
 */
form: string, 
/**
 * The version that was seen in force.
 */
base: string | null, };

/**
 * A draft is there again.
 */
export type Restored = { 
/**
 * Its name.
 */
name: string, };

/**
 * What changes of one participant.
 */
export type ResultEdit = { 
/**
 * The member of staff.
 */
staff: string, 
/**
 * The version that was shown.
 */
base: string | null, 
/**
 * As it is to be.
 */
facts: ResultFacts, };

/**
 * Scores and certificate. Empty text is none.
 */
export type ResultFacts = { 
/**
 * The test before, in tenths of a point, 0 to 1000.
 */
pre: number | null, 
/**
 * The test after, in tenths of a point, 0 to 1000.
 */
post: number | null, 
/**
 * How they ended it.
 */
outcome: Outcome | null, 
/**
 * The number of the certificate, up to 120 characters.
 */
certificate: string, 
/**
 * Its day.
 */
certified: string | null, 
/**
 * The jam pelajaran that it says.
 */
jp: number | null, };

/**
 * What a training gave somebody.
 */
export type ResultRow = { 
/**
 * Who.
 */
person: Person, 
/**
 * They took part by the rule.
 */
took_part: boolean, 
/**
 * The version shown; none where nothing was said yet.
 */
base: string | null, 
/**
 * What is said.
 */
facts: ResultFacts, 
/**
 * Fields on which people disagree.
 */
disagreements: number, };

/**
 * Revokes a device: nothing that it writes from now on is accepted; what it wrote stays.
 */
export type Revoke = { 
/**
 * Its id in hex.
 */
device: string, };

/**
 * Which report.
 */
export type RhkForm = "rhk3" | "rhk4" | "rhk7";

/**
 * Asks for a report of somebody's month as text, to copy or to send.
 */
export type RhkText = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * Whose; none for the person of this device.
 */
pendamping: string | null, 
/**
 * Which.
 */
form: RhkForm, };

/**
 * Asks for a month of the office.
 */
export type Ringkasan = { 
/**
 * The month, `2026-11`.
 */
month: string, };

/**
 * A month of the office.
 */
export type RingkasanView = { 
/**
 * The month.
 */
month: string, 
/**
 * The whole kabupaten.
 */
total: MonthFigures, 
/**
 * Groups that had met on this day of the month before; the whole month before if the month is over.
 */
met_before: number, 
/**
 * Meetings to be looked at, of whatever month: nobody checked them, or they changed after that. The number beside "Periksa".
 */
check_due: number, 
/**
 * Those of them that changed after they were checked.
 */
check_changed: number, 
/**
 * Those of them that are of this month.
 */
check_due_in_month: number, 
/**
 * Phones in use.
 */
phones: number, 
/**
 * Phones not heard from for longer than the office's threshold.
 */
silent: number, 
/**
 * Meetings expected from people all of whose phones are silent, and not here: their groups that have not met this month.
 */
silent_expected: number, 
/**
 * Days of that threshold.
 */
silent_days: number, 
/**
 * Each kecamatan.
 */
kecamatan: Array<KecamatanMonth>, 
/**
 * Each pendamping.
 */
pendamping: Array<PendampingMonth>, 
/**
 * Twelve months up to this one.
 */
trend: Array<TrendPoint>, 
/**
 * Sessions, the columns of the heat map.
 */
sessions: Array<SessionName>, 
/**
 * Rows of the heat map.
 */
heat: Array<HeatRow>, 
/**
 * The latest fields on which people disagree, at most five.
 */
differences: Array<Difference>, 
/**
 * How many there are.
 */
differences_total: number, };

/**
 * What a file would bring.
 */
export type RosterPreview = { 
/**
 * Name of the file.
 */
file: string, 
/**
 * Its lists.
 */
sheets: Array<SheetPreview>, 
/**
 * Families that would be new.
 */
new_families: number, 
/**
 * Families that would change.
 */
changed_families: number, 
/**
 * Families that are here as the file says.
 */
same_families: number, 
/**
 * Groups that would be new.
 */
new_groups: number, 
/**
 * Pendamping named by the file who are not members of staff yet.
 */
unknown_pendamping: Array<string>, 
/**
 * Rows that would become tasks.
 */
tasks: number, 
/**
 * Every row of every sheet, and what would become of it.
 */
account: Account, 
/**
 * What people said about it, or what the office keeps of lists of its shapes.
 */
profile: Profile, 
/**
 * The kept profiles of which that is; none where somebody brought a profile.
 */
read_like: Array<ListProfile>, 
/**
 * Where the rows of other lists of its shapes belonged: nothing of it holds here before somebody says so in the profile.
 */
kept_places: Array<KeptPlace>, };

/**
 * A row of a list.
 */
export type RosterRow = { 
/**
 * Number in the file, from 1.
 */
number: number, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * Group.
 */
group: string, 
/**
 * Desa.
 */
desa: string, 
/**
 * What happens to it.
 */
outcome: RowOutcome, 
/**
 * Stable names of what was found in it; the window has words for each. Those of [`crate::roster::FaultCode`], `repeated` for a
 * row that says the same as another, and `settled` for one that was a task and is done.
 */
faults: Array<string>, 
/**
 * The cells as they are in the file.
 */
original: Array<string>, 
/**
 * What the row does not say itself, and from where it was taken.
 */
inferred: Array<InferredValue>, };

/**
 * Status kepesertaan.
 */
export type RosterStatus = "aktif" | "tidak_aktif" | "graduasi";

/**
 * A pendamping in a kecamatan.
 */
export type Row = { 
/**
 * The pendamping's document; none for the groups without one.
 */
pendamping: string | null, 
/**
 * The pendamping's name; none where nobody is known.
 */
name: string | null, 
/**
 * The figures.
 */
figures: Figures, 
/**
 * Alasan Jika Tidak Melaksanakan.
 */
reason: string | null, 
/**
 * Titles of the sessions, in the curriculum's order.
 */
materi: Array<string>, 
/**
 * Names of the speakers.
 */
pemateri: Array<string>, 
/**
 * The meetings that were counted, one for each group that met.
 */
meetings: Array<CountedMeeting>, 
/**
 * Its groups that did not meet, by name. With the meetings they are its groups.
 */
unmet: Array<string>, 
/**
 * The families that were counted.
 */
families: Array<CountedFamily>, };

/**
 * What happens to a row.
 */
export type RowOutcome = "sound" | "cleaned" | "task" | "asked";

/**
 * A row, or a run of empty rows, and why.
 */
export type RowReason = { 
/**
 * Name of the sheet.
 */
sheet: string, 
/**
 * Number in the file, from 1.
 */
row: number, 
/**
 * The last row of a run of empty ones; the same number for a single row.
 */
last: number, 
/**
 * Stable name of the reason: a fault's, or that of a row that is left out.
 */
reason: string, 
/**
 * What the row says, shortened.
 */
text: string, };

/**
 * Where something is safe.
 */
export type Safe = "here" | "office";

/**
 * A recovery word said back.
 */
export type SaidWord = { 
/**
 * Its place on the sheet, from 1.
 */
place: number, 
/**
 * The word.
 */
word: string, };

/**
 * A letter with the same number.
 */
export type SameNumber = { 
/**
 * Its document.
 */
id: string, 
/**
 * Nama pengurus; empty where it is not here.
 */
name: string, 
/**
 * Which letter.
 */
step: LetterStep, 
/**
 * It was delivered.
 */
delivered: boolean, };

/**
 * Makes a new edition.
 */
export type SaveCurriculum = { 
/**
 * Name of the new edition.
 */
edition: string, 
/**
 * Modules in order.
 */
modules: Array<ModuleText>, };

/**
 * Makes or changes a family. Empty text is none.
 */
export type SaveFamily = { 
/**
 * Its document; none for a new one.
 */
id: string | null, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * 16 digits; none leaves it as it is.
 */
nik: string | null, 
/**
 * 16 digits; none leaves it as it is.
 */
kk: string | null, 
/**
 * Id PKH.
 */
pkh_id: string, 
/**
 * Address.
 */
address: string, 
/**
 * Code of its desa.
 */
desa: string, 
/**
 * Phone.
 */
phone: string, 
/**
 * Tahap.
 */
tahap: string, 
/**
 * How many of each component; what is not in it is 0.
 */
components: { [key in Component]?: number }, 
/**
 * The group of a new family; moving is `move_family`.
 */
group: string | null, };

/**
 * Makes or changes a group.
 */
export type SaveGroup = { 
/**
 * Its document; none for a new one.
 */
id: string | null, 
/**
 * Name.
 */
name: string, 
/**
 * Code of its desa.
 */
desa: string, 
/**
 * Usual place; empty for none.
 */
place: string, 
/**
 * Document of the family whose pengurus leads the families.
 */
ketua: string | null, 
/**
 * Who leads it from today; none leaves that as it is (a new one: the asking person).
 */
pendamping: string | null, };

/**
 * Publishes a version of the instrument; new supervisions are made with it, and old ones keep theirs. Devices of the office only.
 */
export type SaveInstrument = { 
/**
 * The version. Items keep their ids; a new one has none.
 */
instrument: InstrumentText, };

/**
 * Changes a part of a letter.
 */
export type SaveLetter = { 
/**
 * Its document.
 */
id: string, 
/**
 * The version that was shown. What others wrote since stands beside what is written now.
 */
base: string, 
/**
 * What it is to be.
 */
part: LetterPart, };

/**
 * Saves the form as a meeting, in one change: only what was changed since it was opened.
 */
export type SaveMeeting = { 
/**
 * The form as it is.
 */
draft: MeetingDraft, };

/**
 * Says it.
 */
export type SaveMyMonth = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * Alasan jika tidak melaksanakan; empty for none.
 */
reason: string, 
/**
 * Catatan dinamika; empty for none.
 */
dynamics: string, };

/**
 * Changes the settings; only what differs is written.
 */
export type SaveOffice = { 
/**
 * The settings.
 */
settings: OfficeSettings, };

/**
 * Saves months of a plan. Only what differs from the version that was shown is written.
 */
export type SavePlan = { 
/**
 * The group.
 */
group: string, 
/**
 * The year.
 */
year: number, 
/**
 * The version that the form showed. What others wrote since stands beside what is written now.
 */
base: string, 
/**
 * The months that were changed, each whole.
 */
months: Array<PlanWords>, };

/**
 * Posts somebody from a day on. Their phones get what they need for the kecamatan on that day, at the exchange of a device of the office. The office's devices only.
 */
export type SavePosting = { 
/**
 * Who.
 */
id: string, 
/**
 * Since when.
 */
since: string, 
/**
 * Codes of the kecamatan; none: nowhere, the person leaves.
 */
kecamatan: Array<string>, };

/**
 * Makes or changes a meeting of the staff.
 */
export type SaveRakor = { 
/**
 * Document; none for a new one.
 */
id: string | null, 
/**
 * The version that was shown; empty for a new one.
 */
base: string, 
/**
 * As it is to be.
 */
facts: RakorFacts, };

/**
 * Writes a point of the minutes. One without any text is taken out.
 */
export type SaveRakorPoint = { 
/**
 * Document.
 */
id: string, 
/**
 * The version that was shown.
 */
base: string, 
/**
 * As it is to be.
 */
point: RakorPoint, };

/**
 * Saves what somebody rated.
 */
export type SaveSemester = { 
/**
 * The group.
 */
group: string, 
/**
 * The half year.
 */
semester: string, 
/**
 * The version that the list showed. What others wrote since stands beside what is written now.
 */
base: string, 
/**
 * Perubahan perilaku by key, what was changed alone; none takes a rating back.
 */
behaviour: { [key in string]: Rating | null }, 
/**
 * Kemampuan mengenali potensi, likewise.
 */
potential: { [key in string]: Rating | null }, };

/**
 * Makes or changes a member of staff. Empty text is none.
 */
export type SaveStaff = { 
/**
 * Document; none for a new one.
 */
id: string | null, 
/**
 * Name.
 */
name: string, 
/**
 * Role, as a stable name.
 */
role: string, 
/**
 * NIP.
 */
nip: string, 
/**
 * Phone number.
 */
phone: string, 
/**
 * Codes of the kecamatan where they work.
 */
kecamatan: Array<string>, };

/**
 * Changes what the register has of somebody, beside name, role, NIP and phone. Only what differs from what was seen is written.
 */
export type SaveStaffFacts = { 
/**
 * Who.
 */
id: string, 
/**
 * Status pegawai.
 */
employment: Employment | null, 
/**
 * Mail address; empty for none.
 */
email: string, 
/**
 * TMT.
 */
started: string | null, };

/**
 * Writes down what was seen, for the person of this device as the observer. Devices of the office only.
 */
export type SaveSupervision = { 
/**
 * Document; none for a new one.
 */
id: string | null, 
/**
 * Whose meeting.
 */
staff: string, 
/**
 * The version that was shown; empty for a new one.
 */
base: string, 
/**
 * As it is to be.
 */
facts: SupervisionFacts, };

/**
 * Makes or changes a training.
 */
export type SaveTraining = { 
/**
 * Document; none for a new one.
 */
id: string | null, 
/**
 * The version that was shown; empty for a new one.
 */
base: string, 
/**
 * As it is to be.
 */
facts: TrainingFacts, };

/**
 * Says who takes part and who facilitates.
 */
export type SaveTrainingPeople = { 
/**
 * Document.
 */
id: string, 
/**
 * The version that was shown.
 */
base: string, 
/**
 * What somebody is to it, by who they are; null: nothing any more.
 */
taking: { [key in string]: Taking | null }, 
/**
 * As what somebody facilitates; null: no more.
 */
facilitators: { [key in string]: string | null }, 
/**
 * Guests that are new.
 */
guests: Array<NewGuest>, };

/**
 * Says what a training gave some of its participants. Devices of the office only.
 */
export type SaveTrainingResults = { 
/**
 * Document of the training.
 */
id: string, 
/**
 * Of whom something changes.
 */
results: Array<ResultEdit>, };

/**
 * Says which kinds of events count as FDS training.
 */
export type SaveTrainingRule = { 
/**
 * Kinds; one at least.
 */
counting: Array<TrainingKind>, };

/**
 * Saves what a family was given on a day. Another record of the same day is the same document: what differs stands beside it.
 */
export type SaveVisit = { 
/**
 * The family.
 */
family: string, 
/**
 * The day; not after today.
 */
day: string, 
/**
 * How.
 */
way: VisitWay, 
/**
 * Codes of the sessions.
 */
sessions: Array<string>, 
/**
 * What was found, and what follows, up to 1,000 characters.
 */
note: string, 
/**
 * The version that is corrected; none for a new one.
 */
base: string | null, };

/**
 * A saved meeting.
 */
export type SavedMeeting = { 
/**
 * Its document.
 */
id: string, 
/**
 * Where it is safe.
 */
safe: Safe, };

/**
 * Says that the person saw that this device went to another relay.
 */
export type SawRelay = Record<symbol, never>;

/**
 * Says what became of a meeting in SIKS-NG.
 */
export type SaySiks = { 
/**
 * Document of the meeting.
 */
meeting: string, 
/**
 * Whether the form took it; none takes back what was said.
 */
said: SiksSaid | null, 
/**
 * Why it was refused; empty for nothing.
 */
note: string, 
/**
 * The version of the meeting that was shown.
 */
version: string, 
/**
 * The version of what was said before that was shown; none if nothing was.
 */
base: string | null, };

/**
 * Says something. The same sentence of the same person about the same meeting is one voice, however often it is sent.
 */
export type SayVoice = { 
/**
 * Which of the four it is.
 */
voice: VoiceKind, 
/**
 * What it is about, up to 40 characters.
 */
topic: string, 
/**
 * The sentence, up to 500 characters.
 */
text: string, 
/**
 * The meeting at which it came up.
 */
meeting: string | null, };

/**
 * A value of a field. `Empty` is a field that was cleared: it is written, not deleted, so that clearing a field while
 * somebody else sets it is a disagreement like any other.
 */
export type Scalar = { "type": "empty" } | { "type": "flag", "value": boolean } | { "type": "number", "value": number } | { "type": "text", "value": string } | { "type": "bytes", "value": Array<number> };

/**
 * Asks for the calendar of a month.
 */
export type Schedule = { 
/**
 * The month, `2026-11`; none for this one.
 */
month: string | null, 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, 
/**
 * Only the groups of the asking person. Somebody of the office who leads none has them all.
 */
mine: boolean, };

/**
 * A meeting that is planned, or that was held.
 */
export type ScheduleEntry = { 
/**
 * The group.
 */
group: GroupName, 
/**
 * Who leads it.
 */
pendamping: Person | null, 
/**
 * How the month of the group stands; of an open topic beside the plan, `unplanned`.
 */
state: PlanState, 
/**
 * Its day has come and gone, and the group has not met.
 */
late: boolean, 
/**
 * The day: of a meeting that was held its own.
 */
date: string | null, 
/**
 * Minutes after midnight.
 */
starts: number | null, 
/**
 * Minutes after midnight.
 */
ends: number | null, 
/**
 * Where.
 */
place: string | null, 
/**
 * The sessions.
 */
sessions: Array<SessionName>, 
/**
 * Why the group does not meet.
 */
reason: string | null, 
/**
 * The meeting that was held.
 */
meeting: string | null, };

/**
 * The calendar of a month.
 */
export type ScheduleView = { 
/**
 * The month.
 */
month: string, 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * What is planned and what was held: by day and time, what has no day at the end.
 */
entries: Array<ScheduleEntry>, 
/**
 * Groups of which nothing is planned or held in the month.
 */
without: Array<GroupName>, };

/**
 * Something wrong with a row.
 */
export type SchoolFault = { 
/**
 * The row of the file.
 */
row: number, 
/**
 * What.
 */
what: SchoolFaultKind, 
/**
 * What stands there.
 */
said: string, };

/**
 * What is wrong with a row.
 */
export type SchoolFaultKind = "no_name" | "not_a_number" | "too_many" | "nik";

/**
 * As what a list is written.
 */
export type SchoolFormat = "pdf" | "xlsx";

/**
 * A school's list as it would be printed.
 */
export type SchoolView = { 
/**
 * NPSN.
 */
npsn: string | null, 
/**
 * Nama Sekolah.
 */
school: string | null, 
/**
 * The months as the list names them.
 */
months: Array<string>, 
/**
 * Its rows in the 25 columns of the form.
 */
table: Table, 
/**
 * What is wrong with rows.
 */
faults: Array<SchoolFault>, 
/**
 * What JML says, by the office's setting.
 */
jml: Jml, 
/**
 * From how many percent on the commitment is kept, by the office's setting.
 */
enough: number, 
/**
 * Pupils who can be counted, and those of them below that.
 */
counted: [number, number], };

/**
 * Asks for what fits a few words.
 */
export type Search = { 
/**
 * The words.
 */
text: string, };

/**
 * Asks what the office should look at.
 */
export type Security = Record<symbol, never>;

/**
 * What the office should look at.
 */
export type SecurityView = { 
/**
 * Each thing once: what nobody has seen first, then by what it is.
 */
findings: Array<Finding>, 
/**
 * How many of them nobody has seen yet, or wait for a decision.
 */
open: number, };

/**
 * Marks findings as seen: they are not counted any more, and stay to be read. More of the same is counted again.
 */
export type SeenFindings = { 
/**
 * Their marks.
 */
marks: Array<string>, };

/**
 * A meeting and the version of it that was seen.
 */
export type SeenMeeting = { 
/**
 * Document of the meeting.
 */
id: string, 
/**
 * The version, as [`CheckRow::heads`] said it.
 */
heads: string, };

/**
 * Asks for the list of one group.
 */
export type Semester = { 
/**
 * The group.
 */
group: string, 
/**
 * The half year, `2026-2`; none for the one that is to be rated now.
 */
semester: string | null, };

/**
 * How many families have which rating.
 */
export type SemesterFigures = { 
/**
 * Active families.
 */
families: number, 
/**
 * Perubahan perilaku.
 */
behaviour: Levels, 
/**
 * Kemampuan mengenali potensi.
 */
potential: Levels, };

/**
 * The list of one group.
 */
export type SemesterForm = { 
/**
 * The group.
 */
group: GroupName, 
/**
 * The half year.
 */
semester: string, 
/**
 * Half years to choose from, the latest first.
 */
semesters: Array<string>, 
/**
 * The day whose families are listed: the last of the half year, or today.
 */
until: string, 
/**
 * The version that is shown, to be given back to [`SaveSemester`].
 */
base: string, 
/**
 * The group's active families on that day, by name.
 */
families: Array<SemesterLine>, 
/**
 * What they are rated, counted.
 */
figures: SemesterFigures, };

/**
 * A group of the table.
 */
export type SemesterGroup = { 
/**
 * Its names.
 */
group: GroupName, 
/**
 * Who leads it on the day.
 */
pendamping: Person | null, 
/**
 * It is the asking person's own.
 */
mine: boolean, 
/**
 * Its figures.
 */
figures: SemesterFigures, };

/**
 * Asks how far the groups are rated.
 */
export type SemesterGroups = { 
/**
 * The half year, `2026-2`; none for the one that is to be rated now.
 */
semester: string | null, 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, };

/**
 * A family of the list.
 */
export type SemesterLine = { 
/**
 * Its key in the group's ratings.
 */
key: string, 
/**
 * Its document.
 */
id: string, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * How it attended in the half year, in whichever group.
 */
attendance: Tally, 
/**
 * Perubahan perilaku.
 */
behaviour: SemesterRating | null, 
/**
 * Kemampuan mengenali potensi.
 */
potential: SemesterRating | null, };

/**
 * A rating that was given.
 */
export type SemesterRating = { 
/**
 * Which.
 */
rating: Rating, 
/**
 * The group in which it was given, where that is another: the family moved.
 */
elsewhere: string | null, };

/**
 * How far the groups are rated.
 */
export type SemesterTable = { 
/**
 * The half year.
 */
semester: string, 
/**
 * Half years to choose from, the latest first.
 */
semesters: Array<string>, 
/**
 * The day whose families are counted: the last of the half year, or today.
 */
until: string, 
/**
 * The groups that exist then, by name.
 */
groups: Array<SemesterGroup>, 
/**
 * All of them together.
 */
total: SemesterFigures, };

/**
 * Says that the rekap of a month was sent: the first time, or as a correction.
 */
export type SendRekap = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * The digest of what was on the screen.
 */
seen: string, 
/**
 * When it was sent.
 */
day: string, 
/**
 * To whom, up to 120 characters.
 */
receiver: string, 
/**
 * A remark, up to 500 characters.
 */
note: string, };

/**
 * How it stands.
 */
export type Sending = { 
/**
 * Meetings with something that no relay has acknowledged.
 */
waiting_meetings: number, 
/**
 * Other documents with something that no relay has acknowledged.
 */
waiting_others: number, 
/**
 * Years of which meetings or other documents wait for the office to open them.
 */
awaited_years: Array<AwaitedYear>, 
/**
 * Sealed entries that wait to be sent, own and carried.
 */
unsent_entries: number, 
/**
 * Entries that the relay refused, kept here.
 */
refused: Array<HeldEntry>, 
/**
 * Entries that came and wait for something.
 */
parked: Array<HeldEntry>, 
/**
 * When the relay last answered, by its own clock.
 */
last_heard: string | null, 
/**
 * By how many minutes the relay's clock was ahead; negative if behind.
 */
clock_ahead_minutes: number | null, 
/**
 * Tries in a row that did not reach the relay.
 */
failures: number, 
/**
 * The office revoked this device.
 */
revoked: boolean, 
/**
 * This database was restored from a backup or copied.
 */
copied: boolean, 
/**
 * Somebody sent entries in this device's name that it did not sign.
 */
impersonated: boolean, 
/**
 * Marks of those two, where nobody has seen them yet, for [`SeenFindings`](super::security::SeenFindings).
 */
notices: Array<string>, 
/**
 * The relay's address.
 */
relay: string | null, };

/**
 * Asks how this device stands with relay and office.
 */
export type SendingState = Record<symbol, never>;

/**
 * A cell that is counted differently now.
 */
export type SentChange = { 
/**
 * Code of the kecamatan.
 */
kecamatan: string, 
/**
 * Its name.
 */
place: string, 
/**
 * Whose line; nothing for the line of the sums.
 */
who: string | null, 
/**
 * The column by its key.
 */
key: string, 
/**
 * Its words.
 */
column: Words, 
/**
 * What was sent; empty where there was nothing.
 */
sent: string, 
/**
 * What is counted now.
 */
now: string, };

/**
 * Asks for what changed since a sending as text, to copy or to send.
 */
export type SentChangesText = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * The sending with which what is counted now is compared.
 */
send: string, };

/**
 * As what a sending is written.
 */
export type SentFormat = "pdf" | "xlsx";

/**
 * A sheet as it was sent.
 */
export type SentPlace = { 
/**
 * Code of the kecamatan.
 */
kecamatan: string, 
/**
 * Its name.
 */
place: string, 
/**
 * Its cells.
 */
table: Table, };

/**
 * Asks what was sent of a month, and what changed since.
 */
export type SentRekap = { 
/**
 * The month, `2026-11`.
 */
month: string, };

/**
 * What was sent of a month.
 */
export type SentRekapView = { 
/**
 * What was sent, the latest version first; of two with one version both.
 */
versions: Array<SentVersion>, 
/**
 * The cells that are counted differently now than in the first of these, in the order of the sheets. Nothing where nothing was sent.
 */
changes: Array<SentChange>, 
/**
 * Digest of what is counted now, to be given back to [`SendRekap`].
 */
now: string, 
/**
 * The version that would be sent next.
 */
next: number, 
/**
 * Sheets that would be sent.
 */
places: number, };

/**
 * Asks for the cells of a sending.
 */
export type SentTables = { 
/**
 * The month, `2026-11`.
 */
month: string, 
/**
 * The sending.
 */
send: string, };

/**
 * A sending.
 */
export type SentVersion = { 
/**
 * Its id.
 */
send: string, 
/**
 * 1 for what was sent first, more for corrections.
 */
version: number, 
/**
 * Another sending has the same version: two devices sent apart.
 */
doubled: boolean, 
/**
 * When it was sent.
 */
day: string | null, 
/**
 * To whom.
 */
receiver: string | null, 
/**
 * A remark.
 */
note: string | null, 
/**
 * Whose device sent it.
 */
by: Person | null, 
/**
 * Sheets of it that this device has.
 */
places: number, 
/**
 * Meetings that it counted.
 */
meetings: number, 
/**
 * Digest of its cells.
 */
digest: string, 
/**
 * The cells are those of the digest. Not so while some of its sheets are not here.
 */
whole: boolean, 
/**
 * Where it is safe.
 */
safe: Safe, };

/**
 * A session on the form.
 */
export type SessionChoice = { 
/**
 * The session.
 */
session: SessionName, 
/**
 * When this group had it.
 */
delivered: string | null, 
/**
 * It is the one that is proposed.
 */
next: boolean, };

/**
 * A session, for one group.
 */
export type SessionDone = { 
/**
 * The session.
 */
session: SessionName, 
/**
 * When the group had it.
 */
date: string | null, 
/**
 * At which meeting.
 */
meeting: string | null, };

/**
 * A session of the curriculum.
 */
export type SessionName = { 
/**
 * Its code, e.g. `p1s2`.
 */
code: string, 
/**
 * Number as people say it, e.g. `6`: its place in the whole curriculum. 0 for an open topic, and for a session that the
 * edition in force does not have.
 */
number: number, 
/**
 * Title.
 */
title: string, 
/**
 * Title of its module.
 */
module: string, };

/**
 * A session with the groups.
 */
export type SessionProgress = { 
/**
 * The session.
 */
session: SessionName, 
/**
 * Groups that had it.
 */
done: number, 
/**
 * Groups.
 */
groups: number, 
/**
 * Each group, and when it had it.
 */
of: Array<GroupDone>, };

/**
 * A session.
 */
export type SessionText = { 
/**
 * Its code; empty for a new one.
 */
code: string, 
/**
 * Title.
 */
title: string, };

/**
 * Gives a family a status from a day on.
 */
export type SetStatus = { 
/**
 * Its document.
 */
id: string, 
/**
 * The status.
 */
status: Status, 
/**
 * From that day.
 */
since: string, };

/**
 * Gives families a status from a day on.
 */
export type SetStatuses = { 
/**
 * Documents of the families.
 */
ids: Array<string>, 
/**
 * The status.
 */
status: Status, 
/**
 * From that day.
 */
since: string, };

/**
 * Chooses a value, one of the sides or a third. An ordinary edit: another takes it back.
 */
export type Settle = { 
/**
 * Document.
 */
doc: string, 
/**
 * The field.
 */
field: string, 
/**
 * The value.
 */
value: Scalar, };

/**
 * Settles a task.
 */
export type SettleTodo = { 
/**
 * Which task.
 */
id: string, 
/**
 * Import with this name and NIK (empty: without one); none throws the row away.
 */
with: TodoCorrection | null, };

/**
 * Settles many tasks at once with the same values, or throws all of them away.
 */
export type SettleTodos = { 
/**
 * Which tasks.
 */
ids: Array<string>, 
/**
 * Values by the stable names of their fields, as typed, for all of them; none throws the rows away.
 */
values: { [key in string]: string } | null, };

/**
 * A settled field, with what takes it back.
 */
export type Settled = { 
/**
 * Give this to [`Settle`] again to take it back.
 */
before: Scalar, };

/**
 * What became of many tasks.
 */
export type SettledTodos = { 
/**
 * How many are settled.
 */
settled: number, 
/**
 * Those that still wait, each with the stable name of the reason.
 */
waiting: Array<WaitingTodo>, };

/**
 * What people say about a sheet.
 */
export type SheetChoice = { 
/**
 * What becomes of its rows.
 */
rows: Take | null, 
/**
 * What becomes of those of its rows that Excel does not show.
 */
hidden_rows: Take | null, 
/**
 * Number of the row that has the names of its columns.
 */
header_row: number | null, 
/**
 * Code of the kecamatan for rows that do not name one.
 */
kecamatan: string | null, 
/**
 * Desa for rows that do not name one.
 */
desa: string | null, 
/**
 * Group for rows that do not name one.
 */
group: string | null, 
/**
 * Pendamping for rows that do not name one.
 */
pendamping: string | null, };

/**
 * What a sheet is about.
 */
export type SheetOf = { "is": "months" } | { "is": "places" } | { "is": "place", "name": string } | { "is": "people" } | { "is": "people_months", "name": string } | { "is": "families", "name": string } | { "is": "person", "name": string };

/**
 * A list in the file.
 */
export type SheetPreview = { 
/**
 * Name of the sheet.
 */
name: string, 
/**
 * Which column was understood as what: heading in the file, and the field's stable name.
 */
columns: Array<ColumnMeaning>, 
/**
 * Rows with something to see: tasks first, then corrected ones, then sound ones; at most 500.
 */
rows: Array<RosterRow>, 
/**
 * Rows of the list.
 */
total: number, 
/**
 * Number of the row that has the names of its columns; none if it is no list.
 */
header_row: number | null, 
/**
 * What the profile says of this sheet.
 */
choice: SheetChoice, 
/**
 * Excel does not show the sheet.
 */
hidden: boolean, 
/**
 * Its name or title says that its families are no longer aktif.
 */
of_others: boolean, 
/**
 * Rows below the header that Excel does not show.
 */
hidden_rows: number, };

/**
 * The one who signs a sheet.
 */
export type SheetSigner = { 
/**
 * What that person is.
 */
jabatan: string | null, 
/**
 * The name.
 */
name: string | null, 
/**
 * NIP.
 */
nip: string | null, };

/**
 * One value.
 */
export type Side = { 
/**
 * The value, to be given back to [`Settle`](super::Settle).
 */
value: Scalar, 
/**
 * The value in a form for people: text, a name, or the code of a mark or rating (`H`, `SB`). None: cleared.
 */
shown: string | null, 
/**
 * Who.
 */
who: Person | null, 
/**
 * When, by the author's clock.
 */
at: string, };

/**
 * The observer signs, or opens it again.
 */
export type SignSupervision = { 
/**
 * Document.
 */
id: string, 
/**
 * The digest of what was on the screen; none opens it again.
 */
content: string | null, };

/**
 * Asks for a meeting in the order of the form.
 */
export type Siks = { 
/**
 * Document of the meeting.
 */
meeting: string, };

/**
 * A field before and after.
 */
export type SiksChange = { 
/**
 * Which.
 */
field: SiksField, 
/**
 * What is in SIKS-NG; none where this device does not have that version. Of the families only those that differ, with their NIK where
 * name or NIK was corrected.
 */
before: string | null, 
/**
 * What the meeting says now; empty for nothing.
 */
after: string, };

/**
 * The fields of SIKS-NG's form for a meeting, in its order.
 */
export type SiksField = "name" | "topic" | "date" | "starts" | "ends" | "place" | "speaker1" | "agency1" | "speaker2" | "agency2" | "speaker3" | "agency3" | "notes" | "participants";

/**
 * Meetings, counted. `held` is the other five together, `not_in` is `not_ready`, `ready` and `rejected`.
 */
export type SiksFigures = { 
/**
 * Meetings that took place.
 */
held: number, 
/**
 * Belum masuk SIKS.
 */
not_in: number, 
/**
 * Belum.
 */
not_ready: number, 
/**
 * Siap disalin.
 */
ready: number, 
/**
 * Ditolak.
 */
rejected: number, 
/**
 * Berubah setelah disalin.
 */
changed: number, 
/**
 * Sudah masuk.
 */
entered: number, };

/**
 * A field of the form.
 */
export type SiksLine = { 
/**
 * Which.
 */
field: SiksField, 
/**
 * What to copy.
 */
text: string, 
/**
 * Its characters.
 */
length: number, 
/**
 * Most characters that the form takes, where it has a limit.
 */
limit: number | null, 
/**
 * It was copied.
 */
copied: boolean, 
/**
 * It says something else since it was copied.
 */
changed: boolean, 
/**
 * What is odd about it.
 */
warning: SiksWarning | null, 
/**
 * Of the uraian: what of it did not fit, wholly or in part.
 */
left_out: Array<Aspect>, };

/**
 * A meeting in the order of the form.
 */
export type SiksMeeting = { 
/**
 * Its row in lists.
 */
row: MeetingRow, 
/**
 * Who led the group's meetings on that day.
 */
pendamping: Person | null, 
/**
 * How it stands.
 */
state: SiksState, 
/**
 * What it lacks.
 */
missing: Array<SiksMissing>, 
/**
 * The form's fields, in order; those that the meeting has nothing for are left out.
 */
lines: Array<SiksLine>, 
/**
 * The families: those without a NIK of 16 digits first, then by name as SIKS-NG lists them.
 */
participants: Array<SiksParticipant>, 
/**
 * When it was said to be in SIKS-NG, or refused.
 */
day: string | null, 
/**
 * Who said so.
 */
by: Person | null, 
/**
 * Why it was refused, or what else was said.
 */
note: string | null, 
/**
 * What changed since it was typed into SIKS-NG.
 */
changed: Array<SiksChange>, 
/**
 * Families that stand there as several and turned out to be one.
 */
merged: Array<SiksMerged>, 
/**
 * What is shown, to be given with a tick and with what is said: the meeting's version, and by which names and numbers its families are
 * known.
 */
version: string, 
/**
 * The version of what was said of it that is shown, to be given with what is said; none if nothing was said yet.
 */
base: string | null, 
/**
 * This device may say something of it.
 */
editable: boolean, };

/**
 * A family that was copied under several names, or under another one than its own, before it turned out to be one.
 */
export type SiksMerged = { 
/**
 * The names by which it was copied.
 */
copied: Array<string>, 
/**
 * The name of the family that counts.
 */
name: string, };

/**
 * What a meeting lacks before it can be typed into SIKS-NG.
 */
export type SiksMissing = "marks" | "times" | "place" | "speaker" | "notes";

/**
 * Asks which meetings of a month are in SIKS-NG.
 */
export type SiksMonth = { 
/**
 * The month, `2026-11`; none for this one.
 */
month: string | null, 
/**
 * Only of that kecamatan, by code.
 */
kecamatan: string | null, 
/**
 * Only meetings of groups that the asking person led. Somebody of the office who leads none has them all.
 */
mine: boolean, };

/**
 * A month and SIKS-NG.
 */
export type SiksMonthView = { 
/**
 * The month.
 */
month: string, 
/**
 * Its meetings that took place: what is not in SIKS-NG, or changed, first; then by day.
 */
rows: Array<SiksRow>, 
/**
 * Each pendamping, those with the most that is not in SIKS-NG first.
 */
people: Array<SiksPerson>, 
/**
 * All of them together.
 */
total: SiksFigures, };

/**
 * A family of the meeting.
 */
export type SiksParticipant = { 
/**
 * Document of the family; none if this device does not know it.
 */
id: string | null, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * It has a NIK of 16 digits, by which SIKS-NG finds it.
 */
nik: boolean, 
/**
 * Its mark; none is belum ditandai, which is not Alfa.
 */
mark: Mark | null, };

/**
 * A pendamping of the list.
 */
export type SiksPerson = { 
/**
 * Who; none for groups that nobody led.
 */
pendamping: Person | null, 
/**
 * Their meetings.
 */
figures: SiksFigures, };

/**
 * A meeting of the list.
 */
export type SiksRow = { 
/**
 * Its row in lists.
 */
row: MeetingRow, 
/**
 * Who led the group on that day.
 */
pendamping: Person | null, 
/**
 * How it stands.
 */
state: SiksState, 
/**
 * What it lacks.
 */
missing: Array<SiksMissing>, };

/**
 * What became of a meeting in SIKS-NG.
 */
export type SiksSaid = "masuk" | "ditolak";

/**
 * How a meeting stands.
 */
export type SiksState = "not_ready" | "ready" | "entered" | "rejected" | "changed";

/**
 * What is odd about a field. It stops nobody.
 */
export type SiksWarning = "role_as_name" | "too_long";

/**
 * A size of paper.
 */
export type Size = "a4" | "f4";

/**
 * A row that is nobody.
 */
export type SkippedStaffRow = { 
/**
 * Where it stands.
 */
place: StaffPlace, 
/**
 * Why.
 */
fault: StaffFault, 
/**
 * As much of it as tells it.
 */
text: string, };

/**
 * A speaker (pemateri).
 */
export type SpeakerLine = { 
/**
 * Name.
 */
name: string, 
/**
 * Instansi.
 */
agency: string, };

/**
 * Makes a group of its own of a part of a group, from a day on.
 */
export type SplitGroup = { 
/**
 * The group that is split.
 */
group: string, 
/**
 * The families that go.
 */
families: Array<string>, 
/**
 * Name of the new group.
 */
name: string, 
/**
 * Where it meets; empty for nothing.
 */
place: string, 
/**
 * Who leads it; none: whoever leads the old one.
 */
pendamping: string | null, 
/**
 * From that day.
 */
since: string, };

/**
 * An answer to what was asked of a list of staff.
 */
export type StaffAnswer = { 
/**
 * What was asked.
 */
id: string, 
/**
 * `list` or `keep` of a field, `left` or `keep` of a person.
 */
choice: string, };

/**
 * A member of staff to choose.
 */
export type StaffChoice = { 
/**
 * Who.
 */
person: Person, 
/**
 * Names of the kecamatan in which they are posted.
 */
kecamatan: Array<string>, 
/**
 * Whether they have had an FDS training by today.
 */
trained: boolean, };

/**
 * A column as the list has it.
 */
export type StaffColumn = { 
/**
 * Its head, as written.
 */
label: string, 
/**
 * What it says.
 */
field: StaffField | null, 
/**
 * What becomes of it.
 */
used: ColumnUse, };

/**
 * A value that was not taken.
 */
export type StaffDoubt = { 
/**
 * Why.
 */
fault: StaffFault, 
/**
 * As it stands there.
 */
text: string, };

/**
 * Asks for what the register has of one member of staff. The office's devices only.
 */
export type StaffFacts = { 
/**
 * Who.
 */
id: string, };

/**
 * What the register has of somebody.
 */
export type StaffFactsView = { 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * Status pegawai.
 */
employment: Employment | null, 
/**
 * Mail address; empty for none.
 */
email: string, 
/**
 * TMT.
 */
started: string | null, 
/**
 * Postings, the latest first.
 */
postings: Array<PostingRow>, 
/**
 * Kecamatan of the kabupaten, to choose from.
 */
kecamatan: Array<Choice>, 
/**
 * Groups that they lead today.
 */
groups: number, };

/**
 * Why a value was not taken, or a row.
 */
export type StaffFault = "nip_lost_digits" | "employment_unknown" | "kecamatan_unknown" | "started_unreadable" | "email_unreadable" | "too_long" | "heads" | "no_name" | "total" | "two_people" | "nip_differs" | "doubled";

/**
 * A column that lists of staff have.
 */
export type StaffField = "no" | "name" | "nip" | "role" | "employment" | "kecamatan" | "desa" | "phone" | "email" | "started" | "address" | "bank" | "nik";

/**
 * Every row below the heads: `rows` is the sum of the others but for `conflicts` and `missing`.
 */
export type StaffListAccount = { 
/**
 * Rows that hold anything.
 */
rows: number, 
/**
 * Somebody new.
 */
new: number, 
/**
 * Somebody of whom something changes.
 */
changed: number, 
/**
 * Somebody of whom nothing changes.
 */
same: number, 
/**
 * Rows that wait.
 */
waits: number, 
/**
 * Rows that are nobody.
 */
skipped: number, 
/**
 * Fields that somebody chooses.
 */
conflicts: number, 
/**
 * People whom the list has no more.
 */
missing: number, };

/**
 * A field that a list says otherwise.
 */
export type StaffListChange = { 
/**
 * Which.
 */
field: StaffField, 
/**
 * What is known, as people read it.
 */
was: string | null, 
/**
 * What lists said last.
 */
listed: string | null, 
/**
 * What this list says.
 */
now: string, };

/**
 * A field in which list and people both changed.
 */
export type StaffListConflict = { 
/**
 * Under which it is answered: `list` or `keep`, which holds without an answer.
 */
id: string, 
/**
 * The field.
 */
change: StaffListChange, 
/**
 * The list's word is taken.
 */
takes_list: boolean, };

/**
 * A list that was taken in.
 */
export type StaffListDone = { 
/**
 * Under which it can be taken back; none if it wrote nothing.
 */
import: string | null, 
/**
 * Every row, counted.
 */
account: StaffListAccount, 
/**
 * People who left.
 */
left: number, };

/**
 * Somebody whom a list has no more. Without an answer they stay as they are.
 */
export type StaffListMissing = { 
/**
 * Under which it is answered: `left` or `keep`.
 */
id: string, 
/**
 * The person's document.
 */
staff: string, 
/**
 * Their name.
 */
name: string, 
/**
 * Somebody said that they left.
 */
left: boolean, };

/**
 * Reads a list of staff and says what it would do. Writes nothing. The office's devices only.
 */
export type StaffListPreview = { 
/**
 * The file.
 */
path: string, 
/**
 * Answers so far.
 */
answers: Array<StaffAnswer>, };

/**
 * Somebody whom a list has.
 */
export type StaffListRow = { 
/**
 * The row.
 */
place: StaffPlace, 
/**
 * Their name.
 */
name: string, 
/**
 * Nobody knew them.
 */
new: boolean, 
/**
 * What is written.
 */
writes: Array<StaffListChange>, 
/**
 * What people said since the last list, which stays.
 */
stays: Array<StaffListChange>, 
/**
 * What somebody chooses.
 */
conflicts: Array<StaffListConflict>, 
/**
 * Values that were not taken.
 */
doubts: Array<StaffDoubt>, };

/**
 * A list of staff, set beside what is known.
 */
export type StaffListView = { 
/**
 * Name of the file.
 */
file: string, 
/**
 * Its columns, and what becomes of each.
 */
columns: Array<StaffColumn>, 
/**
 * Those whom it has.
 */
people: Array<StaffListRow>, 
/**
 * Rows that wait until the list is corrected.
 */
waits: Array<StaffListWaiting>, 
/**
 * Rows that are nobody.
 */
skipped: Array<SkippedStaffRow>, 
/**
 * Those whom earlier lists had and this one has not.
 */
missing: Array<StaffListMissing>, 
/**
 * Sheets that are no list of staff.
 */
other_sheets: Array<string>, 
/**
 * Every row below the heads, counted.
 */
account: StaffListAccount, };

/**
 * A row that waits.
 */
export type StaffListWaiting = { 
/**
 * The row.
 */
place: StaffPlace, 
/**
 * The name.
 */
name: string, 
/**
 * Why.
 */
fault: StaffFault, };

/**
 * Where a row stands.
 */
export type StaffPlace = { 
/**
 * Name of the sheet.
 */
sheet: string, 
/**
 * Its number there, as Excel shows it.
 */
row: number, };

/**
 * Asks for the register as it is on a day. The office's devices only.
 */
export type StaffRegister = { 
/**
 * Which day; today without.
 */
day: string | null, };

/**
 * A member of staff.
 */
export type StaffRow = { 
/**
 * Who.
 */
person: Person, 
/**
 * Their name as it was typed: what a form that changes it begins with.
 */
typed: string, 
/**
 * Role, as a stable name.
 */
role: string, 
/**
 * NIP.
 */
nip: string | null, 
/**
 * Phone number.
 */
phone: string | null, 
/**
 * Where they work.
 */
kecamatan: Array<Choice>, 
/**
 * Groups that they lead today.
 */
groups: number, 
/**
 * Those of them that have no meeting of this month here. Whether one waits on a phone, nobody but that phone knows.
 */
unmet: number, 
/**
 * Their devices.
 */
devices: Array<DeviceRow>, };

/**
 * What is in front of the device.
 */
export type Stage = "fresh" | "locked" | "open";

/**
 * Where the program stands.
 */
export type Standing = { 
/**
 * What is in front of the device.
 */
stage: Stage, 
/**
 * What the person prefers.
 */
preferences: Preferences, 
/**
 * Version of the app.
 */
version: string, 
/**
 * The relay to propose when an office is founded or joined.
 */
proposed_relay: string | null, 
/**
 * The program ended while the camera stood over the joining form: they go on there, by typing the invite.
 */
ended_at_camera: boolean, 
/**
 * A sample office was made on this device.
 */
has_sample: boolean, 
/**
 * Who is in, once it is open.
 */
inside: Inside | null, };

/**
 * Whether a family belongs to the programme.
 */
export type Status = "aktif" | "tidak aktif" | "graduasi";

/**
 * Something that an import wrote and that stays.
 */
export type StayedAs = { 
/**
 * The family or the group.
 */
doc: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The field; none for a family or a group that stays whole.
 */
field: string | null, };

/**
 * A family or a group that stays as an arrangement made it.
 */
export type StaysArranged = { 
/**
 * Its document.
 */
doc: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Why.
 */
why: WhyStays, };

/**
 * A group that does not exist today and has active families.
 */
export type StrandedGroup = { 
/**
 * Its names.
 */
group: GroupName, 
/**
 * The families.
 */
families: Array<Person>, };

/**
 * A letter about months in a row.
 */
export type StreakLetter = { 
/**
 * Its document.
 */
id: string, 
/**
 * Which letter.
 */
step: LetterStep, 
/**
 * What became of it.
 */
state: LetterState, };

/**
 * What a document is.
 */
export type Subject = "meeting" | "family" | "group" | "semester" | "plan" | "siks" | "visit" | "letter" | "staff" | "office";

/**
 * A figure that two tellings say differently.
 */
export type SumsChange = { 
/**
 * Code of the kecamatan, or of the kabupaten for the whole.
 */
code: string, 
/**
 * Its name.
 */
place: string, 
/**
 * Words of the figure.
 */
column: Words, 
/**
 * What the earlier one said; none where it is not known.
 */
was: number | null, 
/**
 * What the later one says.
 */
now: number | null, };

/**
 * Asks for the supervisions of one person: of this device's own without an id, of anybody at the office.
 */
export type Supervised = { 
/**
 * The member of staff.
 */
staff: string | null, };

/**
 * One person's supervisions.
 */
export type SupervisedView = { 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * Who.
 */
person: Person, 
/**
 * It is the person of this device.
 */
own: boolean, 
/**
 * This device can observe.
 */
observes: boolean, 
/**
 * All of them, the latest first.
 */
rows: Array<SupervisionRow>, 
/**
 * Those that count and were made by the version of the latest of them, the oldest first: what can be compared.
 */
compared: Array<Compared>, 
/**
 * Each item of that version with its answers at those, in the same order; nothing where there was none.
 */
items: Array<ItemTrend>, 
/**
 * What the answers of that version are called, from 1 on.
 */
scale: Array<string>, };

/**
 * A supervision.
 */
export type SupervisionDetail = { 
/**
 * Document; none of a new one.
 */
id: string | null, 
/**
 * The version shown; what is saved is saved upon it.
 */
base: string, 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * Whose meeting.
 */
person: Person, 
/**
 * It is the person of this device, who agrees and replies.
 */
own: boolean, 
/**
 * The person of this device observed it, and may change and sign it.
 */
observed_here: boolean, 
/**
 * This device is the office's.
 */
office: boolean, 
/**
 * Who observed.
 */
observer: Person | null, 
/**
 * What it says.
 */
facts: SupervisionFacts, 
/**
 * The group that met.
 */
group: GroupName | null, 
/**
 * Of a new one: groups that the person leads today, by name.
 */
groups: Array<GroupName>, 
/**
 * The version with which it was made; none where that one is not here.
 */
instrument: InstrumentText | null, 
/**
 * Its score.
 */
points: PointsView, 
/**
 * Meetings of the group on the day as they were recorded; beside their attendance stands what the observer counted.
 */
recorded: Array<MeetingRow>, 
/**
 * How far it is signed.
 */
state: SupervisionState, 
/**
 * It changed after the observer had signed.
 */
changed: boolean, 
/**
 * What the person agreed with was another version.
 */
agreed_before: boolean, 
/**
 * The office took it back.
 */
withdrawn: boolean, 
/**
 * The digest of what there is to sign.
 */
content: string, 
/**
 * When the observer signed.
 */
signed_on: string | null, 
/**
 * When the person agreed.
 */
agreed_on: string | null, 
/**
 * What the person replied.
 */
reply: string, 
/**
 * What was agreed, and what became of it.
 */
follow_ups: Array<FollowUp>, 
/**
 * Fields on which people disagree.
 */
disagreements: number, 
/**
 * Where it is safe.
 */
safe: Safe, };

/**
 * What a supervision says. Empty text is none.
 */
export type SupervisionFacts = { 
/**
 * Day of the meeting; once saved it stays.
 */
day: string | null, 
/**
 * The group that met; once saved it stays.
 */
group: string | null, 
/**
 * Heads that the observer counted.
 */
counted: number | null, 
/**
 * By item: 1 and up, 0 for not observed; without an answer it is not there.
 */
answers: { [key in string]: number }, 
/**
 * Notes by item.
 */
notes: { [key in string]: string }, 
/**
 * What was seen, up to 1,000 characters.
 */
note: string, 
/**
 * What coaching was given, up to 1,000 characters.
 */
coaching: string, 
/**
 * What was agreed. A task has what, who and until when.
 */
tasks: Array<TaskFacts>, };

/**
 * Asks whose meetings are to be observed next.
 */
export type SupervisionPlan = Record<symbol, never>;

/**
 * Somebody whose meetings can be observed.
 */
export type SupervisionPlanRow = { 
/**
 * Who.
 */
person: Person, 
/**
 * Role, as a stable name.
 */
role: string, 
/**
 * Where they are posted.
 */
kecamatan: Array<Choice>, 
/**
 * Groups that they lead.
 */
groups: number, 
/**
 * Active families in them.
 */
families: number, 
/**
 * The last supervision that counts.
 */
last: string | null, 
/**
 * How many count.
 */
times: number, 
/**
 * One that the observer has not signed yet.
 */
unsigned: string | null, 
/**
 * What was agreed and is not done.
 */
open_tasks: number, 
/**
 * Attendances at the meetings of groups that they led at the time.
 */
hadir: number, 
/**
 * Attendances that could have been.
 */
expected: number, };

/**
 * Whoever leads a group, and when they were observed last.
 */
export type SupervisionPlanView = { 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * The first day of the time in which attendance is counted.
 */
since: string, 
/**
 * Never observed first, those whose meetings are least attended before others; then whose last time is longest ago. No score is in it.
 */
people: Array<SupervisionPlanRow>, 
/**
 * Those of them who were never observed.
 */
never: number, 
/**
 * Supervisions of this month that count.
 */
this_month: number, 
/**
 * People who are posted and lead no group, so that there is no meeting to observe.
 */
without_groups: number, };

/**
 * A supervision in a list.
 */
export type SupervisionRow = { 
/**
 * Document.
 */
id: string, 
/**
 * Day of the meeting.
 */
day: string, 
/**
 * The group that met.
 */
group: GroupName, 
/**
 * Who observed.
 */
observer: Person | null, 
/**
 * How far it is signed.
 */
state: SupervisionState, 
/**
 * It changed after the observer had signed.
 */
changed: boolean, 
/**
 * The office took it back.
 */
withdrawn: boolean, 
/**
 * Its score.
 */
points: PointsView, 
/**
 * What was agreed and is not done.
 */
open_tasks: number, 
/**
 * Where it is safe.
 */
safe: Safe, };

/**
 * How far a supervision is signed.
 */
export type SupervisionState = "draft" | "signed" | "agreed";

/**
 * How a run ended.
 */
export type SyncDone = { 
/**
 * What it moved.
 */
progress: SyncProgress, 
/**
 * Documents that changed here.
 */
changed: number, 
/**
 * Stable name of why it ended early; none if everything is sent and fetched. The window has words for each: `no_line`,
 * `not_a_relay`, `busy`, `revoked`, `needs_code`, `unknown`, `version`, `refused`, `device`, `cancelled`, `sample`.
 */
stopped: string | null, 
/**
 * Seconds until the next try makes sense.
 */
wait_seconds: number, };

/**
 * How far a run is.
 */
export type SyncProgress = { 
/**
 * Own entries that the relay acknowledged in this run.
 */
sent: number, 
/**
 * Entries that wait to be sent still.
 */
waiting: number, 
/**
 * Entries that came in this run.
 */
received: number, 
/**
 * Entries that the relay holds still, as far as it said.
 */
to_come: number, };

/**
 * A report as a table.
 */
export type Table = { 
/**
 * Its columns.
 */
columns: Array<Head>, 
/**
 * Its rows: a cell for each column.
 */
rows: Array<Array<Cell>>, 
/**
 * The row of the sums: empty where a column is not summed.
 */
total: Array<Cell> | null, };

/**
 * A family of the table. What it has not is left out of its JSON: there are thousands.
 */
export type TableFamily = { 
/**
 * Its document.
 */
id: string, 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * The place of its group today in the groups.
 */
group?: number, 
/**
 * Name of its desa.
 */
desa: string, 
/**
 * Name of its kecamatan.
 */
kecamatan: string, 
/**
 * Status today.
 */
status: Status, 
/**
 * NIK with its middle hidden.
 */
nik?: string, 
/**
 * Address.
 */
address?: string, 
/**
 * Components that it has.
 */
components: Array<Component>, };

/**
 * A group of the table, said once for all its families.
 */
export type TableGroup = { 
/**
 * Its document.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Who leads it today.
 */
pendamping: string | null, };

/**
 * The rekap as every renderer takes it.
 */
export type Tables = { 
/**
 * A row for each kecamatan.
 */
kabupaten: Table, 
/**
 * A table for each kecamatan, in their order, with a row for each pendamping.
 */
kecamatan: Array<Table>, };

/**
 * What becomes of rows.
 */
export type Take = "import" | "leave_out" | { "with": { 
/**
 * The status.
 */
status: RosterStatus, 
/**
 * Its first day.
 */
since: string, } };

/**
 * Tells the province every month that waits.
 */
export type TakeFromOffice = Record<symbol, never>;

/**
 * What somebody is to an event.
 */
export type Taking = "diusulkan" | "terdaftar" | "hadir" | "batal";

/**
 * How a meeting's families were marked. The four add up to its families.
 */
export type Tally = { 
/**
 * Present.
 */
hadir: number, 
/**
 * Ill.
 */
sakit: number, 
/**
 * Absent without a reason.
 */
alfa: number, 
/**
 * Belum ditandai.
 */
unmarked: number, };

/**
 * A task as it was agreed.
 */
export type TaskFacts = { 
/**
 * Which; empty for a new one.
 */
key: string, 
/**
 * What, up to 300 characters.
 */
what: string, 
/**
 * By whom.
 */
who: string | null, 
/**
 * Until when.
 */
due: string | null, };

/**
 * Gives a task that follows from a meeting of the staff: it becomes a voice with a task.
 */
export type TaskOfRakor = { 
/**
 * Document.
 */
id: string, 
/**
 * What is to be done.
 */
task: string, 
/**
 * By whom.
 */
who: string, 
/**
 * Until when.
 */
due: string, };

/**
 * A field that a template may name.
 */
export type TemplateField = { 
/**
 * Its name.
 */
key: string, 
/**
 * What it is.
 */
about: Words, 
/**
 * What kind.
 */
kind: TemplateFieldKind, 
/**
 * Of a list: what each row has. Of a table: its columns.
 */
within: Array<TemplateField>, };

/**
 * What a field is.
 */
export type TemplateFieldKind = "text" | "number" | "yes" | "list" | "table";

/**
 * A form that has a template.
 */
export type TemplateRow = { 
/**
 * Its name.
 */
form: string, 
/**
 * What it is called.
 */
title: Words, 
/**
 * What it belongs to.
 */
group: FormGroup, 
/**
 * The version in force; none: the product's own.
 */
version: string | null, 
/**
 * When the office chose, and who.
 */
day: string | null, 
/**
 * Who chose.
 */
by: Person | null, 
/**
 * Why the version of the office cannot be used: the product's own is in force meanwhile.
 */
fault: Fault | null, 
/**
 * Whether two devices of the office chose differently.
 */
disagreed: boolean, };

/**
 * What is wrong with a text, and what it would say.
 */
export type TemplateTrial = { 
/**
 * What is wrong, by line; empty: it can be published.
 */
faults: Array<Fault>, 
/**
 * What it says of invented data.
 */
sample: string | null, 
/**
 * What it says of the latest that this office recorded; none where there is nothing yet.
 */
recorded: string | null, 
/**
 * Pages of the invented data.
 */
pages: number, 
/**
 * On which paper it is printed; the form's own where the text says nothing or is wrong.
 */
paper: FormPaper, };

/**
 * A version that the office wrote.
 */
export type TemplateVersion = { 
/**
 * Its digest.
 */
version: string, 
/**
 * Its text.
 */
source: string, 
/**
 * When it was last put in force.
 */
day: string | null, 
/**
 * By whom.
 */
by: Person | null, };

/**
 * The template of a form.
 */
export type TemplateView = { 
/**
 * The form as it is listed.
 */
row: TemplateRow, 
/**
 * The text in force.
 */
source: string, 
/**
 * The product's own.
 */
built_in: string, 
/**
 * What it may name.
 */
fields: Array<TemplateField>, 
/**
 * What the office wrote, the latest first.
 */
versions: Array<TemplateVersion>, 
/**
 * Characters that it may have.
 */
most: number, };

/**
 * Colours of the window.
 */
export type Theme = "system" | "light" | "dark";

/**
 * Ticks a field as copied, or takes the tick away.
 */
export type TickSiks = { 
/**
 * Document of the meeting.
 */
meeting: string, 
/**
 * Which field.
 */
field: SiksField, 
/**
 * It was copied.
 */
copied: boolean, 
/**
 * The version that was shown.
 */
version: string, };

/**
 * One kind of thing to be done.
 */
export type Todo = { "kind": "mend", 
/**
 * The meetings, the latest first.
 */
meetings: Array<MeetingRow>, } | { "kind": "disagreements", 
/**
 * The meetings, the latest first.
 */
meetings: Array<MeetingRow>, } | { "kind": "alfa_again", 
/**
 * Those with the most months first.
 */
families: Array<AlfaAgain>, } | { "kind": "planned_today", 
/**
 * By time.
 */
entries: Array<ScheduleEntry>, } | { "kind": "planned", 
/**
 * Those whose day has gone first, those without a day last.
 */
entries: Array<ScheduleEntry>, } | { "kind": "supervised", 
/**
 * The oldest first.
 */
supervisions: Array<SupervisionRow>, } | { "kind": "waiting", 
/**
 * Meetings.
 */
meetings: number, 
/**
 * Families, groups and others.
 */
others: number, };

/**
 * A corrected row.
 */
export type TodoCorrection = { 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * 16 digits, or empty.
 */
nik: string, 
/**
 * Other fields by their stable names, as typed; what is not in it stays as it was read.
 */
values: { [key in string]: string }, 
/**
 * Whether it is the family that stands on its card already; needed only where that was refused as `row_question`.
 */
same: boolean | null, };

/**
 * A row that waits.
 */
export type TodoRow = { 
/**
 * Which task.
 */
id: string, 
/**
 * File, sheet and row, e.g. `kpm-toili.xlsx · Sheet1 · 14`.
 */
place: string, 
/**
 * The row.
 */
row: RosterRow, 
/**
 * Headings of the original cells.
 */
headings: Array<string>, 
/**
 * NIK as far as it reads.
 */
nik: string, 
/**
 * What its cells say, by the stable names of the fields that were understood.
 */
values: { [key in string]: string }, 
/**
 * A family with the same NIK that is here already.
 */
same_nik: string | null, };

/**
 * Asks for the rows that wait for a decision.
 */
export type Todos = Record<symbol, never>;

/**
 * A month that was told.
 */
export type ToldMonth = { 
/**
 * The month.
 */
month: string, 
/**
 * Which version it became.
 */
version: number, };

/**
 * What counts of a month.
 */
export type ToldVersion = { 
/**
 * Its version.
 */
version: number, 
/**
 * Two devices told this version with other figures: both are shown with the kabupaten.
 */
doubled: boolean, 
/**
 * The day as of which it was counted.
 */
counted: string | null, 
/**
 * The day on which it was told.
 */
sent: string | null, 
/**
 * Figures that differ from the version before.
 */
changed: number, };

/**
 * People counted. Trained and untrained add up to them.
 */
export type TrainedCount = { 
/**
 * People posted there.
 */
staff: number, 
/**
 * Those who have had an FDS training.
 */
trained: number, 
/**
 * Those who have not.
 */
untrained: number, 
/**
 * Those of all who were coached in the twelve months before.
 */
coached: number, };

/**
 * A kecamatan.
 */
export type TrainedPlace = { 
/**
 * Which.
 */
kecamatan: Choice, 
/**
 * Its people.
 */
count: TrainedCount, 
/**
 * What it carries.
 */
load: Load, };

/**
 * A training.
 */
export type TrainingDetail = { 
/**
 * Document.
 */
id: string | null, 
/**
 * The version shown; what is saved is saved upon it, and what others wrote since stands beside it.
 */
base: string, 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * What it is.
 */
facts: TrainingFacts, 
/**
 * Whether it counts as FDS training.
 */
counts: boolean, 
/**
 * Participants and facilitators: the staff by name, then guests by name.
 */
people: Array<TrainingPerson>, 
/**
 * Members of staff to choose from: those posted on its first day, by name.
 */
staff: Array<StaffChoice>, 
/**
 * Fields on which people disagree.
 */
disagreements: number, };

/**
 * What a training is. Empty text is none.
 */
export type TrainingFacts = { 
/**
 * Its name, up to 120 characters.
 */
name: string, 
/**
 * What kind of event it is.
 */
kind: TrainingKind | null, 
/**
 * Tema.
 */
theme: string, 
/**
 * Penyelenggara.
 */
organizer: string, 
/**
 * Angkatan or gelombang.
 */
batch: string, 
/**
 * How it is held.
 */
mode: TrainingMode | null, 
/**
 * Where.
 */
place: string, 
/**
 * Its first day.
 */
starts: string | null, 
/**
 * Its last day.
 */
ends: string | null, 
/**
 * Jam pelajaran.
 */
jp: number | null, 
/**
 * It is about facilitating P2K2 (FDS).
 */
fds: boolean, 
/**
 * It did not take place after all.
 */
cancelled: boolean, 
/**
 * Half days for which a list of attendance is kept, `2026-09-03.p` for pagi and `.s` for siang, with what they are about; empty text
 * for nothing in particular.
 */
halves: { [key in string]: string }, };

/**
 * Which form about trainings.
 */
export type TrainingForm = { "attendance": string } | "rekap";

/**
 * As what it is written.
 */
export type TrainingFormat = "pdf" | "docx";

/**
 * Asks for the trainings of one person: of this device's own without an id, of anybody at the office.
 */
export type TrainingHistory = { 
/**
 * The member of staff.
 */
staff: string | null, };

/**
 * One person's trainings.
 */
export type TrainingHistoryView = { 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * Who.
 */
person: Person, 
/**
 * It is the person of this device.
 */
own: boolean, 
/**
 * When they had FDS training last, by the rule of "Belum pernah diklat".
 */
trained: string | null, 
/**
 * All of them, the latest first.
 */
rows: Array<HistoryRow>, };

/**
 * What kind of event it is.
 */
export type TrainingKind = "diklat" | "bimtek" | "coaching" | "elearning" | "uji" | "lainnya";

/**
 * How it is held.
 */
export type TrainingMode = "tatap_muka" | "daring" | "campuran";

/**
 * Somebody at a training.
 */
export type TrainingPerson = { 
/**
 * Who, as marks name them.
 */
who: string, 
/**
 * The member of staff; none of a guest.
 */
staff: string | null, 
/**
 * Name.
 */
name: string, 
/**
 * NIP.
 */
nip: string | null, 
/**
 * Role of a member of staff, as a stable name.
 */
role: string | null, 
/**
 * Instansi of a guest.
 */
agency: string | null, 
/**
 * Names of the kecamatan in which they were posted on its first day.
 */
kecamatan: Array<string>, 
/**
 * What they are to it.
 */
taking: Taking | null, 
/**
 * As what they facilitate.
 */
as_what: string | null, 
/**
 * Whether they were there, by half day.
 */
marks: { [key in string]: Presence }, 
/**
 * On how many of its half days they were there.
 */
there: number, 
/**
 * They took part by the rule.
 */
took_part: boolean, };

/**
 * A written form.
 */
export type TrainingPrinted = { 
/**
 * Where it is.
 */
path: string, 
/**
 * People in it.
 */
people: number, 
/**
 * Bytes of the file.
 */
bytes: number, 
/**
 * Digest of what it says, in hex.
 */
digest: string, };

/**
 * Asks for what a training gave its participants. Devices of the office only.
 */
export type TrainingResults = { 
/**
 * Document of the training.
 */
id: string, };

/**
 * What a training gave its participants.
 */
export type TrainingResultsView = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its last day.
 */
ends: string, 
/**
 * Jam pelajaran of it.
 */
jp: number | null, 
/**
 * Members of staff who take part, or of whom something is said, by name.
 */
people: Array<ResultRow>, 
/**
 * Those who have both scores: only they are in the sums.
 */
both: number, 
/**
 * The sum of their scores before, in tenths of a point.
 */
pre_sum: number, 
/**
 * The sum of their scores after, in tenths of a point.
 */
post_sum: number, };

/**
 * A training in a list.
 */
export type TrainingRow = { 
/**
 * Document.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What kind of event it is.
 */
kind: TrainingKind, 
/**
 * Its first day.
 */
starts: string, 
/**
 * Its last day.
 */
ends: string, 
/**
 * Where.
 */
place: string | null, 
/**
 * Whether it counts as FDS training.
 */
counts: boolean, 
/**
 * It did not take place after all.
 */
cancelled: boolean, 
/**
 * Members of staff and guests who take part: registered, or there.
 */
people: number, 
/**
 * Those of them who took part by the rule.
 */
took_part: number, };

/**
 * Asks for the trainings.
 */
export type Trainings = Record<symbol, never>;

/**
 * One month of the trend.
 */
export type TrendPoint = { 
/**
 * The month.
 */
month: string, 
/**
 * Its figures.
 */
figures: MonthFigures, };

/**
 * Of what a trial is written.
 */
export type TrialOf = "sample" | "recorded";

/**
 * Asks what is wrong with a text, and what it would say. Devices of the office only.
 */
export type TryTemplate = { 
/**
 * The form.
 */
form: string, 
/**
 * The text.
 */
source: string, };

/**
 * Takes an arrangement back: just what it did. What people changed since stays, and is named.
 */
export type UndoArrangement = { 
/**
 * Which.
 */
id: string, };

/**
 * Takes an import back: just what it wrote. What people changed since stays.
 */
export type UndoImport = { 
/**
 * Which; none for the latest that was not taken back.
 */
import: string | null, };

/**
 * What was taken back.
 */
export type UndoneArrangement = { 
/**
 * Families that are as they were.
 */
families: number, 
/**
 * Groups likewise.
 */
groups: number, 
/**
 * What stays.
 */
stays: Array<StaysArranged>, };

/**
 * What was taken back.
 */
export type UndoneImport = { 
/**
 * Which import.
 */
import: string, 
/**
 * Name of its file.
 */
file: string, 
/**
 * Families that are as they were, or gone again.
 */
families: number, 
/**
 * Groups likewise.
 */
groups: number, 
/**
 * Members of staff whom the import made and who are gone again.
 */
staff: number, 
/**
 * Tasks that are gone, or open again.
 */
tasks: number, 
/**
 * What stays, because people said something since.
 */
stays: Array<StayedAs>, 
/**
 * It was stopped: once more takes back the rest.
 */
stopped: boolean, };

/**
 * Opens the device.
 */
export type Unlock = { 
/**
 * The PIN or passphrase.
 */
pin: string, };

/**
 * What came of a PIN.
 */
export type Unlocking = { 
/**
 * It is open.
 */
open: boolean, 
/**
 * Wrong tries in a row.
 */
failures: number, 
/**
 * For how many seconds no try is taken.
 */
wait_seconds: number, };

/**
 * A mark that was not counted.
 */
export type Unmatched = { 
/**
 * The meeting in which it stands.
 */
meeting: string, 
/**
 * The key under which it stands.
 */
family_key: string, 
/**
 * Whose key it is, where that is one family.
 */
family: NamedFamily | null, 
/**
 * `H`, `S` or `A`.
 */
mark: string, 
/**
 * Why it was not counted.
 */
reason: UnmatchedReason, };

/**
 * Why a mark was not counted.
 */
export type UnmatchedReason = "unknown" | "ambiguous" | "not_active";

/**
 * Takes a merge back.
 */
export type UnmergeFamily = { 
/**
 * The one that had become part of another.
 */
id: string, };

/**
 * Asks which groups did not meet in a month.
 */
export type Unmet = { 
/**
 * The month, `2026-11`.
 */
month: string, };

/**
 * A group that did not meet in the month. All of them are the groups of Ringkasan and Rekap less those that met.
 */
export type UnmetGroup = { 
/**
 * Its names.
 */
group: GroupName, 
/**
 * Code of its kecamatan.
 */
kecamatan: string, 
/**
 * Who led it at the end of the month.
 */
pendamping: Person | null, 
/**
 * Families that the rekap counts for it; none of them counts as present but by a mark elsewhere.
 */
families: number, 
/**
 * Its last meeting before the month.
 */
last: string | null, 
/**
 * The session that it had not had before the month; none if it had had all.
 */
next: SessionName | null, 
/**
 * A meeting of the month that was recorded and did not take place; the latest.
 */
cancelled: string | null, 
/**
 * What its pendamping wrote of the month: alasan jika tidak melaksanakan.
 */
reason: string | null, 
/**
 * When the office last heard from any phone of the pendamping.
 */
last_heard: string | null, 
/**
 * That is longer ago than the office's threshold, so that meetings may be on the way.
 */
silent: boolean, };

/**
 * Asks for what waits at a place of the window.
 */
export type Unsaved = { 
/**
 * The place, as the window calls it.
 */
place: string, };

/**
 * What waits there.
 */
export type UnsavedWords = { 
/**
 * As the window wrote it; none if nothing waits.
 */
words: string | null, };

/**
 * Asks who has never had an FDS training.
 */
export type Untrained = Record<symbol, never>;

/**
 * Somebody who has never had an FDS training.
 */
export type UntrainedRow = { 
/**
 * Who.
 */
person: Person, 
/**
 * Role, as a stable name.
 */
role: string, 
/**
 * Where they are posted.
 */
kecamatan: Array<Choice>, 
/**
 * Groups that they lead.
 */
groups: number, 
/**
 * Active families in them.
 */
families: number, 
/**
 * Attendances at the meetings of groups that they led at the time.
 */
hadir: number, 
/**
 * Attendances that could have been.
 */
expected: number, 
/**
 * When they were coached last.
 */
coached: string | null, 
/**
 * Names of trainings to come, or going on, for which they are proposed or registered.
 */
waits_for: Array<string>, };

/**
 * Who has never had an FDS training, and how many that are where.
 */
export type UntrainedView = { 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * The first day of the time in which attendance is counted.
 */
since: string, 
/**
 * Kinds of events that count.
 */
counting: Array<TrainingKind>, 
/**
 * The kecamatan in which somebody is posted: the most untrained first. Somebody posted in two counts in both.
 */
places: Array<TrainedPlace>, 
/**
 * Those who are posted in no kecamatan in particular; none where there are none.
 */
elsewhere: TrainedCount | null, 
/**
 * The kabupaten: everybody counted once.
 */
total: TrainedCount, 
/**
 * Whoever is untrained: the most families first, then the lowest attendance.
 */
people: Array<UntrainedRow>, };

/**
 * Exchanges with another relay of the office, whose address a person typed because this device could not hear of it. That relay has to let
 * the device in first.
 */
export type UseRelay = { 
/**
 * The relay's address.
 */
relay: string, 
/**
 * SHA-256 of its certificate, where no public authority vouches for it; otherwise empty.
 */
pin: string, };

/**
 * Which columns the list has, and how the paper lies, where the office has no template of its own.
 */
export type Variant = "a" | "b" | "c" | "d";

/**
 * What a supervisor says of a meeting.
 */
export type Verdict = "sesuai" | "perbaiki";

/**
 * Asks for the form of something that a family was given.
 */
export type Visit = { 
/**
 * The family.
 */
family: string, 
/**
 * The document to be corrected; none for a new one.
 */
id: string | null, };

/**
 * The form.
 */
export type VisitForm = { 
/**
 * Nama pengurus.
 */
name: string, 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * Every session in order, those that the family missed and its group had first.
 */
sessions: Array<VisitSession>, 
/**
 * What is corrected.
 */
line: VisitLine | null, 
/**
 * This device may write it.
 */
editable: boolean, };

/**
 * Something that a family was given outside its meetings.
 */
export type VisitLine = { 
/**
 * Its document.
 */
id: string, 
/**
 * The day.
 */
day: string, 
/**
 * How.
 */
way: VisitWay, 
/**
 * The sessions.
 */
sessions: Array<SessionName>, 
/**
 * What was found, and what follows.
 */
note: string | null, 
/**
 * Who was there.
 */
by: Person | null, 
/**
 * It did not happen after all: it counts for nothing.
 */
withdrawn: boolean, 
/**
 * The version that is shown, to be given back to `save_visit`.
 */
base: string, };

/**
 * A session to choose.
 */
export type VisitSession = { 
/**
 * The session.
 */
session: SessionName, 
/**
 * When its group had it while the family was not there.
 */
missed: string | null, 
/**
 * The family has had it, at a meeting or outside.
 */
had: boolean, };

/**
 * How a family is given something outside its meetings.
 */
export type VisitWay = "pertemuan" | "kunjungan" | "jarak_jauh";

/**
 * What kind of voice it is.
 */
export type VoiceKind = "pertanyaan" | "kendala" | "aspirasi" | "usul";

/**
 * One voice of a matter.
 */
export type VoiceLine = { 
/**
 * Document of the voice.
 */
id: string, 
/**
 * When it was said.
 */
day: string, 
/**
 * The sentence.
 */
text: string, 
/**
 * Whose device said it; nobody whom this device knows where it is empty.
 */
from: Person | null, 
/**
 * Names of the kecamatan in which that person was posted on that day.
 */
kecamatan: Array<string>, 
/**
 * It is of the person of this device.
 */
own: boolean, 
/**
 * The meeting at which it came up.
 */
meeting: string | null, 
/**
 * The meeting of the staff from which it followed.
 */
rakor: string | null, 
/**
 * Where it is safe.
 */
safe: Safe, };

/**
 * Asks for the voices that this device knows.
 */
export type Voices = Record<symbol, never>;

/**
 * Asks how voices were dealt with. The office's devices only.
 */
export type VoicesEvaluation = { 
/**
 * The first month, `2026-06`; five months before the last without.
 */
first: string | null, 
/**
 * The last month; this one without.
 */
last: string | null, };

/**
 * How the voices of some months were dealt with.
 */
export type VoicesEvaluationView = { 
/**
 * The months, in order; at most two years.
 */
months: Array<string>, 
/**
 * All voices of them.
 */
total: Evaluated, 
/**
 * By topic of the matter that they are part of, the most voices first. They add up to all.
 */
topics: Array<EvaluatedTopic>, 
/**
 * By kecamatan in which whoever said it was posted on the day, the most voices first. Somebody posted in two counts in both.
 */
places: Array<EvaluatedPlace>, };

/**
 * Voices, each told once: those of one matter under the one that they are answered with.
 */
export type VoicesView = { 
/**
 * Whether this device answers and decides.
 */
decides: boolean, 
/**
 * Today in the office's zone.
 */
today: string, 
/**
 * Topics to choose from: the usual ones, and those in use.
 */
topics: Array<string>, 
/**
 * Who can be given a task; nobody where this device decides nothing.
 */
staff: Array<Person>, 
/**
 * Overdue first, then what is open from the oldest on, then what waits for the office to close it, then the closed ones from the newest back.
 */
matters: Array<Matter>, 
/**
 * What was agreed at supervisions: of everybody at the office, of one's own elsewhere. Overdue first, what the office is done with last.
 */
coaching: Array<FollowUp>, };

/**
 * A meeting whose marks of some families no report counts any more.
 */
export type VoidedMeeting = { 
/**
 * Its document.
 */
meeting: string, 
/**
 * Its day.
 */
date: string, 
/**
 * Its group.
 */
group: GroupName, 
/**
 * The families that are marked there.
 */
families: Array<Person>, };

/**
 * Entries that wait for the same thing.
 */
export type Waiting = { 
/**
 * Stable name of what for; see [`ParkReason`](sesi_engine::store::ParkReason).
 */
reason: string, 
/**
 * How many.
 */
entries: number, };

/**
 * A month that waits.
 */
export type WaitingMonth = { 
/**
 * The month.
 */
month: string, 
/**
 * The day as of which it was counted.
 */
counted: string, 
/**
 * Kecamatan in it.
 */
places: number, 
/**
 * Digest of its sums.
 */
digest: string, 
/**
 * The version that it becomes.
 */
version: number, };

/**
 * What waits to be told.
 */
export type WaitingSums = { 
/**
 * The months, in order.
 */
months: Array<WaitingMonth>, 
/**
 * Files in the folder that do not read.
 */
unreadable: number, };

/**
 * A task that still waits.
 */
export type WaitingTodo = { 
/**
 * Which task.
 */
id: string, 
/**
 * Stable name of the reason.
 */
reason: string, };

/**
 * What is odd about a meeting.
 */
export type Warning = "unmarked" | "nobody_present" | "unrated" | "no_notes" | "no_speaker" | "no_times" | "no_place" | "in_future" | "twice_in_month" | "disagreement";

/**
 * Of whom a recap is.
 */
export type Whose = "all" | "mine" | { "pendamping": string };

/**
 * Why something stays as an arrangement made it.
 */
export type WhyStays = "changed" | "met" | "used" | "closed" | "name_taken" | "corrected";

/**
 * Withdraws an invite.
 */
export type WithdrawInvite = { 
/**
 * Its id in hex.
 */
id: string, };

/**
 * The office takes a supervision back, or lets it count again.
 */
export type WithdrawSupervision = { 
/**
 * Document.
 */
id: string, 
/**
 * Taken back.
 */
withdrawn: boolean, };

/**
 * Says that it did not happen, or that it did after all.
 */
export type WithdrawVisit = { 
/**
 * Its document.
 */
id: string, 
/**
 * It did not happen.
 */
withdrawn: boolean, 
/**
 * The version that was shown: what somebody changed meanwhile is looked at first.
 */
base: string, };

/**
 * A text in both languages of the program. Forms keep their own words in both.
 */
export type Words = { 
/**
 * Indonesian, as the form has it.
 */
id: string, 
/**
 * English.
 */
en: string, };

/**
 * Says some of the recovery words back, from the sheet: then this device forgets them.
 */
export type WordsNoted = { 
/**
 * At least three of them, of different places.
 */
said: Array<SaidWord>, };

/**
 * What the workspace of the open device is, and whom the device speaks for in it.
 */
export type Workspace = "office" | "province" | "kabupaten";

/**
 * Writes a letter. Its ground is counted here and kept with it.
 */
export type WriteLetter = { 
/**
 * To that family.
 */
family: string, 
/**
 * Which letter.
 */
step: LetterStep, 
/**
 * Nomor surat; empty leaves a blank on paper.
 */
number: string, 
/**
 * Its date.
 */
day: string, 
/**
 * The day of the meeting to which it invites; none leaves a blank.
 */
invited: string | null, 
/**
 * Where that is; empty leaves a blank.
 */
place: string, };

/**
 * A month of a year from 1 to 9999, written `2026-05`.
 */
export type YearMonth = string;

export interface OnboardingCalls {
  standing: { ask: AskStanding; answer: Standing };
  prefer: { ask: Prefer; answer: Done };
  kabupaten: { ask: Kabupaten; answer: Array<Choice> };
  provinces: { ask: AskProvinces; answer: Array<Choice> };
  hand_to_province: { ask: HandToProvince; answer: HandedSums };
  handed_sums: { ask: AskHanded; answer: Array<HandedSums> };
  waiting_sums: { ask: AskWaiting; answer: WaitingSums };
  take_from_office: { ask: TakeFromOffice; answer: Array<ToldMonth> };
  check_pin: { ask: CheckPin; answer: PinStrength };
  recovery_words: { ask: AskWords; answer: Array<string> };
  words_noted: { ask: WordsNoted; answer: Done };
  open_camera: { ask: OpenCamera; answer: Done };
  leave_camera: { ask: LeaveCamera; answer: Done };
  read_invite: { ask: ReadInvite; answer: InviteRead };
  read_photo: { ask: ReadPhoto; answer: InviteRead };
  unlock: { ask: Unlock; answer: Unlocking };
  lock: { ask: Lock; answer: Done };
  change_pin: { ask: ChangePin; answer: Done };
  remove_sample: { ask: RemoveSample; answer: Done };
  found_office: { ask: FoundOffice; answer: FoundedOffice };
  give_code: { ask: GiveCode; answer: Done };
  move_relay: { ask: MoveRelay; answer: Done };
  use_relay: { ask: UseRelay; answer: Done };
  join: { ask: Join; answer: Done };
  recover: { ask: Recover; answer: Done };
  open_sample: { ask: OpenSample; answer: Done };
}

export interface Queries {
  beranda: { ask: Beranda; answer: BerandaView };
  record_new: { ask: RecordNew; answer: RecordForm };
  record_warnings: { ask: RecordWarnings; answer: Array<Warning> };
  record_open: { ask: RecordOpen; answer: RecordForm };
  record_edit: { ask: RecordEdit; answer: RecordForm };
  dropped_drafts: { ask: DroppedDrafts; answer: Array<DroppedDraft> };
  meeting: { ask: Meeting; answer: MeetingView };
  groups: { ask: Groups; answer: Array<GroupRow> };
  group: { ask: Group; answer: GroupView };
  families: { ask: Families; answer: FamilyPage };
  family: { ask: Family; answer: FamilyView };
  family_numbers: { ask: FamilyNumbers; answer: Numbers };
  places: { ask: Places; answer: Array<KecamatanPlaces> };
  arrangements: { ask: Arrangements; answer: ArrangementList };
  arranging_effects: { ask: ArrangingEffects; answer: Effects };
  handover: { ask: Handover; answer: HandoverView };
  search: { ask: Search; answer: Array<Hit> };
  modul: { ask: Modul; answer: ModulView };
  my_month: { ask: MyMonth; answer: MonthWords };
  unsaved: { ask: Unsaved; answer: UnsavedWords };
  sending: { ask: SendingState; answer: Sending };
  diagnostics: { ask: Diagnostics; answer: string };
  relay: { ask: ReadRelay; answer: RelayTold };
  ringkasan: { ask: Ringkasan; answer: RingkasanView };
  rekap: { ask: ReadRekap; answer: RekapView };
  unmet: { ask: Unmet; answer: Array<UnmetGroup> };
  badges: { ask: Badges; answer: OfficeBadges };
  data_tables: { ask: DataTables; answer: Array<DataTable> };
  family_table: { ask: FamilyTable; answer: FamilyTableView };
  rekap_text: { ask: RekapText; answer: string };
  rhk_text: { ask: RhkText; answer: string };
  meetings_text: { ask: MeetingsText; answer: string };
  check_list: { ask: CheckList; answer: CheckPage };
  check: { ask: Check; answer: CheckView };
  differences: { ask: Differences; answer: Array<Difference> };
  todos: { ask: Todos; answer: Array<TodoRow> };
  closed_todos: { ask: ClosedTodos; answer: Array<ClosedTodo> };
  imports: { ask: Imports; answer: Array<ImportRow> };
  list_profiles: { ask: ListProfiles; answer: Array<ListProfile> };
  duplicates: { ask: Duplicates; answer: Array<DuplicatePair> };
  people: { ask: People; answer: PeopleView };
  staff_register: { ask: StaffRegister; answer: RegisterView };
  staff_facts: { ask: StaffFacts; answer: StaffFactsView };
  trainings: { ask: Trainings; answer: Array<TrainingRow> };
  training: { ask: ReadTraining; answer: TrainingDetail };
  untrained: { ask: Untrained; answer: UntrainedView };
  training_results: { ask: TrainingResults; answer: TrainingResultsView };
  training_history: { ask: TrainingHistory; answer: TrainingHistoryView };
  supervision_plan: { ask: SupervisionPlan; answer: SupervisionPlanView };
  supervised: { ask: Supervised; answer: SupervisedView };
  supervision: { ask: ReadSupervision; answer: SupervisionDetail };
  instrument: { ask: ReadInstrument; answer: InstrumentView };
  rakors: { ask: Rakors; answer: Array<RakorRow> };
  rakor: { ask: ReadRakor; answer: RakorDetail };
  enrolment_questions: { ask: EnrolmentQuestions; answer: EnrolmentsInDoubt };
  security: { ask: Security; answer: SecurityView };
  semester_groups: { ask: SemesterGroups; answer: SemesterTable };
  semester: { ask: Semester; answer: SemesterForm };
  compliance: { ask: Compliance; answer: ComplianceView };
  curriculum: { ask: ReadCurriculum; answer: CurriculumView };
  office: { ask: ReadOffice; answer: OfficeSettings };
  voices: { ask: Voices; answer: VoicesView };
  plans: { ask: Plans; answer: PlanTable };
  plan: { ask: Plan; answer: PlanForm };
  schedule: { ask: Schedule; answer: ScheduleView };
  plans_text: { ask: PlansText; answer: string };
  visit: { ask: Visit; answer: VisitForm };
  siks: { ask: Siks; answer: SiksMeeting };
  siks_month: { ask: SiksMonth; answer: SiksMonthView };
  voices_evaluation: { ask: VoicesEvaluation; answer: VoicesEvaluationView };
  sent_rekap: { ask: SentRekap; answer: SentRekapView };
  sent_tables: { ask: SentTables; answer: Array<SentPlace> };
  sent_changes_text: { ask: SentChangesText; answer: string };
  letters: { ask: Letters; answer: LettersView };
  letter: { ask: Letter; answer: LetterView };
  letter_form: { ask: LetterForm; answer: LetterFormView };
  letter_text: { ask: LetterText; answer: string };
  templates: { ask: ListTemplates; answer: Array<TemplateRow> };
  form_papers: { ask: FormPapers; answer: Array<FormPaperRow> };
  template: { ask: ReadTemplate; answer: TemplateView };
  try_template: { ask: TryTemplate; answer: TemplateTrial };
  province_sums: { ask: ProvinceSums; answer: ProvinceSumsView };
  own_months: { ask: OwnMonths; answer: KabupatenView };
  kabupaten_months: { ask: KabupatenMonths; answer: KabupatenView };
  province_month: { ask: ProvinceMonth; answer: ProvinceView };
}

export interface Commands {
  keep_draft: { ask: KeepDraft; answer: Done };
  drop_draft: { ask: DropDraft; answer: Dropped };
  restore_draft: { ask: RestoreDraft; answer: Restored };
  save_meeting: { ask: SaveMeeting; answer: SavedMeeting };
  cancel_meeting: { ask: CancelMeeting; answer: Done };
  save_group: { ask: SaveGroup; answer: string };
  save_family: { ask: SaveFamily; answer: string };
  move_family: { ask: MoveFamily; answer: Done };
  set_status: { ask: SetStatus; answer: Done };
  move_families: { ask: MoveFamilies; answer: DoneArranging };
  set_statuses: { ask: SetStatuses; answer: DoneArranging };
  split_group: { ask: SplitGroup; answer: DoneArranging };
  merge_groups: { ask: MergeGroups; answer: DoneArranging };
  hand_over: { ask: HandOver; answer: DoneArranging };
  close_group: { ask: CloseGroup; answer: DoneArranging };
  reopen_group: { ask: ReopenGroup; answer: DoneArranging };
  undo_arrangement: { ask: UndoArrangement; answer: UndoneArrangement };
  save_my_month: { ask: SaveMyMonth; answer: Done };
  keep_unsaved: { ask: KeepUnsaved; answer: Done };
  save_semester: { ask: SaveSemester; answer: Done };
  save_plan: { ask: SavePlan; answer: Done };
  save_visit: { ask: SaveVisit; answer: Done };
  withdraw_visit: { ask: WithdrawVisit; answer: Done };
  tick_siks: { ask: TickSiks; answer: Done };
  say_siks: { ask: SaySiks; answer: Done };
  give_verdict: { ask: GiveVerdict; answer: Done };
  settle: { ask: Settle; answer: Settled };
  settle_todo: { ask: SettleTodo; answer: Done };
  settle_todos: { ask: SettleTodos; answer: SettledTodos };
  forget_list_profile: { ask: ForgetListProfile; answer: Done };
  merge_families: { ask: MergeFamilies; answer: Done };
  unmerge_family: { ask: UnmergeFamily; answer: Done };
  new_pengurus: { ask: NewPengurus; answer: DoneArranging };
  not_same_family: { ask: NotSameFamily; answer: Done };
  maybe_same_family: { ask: MaybeSameFamily; answer: Done };
  save_staff: { ask: SaveStaff; answer: string };
  save_staff_facts: { ask: SaveStaffFacts; answer: Done };
  save_posting: { ask: SavePosting; answer: Done };
  drop_posting: { ask: DropPosting; answer: Done };
  save_training: { ask: SaveTraining; answer: string };
  save_training_people: { ask: SaveTrainingPeople; answer: Done };
  mark_training: { ask: MarkTraining; answer: Done };
  save_training_rule: { ask: SaveTrainingRule; answer: Done };
  save_training_results: { ask: SaveTrainingResults; answer: Done };
  save_supervision: { ask: SaveSupervision; answer: string };
  sign_supervision: { ask: SignSupervision; answer: Done };
  reply_supervision: { ask: ReplySupervision; answer: Done };
  withdraw_supervision: { ask: WithdrawSupervision; answer: Done };
  prove_follow_up: { ask: ProveFollowUp; answer: Done };
  close_follow_up: { ask: CloseFollowUp; answer: Done };
  save_instrument: { ask: SaveInstrument; answer: Done };
  save_rakor: { ask: SaveRakor; answer: string };
  mark_rakor: { ask: MarkRakor; answer: Done };
  save_rakor_point: { ask: SaveRakorPoint; answer: Done };
  close_rakor: { ask: CloseRakor; answer: Done };
  task_of_rakor: { ask: TaskOfRakor; answer: Done };
  invite: { ask: Invite; answer: InviteCard };
  withdraw_invite: { ask: WithdrawInvite; answer: Done };
  answer_enrolment: { ask: AnswerEnrolment; answer: Done };
  revoke: { ask: Revoke; answer: Done };
  accept_beyond_end: { ask: AcceptBeyondEnd; answer: Done };
  seen_findings: { ask: SeenFindings; answer: Done };
  save_curriculum: { ask: SaveCurriculum; answer: Done };
  save_office: { ask: SaveOffice; answer: Done };
  saw_relay: { ask: SawRelay; answer: Done };
  say_voice: { ask: SayVoice; answer: string };
  decide_voice: { ask: DecideVoice; answer: Done };
  prove_task: { ask: ProveTask; answer: Done };
  join_voices: { ask: JoinVoices; answer: Done };
  send_rekap: { ask: SendRekap; answer: string };
  write_letter: { ask: WriteLetter; answer: string };
  save_letter: { ask: SaveLetter; answer: Done };
  publish_template: { ask: PublishTemplate; answer: Done };
  restore_template: { ask: RestoreTemplate; answer: Done };
  add_kabupaten: { ask: AddKabupaten; answer: string };
}

export interface Jobs {
  import_preview: { ask: ImportPreview; answer: RosterPreview };
  import_roster: { ask: ImportRoster; answer: Imported };
  undo_import: { ask: UndoImport; answer: UndoneImport };
  export_entries: { ask: ExportEntries; answer: number };
  import_entries: { ask: ImportEntries; answer: Brought };
  export_rekap: { ask: ExportRekap; answer: Exported };
  give_verdicts: { ask: GiveVerdicts; answer: GivenVerdicts };
  export_data: { ask: ExportData; answer: ExportedData };
  export_attendance: { ask: ExportAttendance; answer: Printed };
  export_meetings: { ask: ExportMeetings; answer: Printed };
  print_rekap: { ask: PrintRekap; answer: Printed };
  read_school: { ask: ReadSchool; answer: SchoolView };
  print_school: { ask: PrintSchool; answer: Printed };
  export_rhk: { ask: ExportRhk; answer: Printed };
  export_sent: { ask: ExportSent; answer: Printed };
  export_sent_changes: { ask: ExportSentChanges; answer: Printed };
  count_recap: { ask: CountRecap; answer: Recap };
  recap_text: { ask: RecapText; answer: string };
  export_recap: { ask: ExportRecap; answer: Printed };
  export_calendar: { ask: ExportCalendar; answer: CalendarFile };
  print_plans: { ask: PrintPlans; answer: Printed };
  export_training: { ask: ExportTraining; answer: TrainingPrinted };
  export_rakor: { ask: ExportRakor; answer: RakorPrinted };
  export_letters: { ask: ExportLetters; answer: Printed };
  export_register: { ask: ExportRegister; answer: Printed };
  staff_list_preview: { ask: StaffListPreview; answer: StaffListView };
  import_staff_list: { ask: ImportStaffList; answer: StaffListDone };
  print_trial: { ask: PrintTrial; answer: Printed };
  export_sums: { ask: ExportSums; answer: HandedSums };
  import_sums: { ask: ImportSums; answer: ToldMonth };
  export_province: { ask: ExportProvince; answer: ProvincePrinted };
}
