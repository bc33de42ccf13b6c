// What people say of a list that its cells do not: what its columns are, which sheets and rows count, what holds for a whole sheet.
// It begins with what the office knows of lists of this shape.
import type { Field, KeptPlace, Profile, RosterPreview, SheetChoice, SheetPreview, Take } from '../../../shell/schema'

const NOTHING: Profile = { columns: {}, sheets: {} }

/** The fields that a column may give, as people look for them. */
export const FIELDS: Record<'family' | 'place' | 'components' | 'more', Field[]> = {
  family: ['name', 'nik', 'kk', 'pkh_id', 'status', 'address', 'dusun', 'rt', 'rw', 'phone'],
  place: ['kecamatan', 'desa', 'region', 'group', 'group_no', 'group_role', 'pendamping'],
  components: ['hamil', 'aud', 'sd', 'smp', 'sma', 'disabilitas', 'lansia'],
  more: ['no', 'tahap', 'birth', 'dtks', 'payment'],
}

export class Reading {
  #profile = $state.raw<Profile>(NOTHING)
  /** Something was said since the list was last looked at. */
  stale = $state(false)
  /** Somebody said something of this list. */
  said = $state(false)
  /** It is kept for the next list of the same shape. */
  remember = $state(true)

  /** By sheet, whether it belongs where another list of its shape did. */
  #kept = $state.raw<Record<string, boolean>>({})

  get profile(): Profile {
    return this.#profile
  }

  /** Another file: nobody said anything of it. */
  begin(): void {
    this.#profile = NOTHING
    this.stale = this.said = false
    this.remember = true
    this.#kept = {}
  }

  /** The list was looked at under this. */
  take(preview: RosterPreview): void {
    this.#profile = preview.profile
    this.stale = false
  }

  /** What was answered of where another list belonged. */
  answered({ sheet }: KeptPlace): 'use' | 'leave' | '' {
    const answer = this.#kept[sheet]
    return answer === undefined ? '' : answer ? 'use' : 'leave'
  }

  /** Says that a sheet belongs where another list did, or that it does not. */
  answer(place: KeptPlace, use: boolean): void {
    const { sheet, ...parts } = place
    this.#kept = { ...this.#kept, [sheet]: use }
    const choice: SheetChoice = this.#profile.sheets[sheet] ?? {
      rows: null,
      hidden_rows: null,
      header_row: null,
      kecamatan: null,
      desa: null,
      group: null,
      pendamping: null,
    }
    const said = { ...choice }
    for (const what of ['kecamatan', 'desa', 'group', 'pendamping'] as const) {
      const value = parts[what]
      if (value !== null && use) said[what] ??= value
      else if (value !== null && said[what] === value) said[what] = null
    }
    const changed = JSON.stringify(said) !== JSON.stringify(choice)
    if (changed) this.#change({ ...this.#profile, sheets: { ...this.#profile.sheets, [sheet]: said } })
  }

  /** Whether all of it is answered. */
  settled(places: KeptPlace[]): boolean {
    return places.every((place) => this.answered(place) !== '')
  }

  /** Everything that was said, and what the office knows, is left aside. */
  plain(places: KeptPlace[]): void {
    this.#kept = Object.fromEntries(places.map(({ sheet }) => [sheet, false]))
    this.#profile = NOTHING
    this.said = true
  }

  /** What a column gives: as it was said, else as it was understood. */
  field(column: { name: string; field: string | null }): string {
    const said = this.#profile.columns[column.name]
    return (said === undefined ? column.field : said) ?? ''
  }

  /** Says what a column is. No two give one field: another that was said to is not read then. */
  column(name: string, field: Field | null): void {
    const columns = { ...this.#profile.columns, [name]: field }
    for (const other of Object.keys(columns)) {
      if (other !== name && field !== null && columns[other] === field) columns[other] = null
    }
    this.#change({ ...this.#profile, columns })
  }

  choice(sheet: SheetPreview): SheetChoice {
    return this.#profile.sheets[sheet.name] ?? sheet.choice
  }

  /** Says something of a sheet. */
  sheet(sheet: SheetPreview, part: Partial<SheetChoice>): void {
    const choice = { ...this.choice(sheet), ...part }
    this.#change({ ...this.#profile, sheets: { ...this.#profile.sheets, [sheet.name]: choice } })
  }

  #change(profile: Profile): void {
    this.#profile = profile
    this.stale = this.said = true
  }
}

/** Which of the three things becomes of rows. */
export function takeWord(take: Take | null): 'import' | 'leave_out' | 'with' | '' {
  return take === null || typeof take === 'string' ? (take ?? '') : 'with'
}
