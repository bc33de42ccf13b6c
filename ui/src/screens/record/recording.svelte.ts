// A meeting that is being recorded or corrected: its form, its draft, which is kept at every change, and what the office will see of it.
// Knows no screen.
import type { MeetingDraft, RecordForm, Warning } from '../../shell/schema'
import { copyOf } from '../../shell/copy'
import { command, query } from '../../shell/shell'
import { faultFrom, type Fault } from '../../shell/fault'
import { route } from '../../route.svelte'
import { touch } from '../../state/view.svelte'
import { DraftKeeper } from './keeper.svelte'
import { noteOpen } from './resume'

export const STEPS = 4

/** What is recorded: a meeting that is corrected, a draft that is resumed, or a new one, of a group if it is named. */
export interface Recorded {
  meeting?: string | undefined
  name?: string | undefined
  group: string | null
}

export class Recording {
  form = $state.raw<RecordForm>()
  draft = $state<MeetingDraft>()
  fault = $state.raw<Fault>()
  saving = $state(false)
  /** What the office will see of it, as it is; asked for where it can be saved. */
  warnings = $state.raw<Warning[]>()
  /** Something was changed: there is a draft to keep or to throw away. */
  touched = $state(false)
  /** The step at which the form opened: from there the way back leads out. A draft that is resumed leads back to its beginning. */
  entry = 0
  readonly keeper = new DraftKeeper()
  readonly step = $derived(Math.min(this.draft?.step ?? 0, STEPS - 1))
  #of: () => Recorded

  constructor(of: () => Recorded) {
    this.#of = of
  }

  get editing(): boolean {
    return Boolean(this.#of().meeting)
  }

  async open(): Promise<void> {
    this.fault = undefined
    const { meeting, name, group } = this.#of()
    try {
      if (meeting) this.form = await query('record_edit', { meeting })
      else if (name) this.form = await query('record_open', { name })
      else this.form = await query('record_new', { group, date: null })
      this.draft = copyOf(this.form.draft)
      this.entry = name ? 0 : Math.min(this.draft.step, 1)
      void this.#warn()
    } catch (error) {
      this.fault = faultFrom(error)
    }
  }

  /** Another group or day is another form: its families and sessions come anew; what was written stays. */
  async turnTo(change: { group?: string; date?: string }): Promise<void> {
    if (!this.draft) return
    this.fault = undefined
    try {
      const next = await query('record_new', {
        group: change.group ?? this.draft.group,
        date: change.date ?? this.draft.date,
      })
      const otherGroup = next.draft.group !== this.draft.group
      this.form = next
      this.draft = {
        ...this.draft,
        group: next.draft.group,
        date: next.draft.date,
        ...(otherGroup
          ? {
              session: next.draft.session,
              more_sessions: [],
              place: next.draft.place,
              marks: {},
              ratings: {},
              title: '',
            }
          : {}),
      }
      this.keep()
    } catch (error) {
      this.fault = faultFrom(error)
    }
  }

  /** The draft was changed. */
  keep(): void {
    if (!this.draft) return
    if (!this.touched && !this.editing) route.rename(`catat/${this.draft.name}`)
    this.touched = true
    noteOpen()
    this.keeper.keep(copyOf(this.draft))
    void this.#warn()
  }

  /** Answers which meeting it became; nothing if it could not be saved. */
  async save(): Promise<string | undefined> {
    if (!this.draft || this.saving) return undefined
    this.saving = true
    this.fault = undefined
    await this.keeper.settled()
    let id: string | undefined
    try {
      ;({ id } = await command('save_meeting', { draft: copyOf(this.draft) }))
      touch()
    } catch (error) {
      this.fault = faultFrom(error)
    }
    this.saving = false
    return id
  }

  /** Asks what the office will see. Where the form cannot be saved yet, saving says why. */
  async #warn(): Promise<void> {
    if (!this.draft || (!this.editing && this.step < STEPS - 1)) return
    const asked = copyOf(this.draft)
    try {
      const answer = await query('record_warnings', { draft: asked })
      if (this.draft && textOf(this.draft) === textOf(asked)) this.warnings = answer
    } catch {
      this.warnings = undefined
    }
  }
}

const textOf = (draft: MeetingDraft): string => JSON.stringify(draft)
