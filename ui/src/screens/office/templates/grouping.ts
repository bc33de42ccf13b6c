// Forms by what they belong to, in the order in which they are listed.
import type { FormGroup, TemplateRow } from '../../../shell/schema'

export interface Group {
  group: FormGroup
  forms: TemplateRow[]
}

export function grouped(rows: TemplateRow[]): Group[] {
  const groups = new Map<FormGroup, TemplateRow[]>()
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row])
  return [...groups].map(([group, forms]) => ({ group, forms }))
}
