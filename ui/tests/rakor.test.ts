// A rakor at the desk: who is there until it is saved, and its forms.
import { describe, expect, it } from 'vitest'
import { presencesOf } from '../src/screens/office/presence'
import { deskForms } from '../src/screens/office/rakor/forms'
import { RollCall, type Call } from '../src/screens/office/rakor/rollCall.svelte'

describe('a roll call', () => {
  const person = (who: string) => ({ who, presence: 'hadir' as const, reason: 'lama' })

  it('shows what is known until something else is said', () => {
    const call = new RollCall(() => 'v1')
    expect([call.said(person('a')), call.said({ ...person('b'), presence: null })]).toEqual(['hadir', 'none'])
    call.mark('a', 'izin')
    call.explain('a', 'sakit')
    expect([call.said(person('a')), call.reason(person('a')), call.reason(person('b'))]).toEqual([
      'izin',
      'sakit',
      'lama',
    ])
    expect(call.unsaved).toBe(2)
  })

  it('is saved upon the version that was seen when its first mark was made', async () => {
    let seen = 'v1'
    const call = new RollCall(() => seen)
    const sent: Call[] = []
    const save = () =>
      call.save(
        async (all) => sent.push(all),
        () => Promise.reject(new Error('nothing was said meanwhile')),
      )
    call.mark('a', 'hadir')
    seen = 'v2'
    call.mark('b', 'none')
    call.explain('c', 'dinas')
    await save()
    expect(sent).toEqual([{ base: 'v1', marks: { a: 'hadir', b: null }, reasons: { c: 'dinas' } }])
    expect(call.unsaved).toBe(0)
    call.mark('a', 'izin')
    await save()
    expect(sent[1]?.base).toBe('v2')
  })

  it('keeps what is said while it is saved, upon what was just saved', async () => {
    const call = new RollCall(() => 'v1')
    const sent: Call[] = []
    const latest = () => Promise.resolve('v2')
    call.mark('a', 'hadir')
    call.mark('b', 'hadir')
    call.explain('a', 'satu')
    await call.save(async (all) => {
      sent.push(all)
      call.mark('b', 'izin')
      call.explain('b', 'sakit')
    }, latest)
    expect(call.unsaved).toBe(2)
    await call.save(async (all) => sent.push(all), latest)
    expect(sent[1]).toEqual({ base: 'v2', marks: { b: 'izin' }, reasons: { b: 'sakit' } })
    expect(call.unsaved).toBe(0)
  })

  it('that is refused loses nothing', async () => {
    const call = new RollCall(() => 'v1')
    call.mark('a', 'izin')
    await expect(
      call.save(
        () => Promise.reject(new Error('no')),
        () => Promise.resolve('v2'),
      ),
    ).rejects.toThrow('no')
    expect([call.unsaved, call.said(person('a'))]).toEqual([1, 'izin'])
  })

  it('takes back a presence as nothing', () => {
    expect(presencesOf({ a: 'tanpa_keterangan', b: 'none' })).toEqual({ a: 'tanpa_keterangan', b: null })
  })
})

describe('the forms of a rakor at the desk', () => {
  it('are each one file of its own name and format', () => {
    const forms = deskForms('Rakor November')
    expect(forms.map(({ form, format, name }) => [form, format, name])).toEqual([
      ['invitation', 'pdf', 'Undangan Rakor November'],
      ['invitation', 'docx', 'Undangan Rakor November'],
      ['attendance', 'pdf', 'Daftar hadir Rakor November'],
      ['minutes', 'pdf', 'Notulen Rakor November'],
      ['minutes', 'docx', 'Notulen Rakor November'],
    ])
    expect(new Set(forms.map(({ label }) => label)).size).toBe(5)
  })
})
