// A text that is copied, and one that could not be.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { TextCopy } from '../src/screens/files/textCopy.svelte'
import { toasts } from '../src/state/toast.svelte'

function clipboard(writeText: (text: string) => Promise<void>) {
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  return vi.spyOn(toasts, 'say').mockImplementation(() => undefined)
}

describe('a text to copy', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it('is on the clipboard, and that is said', async () => {
    const copied: string[] = []
    const said = clipboard((text) => {
      copied.push(text)
      return Promise.resolve()
    })
    const copying = new TextCopy()
    await copying.copy('Jadwal', 'Disalin')
    expect(copied).toEqual(['Jadwal'])
    expect(copying.uncopied).toBeUndefined()
    expect(said).toHaveBeenCalledWith('Disalin')
  })

  it('is left to be taken where the clipboard is closed, until the next', async () => {
    const said = clipboard(() => Promise.reject(new Error('closed')))
    const copying = new TextCopy()
    await copying.copy('Jadwal', 'Disalin')
    expect(copying.uncopied).toBe('Jadwal')
    expect(said).not.toHaveBeenCalled()
    copying.clear()
    expect(copying.uncopied).toBeUndefined()
  })
})
