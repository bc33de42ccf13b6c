// What screens say of supervisions and scores: states, bands, answers, tenths.
import type { FollowUp, PointsView, SupervisionRow } from '../../shell/schema'
import { language, t } from '../../text/text.svelte'

export type Tone = 'plain' | 'ok' | 'warn' | 'bad' | 'brand'

export function stateTone(row: Pick<SupervisionRow, 'state'>): Tone {
  return row.state === 'agreed' ? 'ok' : row.state === 'signed' ? 'brand' : 'plain'
}

export function bandTone(points: PointsView): Tone {
  if (points.score === null) return 'plain'
  if (points.level + 1 >= points.levels) return 'ok'
  return points.level === 0 ? 'warn' : 'brand'
}

/** `83 · Baik`. */
export function scoreText(points: PointsView): string {
  if (points.score === null) return t('supervision.no_score')
  return [String(points.score), points.band].filter(Boolean).join(' · ')
}

export function answerText(answer: number | null | undefined, scale: string[]): string {
  if (answer === null || answer === undefined) return t('supervision.not_answered')
  return answer === 0 ? t('supervision.not_observed') : (scale[answer - 1] ?? String(answer))
}

export function taskText(task: FollowUp): string {
  if (task.overdue) return t('supervision.task_overdue')
  return t(
    task.state === 'closed'
      ? 'supervision.task_closed'
      : task.state === 'done'
        ? 'supervision.task_done'
        : 'supervision.task_going',
  )
}

export function taskTone(task: FollowUp): Tone {
  return task.overdue ? 'bad' : task.state === 'closed' ? 'ok' : 'brand'
}

/** `87,5` of 875 tenths. */
export function pointText(tenths: number): string {
  const sign = tenths < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(tenths) / 10)
  const rest = Math.abs(tenths) % 10
  return sign + String(whole) + (rest ? (language() === 'id' ? ',' : '.') + String(rest) : '')
}

/** Tenths of what somebody typed; nothing for an empty field, `undefined` for what is no score. */
export function tenthsOf(text: string): number | null | undefined {
  const typed = text.trim()
  if (typed === '') return null
  const found = /^(\d{1,3})(?:[.,](\d))?$/.exec(typed)
  if (!found) return undefined
  const tenths = Number(found[1]) * 10 + Number(found[2] ?? 0)
  return tenths <= 1000 ? tenths : undefined
}
