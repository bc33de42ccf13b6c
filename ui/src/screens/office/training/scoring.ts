// What of a participant's row can be saved: a field that is no score holds up neither the others nor the other people. Knows no screen.
import type { Outcome, ResultEdit, ResultFacts, ResultRow } from '../../../shell/schema'
import { pointText, tenthsOf } from '../../supervision/supervision'

/** A row as it is typed. */
export interface Typed {
  base: string | null
  pre: string
  post: string
  outcome: string
  certificate: string
  certified: string
  /** What stands in the certificate's day and is none yet. */
  half: string
  jp: string
  /** What was said before. */
  before: ResultFacts
}

/** The most jam pelajaran that a certificate says. */
const MOST_JP = 1000

export function typedOf({ base, facts }: Pick<ResultRow, 'base' | 'facts'>): Typed {
  return {
    base,
    pre: facts.pre === null ? '' : pointText(facts.pre),
    post: facts.post === null ? '' : pointText(facts.post),
    outcome: facts.outcome ?? '',
    certificate: facts.certificate,
    certified: facts.certified ?? '',
    half: '',
    jp: facts.jp === null ? '' : String(facts.jp),
    before: facts,
  }
}

/** Jam pelajaran of what somebody typed; nothing for an empty field, `undefined` for what is none. */
export function jpOf(text: string): number | null | undefined {
  const typed = text.trim()
  if (typed === '') return null
  const jp = /^\d{1,4}$/.test(typed) ? Number(typed) : 0
  return jp >= 1 && jp <= MOST_JP ? jp : undefined
}

/** Whether a field of it is not what it should be. */
export function isFaulty(row: Typed): boolean {
  const wrong = [tenthsOf(row.pre), tenthsOf(row.post), jpOf(row.jp)].includes(undefined)
  return wrong || row.half !== ''
}

/** What is saved of a row: a faulty field stays as it was. */
export function factsOf(row: Typed): ResultFacts {
  const or = (read: number | null | undefined, before: number | null) => (read === undefined ? before : read)
  return {
    pre: or(tenthsOf(row.pre), row.before.pre),
    post: or(tenthsOf(row.post), row.before.post),
    outcome: (row.outcome || null) as Outcome | null,
    certificate: row.certificate,
    certified: row.certified || null,
    jp: or(jpOf(row.jp), row.before.jp),
  }
}

/** The rows of which something else is to be saved than what was said before. */
export function editsOf(rows: Record<string, Typed>): ResultEdit[] {
  return Object.entries(rows)
    .map(([staff, row]) => ({ staff, base: row.base, facts: factsOf(row) }))
    .filter(({ staff, facts }) => JSON.stringify(facts) !== JSON.stringify(ordered(rows[staff]?.before)))
}

const ordered = (facts: ResultFacts | undefined) =>
  facts && {
    pre: facts.pre,
    post: facts.post,
    outcome: facts.outcome,
    certificate: facts.certificate,
    certified: facts.certified,
    jp: facts.jp,
  }

/** A row after `sent` was saved: what the person typed since stays upon the new version. */
export function rowAfter(row: Typed, sent: Typed, saved: Typed): Typed {
  const keep = (key: 'pre' | 'post' | 'outcome' | 'certificate' | 'certified' | 'jp', faulty = false) =>
    row[key] === sent[key] && !faulty ? saved[key] : row[key]
  return {
    base: saved.base,
    before: saved.before,
    pre: keep('pre', tenthsOf(row.pre) === undefined),
    post: keep('post', tenthsOf(row.post) === undefined),
    outcome: keep('outcome'),
    certificate: keep('certificate'),
    certified: keep('certified'),
    half: row.half,
    jp: keep('jp', jpOf(row.jp) === undefined),
  }
}

export type Faulty = Partial<Pick<Typed, 'pre' | 'post' | 'jp' | 'half'>>

/** Where the fields of a training wait that were not what they should be when its screen was left. */
export function placeOf(id: string): string {
  return `nilai:${id}`
}

/** By person, the fields that are not what they should be; none if all are. */
export function faultyOf(rows: Record<string, Typed>): Record<string, Faulty> | undefined {
  const faulty: Record<string, Faulty> = {}
  for (const [staff, row] of Object.entries(rows)) {
    if (!isFaulty(row)) continue
    const fields: Faulty = {}
    if (tenthsOf(row.pre) === undefined) fields.pre = row.pre
    if (tenthsOf(row.post) === undefined) fields.post = row.post
    if (jpOf(row.jp) === undefined) fields.jp = row.jp
    if (row.half !== '') fields.half = row.half
    faulty[staff] = fields
  }
  return Object.keys(faulty).length > 0 ? faulty : undefined
}
