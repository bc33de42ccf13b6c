// Two families side by side: the fields in the order in which people compare them, and where they differ. Pure.
import type { Component, FamilyView } from '../../../shell/schema'

export type Line =
  | 'name'
  | 'nik'
  | 'kk'
  | 'pkh_id'
  | 'desa'
  | 'address'
  | 'group'
  | 'status'
  | 'tahap'
  | 'phone'
  | 'components'
  | 'meetings'

/** A field of two families; `differs` where both say something, and not the same. */
export interface Compared {
  line: Line
  a: string
  b: string
  differs: boolean
}

const LINES: Line[] = [
  'name',
  'nik',
  'kk',
  'pkh_id',
  'desa',
  'address',
  'group',
  'status',
  'tahap',
  'phone',
  'components',
  'meetings',
]

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** What a family says in a line; empty for nothing. `word` gives the words of a component. */
function said(family: FamilyView, line: Line, word: (component: Component) => string): string {
  switch (line) {
    case 'name':
    case 'nik':
    case 'address':
    case 'status':
    case 'group':
    case 'desa':
      return family.row[line] ?? ''
    case 'kk':
    case 'pkh_id':
    case 'tahap':
    case 'phone':
      return family[line] ?? ''
    case 'components':
      return Object.entries(family.components)
        .filter(([, count]) => (count ?? 0) > 0)
        .map(([component, count]) => `${word(component as Component)} ${count}`)
        .join(', ')
    case 'meetings':
      return String(family.attendance.length)
  }
}

export function compare(a: FamilyView, b: FamilyView, word: (component: Component) => string): Compared[] {
  return LINES.map((line) => {
    const [one, other] = [said(a, line, word), said(b, line, word)]
    return { line, a: one, b: other, differs: line !== 'meetings' && plain(one) !== plain(other) }
  }).filter(({ a, b }) => a !== '' || b !== '')
}
