// On which paper forms are printed: as their templates say, until whoever prints chooses.
import type { FormPaperRow, Size } from '../../shell/schema'
import { query } from '../../shell/shell'
import { View } from '../../state/view.svelte'

/** The size on which all of these forms are printed; none if they are printed on different ones or are not known. */
export function together(rows: readonly FormPaperRow[], forms: readonly string[]): Size | undefined {
  const sizes = forms.map((form) => sizeOf(rows, form))
  return sizes.every((size) => size === sizes[0]) ? sizes[0] : undefined
}

function sizeOf(rows: readonly FormPaperRow[], form: string): Size | undefined {
  return rows.find((row) => row.form === form)?.paper.size
}

/** The choice of a screen. To be made while a component is set up. */
export class Papers {
  chosen = $state<Size>()
  #view = new View('form_papers', () => ({}))

  /** What is shown as chosen for these forms. */
  shown(forms: readonly string[]): Size | undefined {
    return this.chosen ?? together(this.#view.value ?? [], forms)
  }

  /** On what a form is printed now. */
  async of(form: string): Promise<Size> {
    return this.chosen ?? sizeOf(await query('form_papers', {}), form) ?? 'a4'
  }
}
