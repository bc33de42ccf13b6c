// Many rows at the desk, one after the other: what one refuses leaves the others done, and is named.
import { expect, it } from 'vitest'
import { each } from '../src/screens/office/families/many'

it('does with each row what it can, in their order', async () => {
  const seen: string[] = []
  const all = await each(['a', 'b', 'c'], (row) => {
    seen.push(row)
    return row === 'b' ? Promise.reject({ kind: 'group_lived_in', message: '3' }) : Promise.resolve(row.toUpperCase())
  })
  expect(seen).toEqual(['a', 'b', 'c'])
  expect(all.done).toEqual(['A', 'C'])
  expect(all.refused.map(({ row }) => row)).toEqual(['b'])
  expect(all.refused[0]?.why).not.toBe('')
})
