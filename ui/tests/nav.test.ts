// A place belongs to one way: two that are marked as the present one tell nobody where they are.
import { describe, expect, it } from 'vitest'
import { covers, deskWays, officeWays, phoneWays, provinceWays } from '../src/nav'

const all = {
  phone: phoneWays,
  desk: deskWays,
  office: officeWays(false),
  leading: officeWays(true),
  province: provinceWays(true),
  kabupaten: provinceWays(false),
}

describe('ways', () => {
  for (const [name, ways] of Object.entries(all)) {
    it(`no place belongs to two of the ${name}'s`, () => {
      const parts = ways.flatMap((way) => way.covers)
      expect(parts.filter((part) => ways.filter((way) => covers(way, part)).length > 1)).toEqual([])
      expect(parts.length).toBeGreaterThan(2)
    })
  }

  it('whoever leads groups too finds every place of the pendamping', () => {
    const parts = officeWays(true).flatMap((way) => way.covers)
    const missing = deskWays.flatMap((way) => way.covers).filter((part) => !parts.includes(part))
    expect(missing).toEqual([])
  })
})
