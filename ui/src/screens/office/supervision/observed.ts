// What of an observation can be saved, and how the form follows what was saved: a task that is not whole yet holds up nothing else and is
// not lost. Knows no screen.
import type { SupervisionFacts, TaskFacts } from '../../../shell/schema'
import { copyOf } from '../../../shell/copy'

/** The most heads that can be counted. */
export const MOST_COUNTED = 500

/** Heads of what somebody typed; nothing for an empty field, `undefined` for what is no count. */
export function countOf(text: string): number | null | undefined {
  const typed = text.trim()
  if (typed === '') return null
  const count = /^\d{1,3}$/.test(typed) ? Number(typed) : undefined
  return count !== undefined && count <= MOST_COUNTED ? count : undefined
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
const tidy = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/** A task in the form. */
export interface TaskForm extends TaskFacts {
  /** What stands in its day and is none yet. */
  typed?: string
}

/** Something is said of it, and something is missing. */
export function isHalf(task: TaskForm): boolean {
  if (task.typed) return true
  if (task.key === '' && task.what.trim() === '' && !task.due) return false
  return task.what.trim() === '' || !task.who || !task.due
}

/** What is saved: a new task that is not whole is left out, an old one stays as it was; so does the count. */
export function savable(form: SupervisionFacts, counted: string, before: SupervisionFacts): SupervisionFacts {
  const facts = copyOf(form)
  const heads = countOf(counted)
  facts.counted = heads === undefined ? before.counted : heads
  facts.tasks = facts.tasks.flatMap((task) => {
    if (!isHalf(task)) return task.what.trim() === '' ? [] : [task]
    return before.tasks.filter(({ key }) => key !== '' && key === task.key)
  })
  return facts
}

/** The form after `sent` was saved as `saved`: what the person changed since stays, all else is as saved. */
export function followed(form: SupervisionFacts, sent: SupervisionFacts, saved: SupervisionFacts): SupervisionFacts {
  const pick = <T>(mine: T, then: T, now: T): T => (same(mine, then) ? now : mine)
  function each<T>(mine: Record<string, T>, then: Record<string, T>, now: Record<string, T>): Record<string, T> {
    const found: Record<string, T> = {}
    for (const key of Object.keys({ ...mine, ...now })) {
      const value = pick<T | undefined>(mine[key], then[key], now[key])
      if (value !== undefined) found[key] = value
    }
    return found
  }
  return {
    ...saved,
    counted: pick(form.counted, sent.counted, saved.counted),
    answers: each(
      form.answers as Record<string, number>,
      sent.answers as Record<string, number>,
      saved.answers as Record<string, number>,
    ),
    notes: each(
      form.notes as Record<string, string>,
      sent.notes as Record<string, string>,
      saved.notes as Record<string, string>,
    ),
    note: pick(form.note, sent.note, saved.note),
    coaching: pick(form.coaching, sent.coaching, saved.coaching),
    tasks: tasksAfter(form.tasks, sent.tasks, saved.tasks),
  }
}

function tasksAfter(form: TaskFacts[], sent: TaskFacts[], saved: TaskFacts[]): TaskFacts[] {
  const known = new Set([...form, ...sent].map(({ key }) => key))
  const fresh = saved.filter(({ key }) => !known.has(key))
  const mine = form.flatMap((task) => {
    if (task.key === '') {
      const at = fresh.findIndex(
        (one) => tidy(one.what) === tidy(task.what) && one.who === task.who && one.due === task.due,
      )
      return at < 0 ? [task] : fresh.splice(at, 1)
    }
    const unchanged = sent.some((one) => same(one, task))
    return unchanged ? saved.filter(({ key }) => key === task.key) : [task]
  })
  return [...mine, ...fresh]
}

/** Where the tasks of a supervision wait that were not whole when its screen was left. */
export function placeOf(id: string): string {
  return `supervisi:${id}`
}

/** The tasks that are not whole; none if all are. */
export function halfOf(tasks: TaskForm[]): TaskForm[] | undefined {
  const half = tasks.filter(isHalf)
  return half.length > 0 ? copyOf(half) : undefined
}

/** The tasks that are saved, with those that waited. */
export function withHalf(half: TaskForm[], tasks: TaskFacts[]): TaskForm[] {
  const open = half.filter(({ key }) => key === '' || tasks.some((task) => task.key === key))
  const kept = tasks.map((task) => open.find(({ key }) => key !== '' && key === task.key) ?? task)
  return copyOf([...kept, ...open.filter(({ key }) => key === '')])
}
