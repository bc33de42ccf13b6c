// The form of an observation: what is typed into it, the version upon which it is saved, and the tasks that wait because they are not
// whole. Knows no screen.
import type { SupervisionDetail, SupervisionFacts } from '../../../shell/schema'
import { command, query } from '../../../shell/shell'
import { faultFrom } from '../../../shell/fault'
import { copyOf } from '../../../shell/copy'
import { keepUnsaved, readUnsaved } from '../../../state/unsaved'
import { touch } from '../../../state/view.svelte'
import { Saving } from '../saving.svelte'
import { countOf, followed, halfOf, isHalf, placeOf, savable, withHalf, type TaskForm } from './observed'

type Form = Omit<SupervisionFacts, 'tasks'> & { tasks: TaskForm[] }

const headsText = (heads: number | null) => (heads === null ? '' : String(heads))

export class Observing {
  facts = $state<Form>()
  counted = $state('')
  /** The tasks that were not whole when this was left; none until they are read. */
  waiting = $state.raw<TaskForm[]>()
  readonly saving = new Saving(() => this.#save())
  /** Tasks of which something is missing. */
  readonly half = $derived((this.facts?.tasks ?? []).filter(isHalf).length)
  readonly miscounted = $derived(countOf(this.counted) === undefined)
  /** Which one is in the form: the address leads elsewhere when the screen is left. */
  #own = ''
  #whose = ''
  /** The version upon which is saved, and what it says. */
  #base = ''
  #before: SupervisionFacts | undefined

  /** Reads the tasks that wait for the supervision `id`. */
  async readWaiting(id: string): Promise<void> {
    try {
      this.waiting = (await readUnsaved<TaskForm[]>(placeOf(id))) ?? []
    } catch (error) {
      this.saving.fault = faultFrom(error)
      this.waiting = []
    }
  }

  /** Fills the form, once: what the person types is not overwritten by what comes in. */
  begin(id: string, detail: SupervisionDetail, waiting: TaskForm[]): void {
    if (this.facts !== undefined) return
    this.#own = id
    this.#whose = detail.person.id
    this.#base = detail.base
    this.#before = detail.facts
    this.counted = headsText(detail.facts.counted)
    this.facts = { ...copyOf(detail.facts), tasks: withHalf(waiting, detail.facts.tasks) }
  }

  answer(item: string, value: string): void {
    if (!this.facts) return
    this.facts.answers[item] = Number(value)
    this.saving.said()
  }

  note(item: string, text: string): void {
    if (this.facts) this.facts.notes[item] = text
    this.saving.said()
  }

  addTask(who: string | null): void {
    this.facts?.tasks.push({ key: '', what: '', who, due: null })
    this.saving.said()
  }

  /** What is said of a task; a day that is whole leaves nothing typed. */
  changeTask(at: number, change: Partial<TaskForm>): void {
    const task = this.facts?.tasks[at]
    if (!task) return
    Object.assign(task, change)
    if (!task.typed) delete task.typed
    this.saving.said()
  }

  removeTask(at: number): void {
    this.facts?.tasks.splice(at, 1)
    this.saving.said()
  }

  /** Saves what can be saved; what is not whole yet stays in the form. */
  async #save(): Promise<void> {
    const before = this.#before
    if (!this.facts || !before) return
    const typed = this.counted
    // First what cannot be saved: a window that ends now has lost nothing.
    await keepUnsaved(placeOf(this.#own), halfOf(this.facts.tasks))
    const sent = savable(this.facts, typed, before)
    await command('save_supervision', { id: this.#own, staff: this.#whose, base: this.#base, facts: sent })
    touch()
    // Tasks have keys by now, and the next save is upon this one.
    const saved = await query('supervision', { id: this.#own, staff: null })
    this.#base = saved.base
    this.#before = saved.facts
    this.facts = followed(this.facts, sent, saved.facts)
    if (this.counted === typed && countOf(typed) !== undefined) this.counted = headsText(saved.facts.counted)
  }
}
