// A form at the desk over what a document says: filled once, so that what somebody types is not overwritten by what comes in; saved upon the
// version that was seen. Knows no document.
import { untrack } from 'svelte'
import { faultFrom, type Fault } from '../../shell/fault'
import { route } from '../../route.svelte'
import { toasts } from '../../state/toast.svelte'
import { touch } from '../../state/view.svelte'

/** To be made while a component is set up. `detail` is what was read, none while nothing is. */
export class Editing<Detail extends { base: string }, Form> {
  form = $state<Form>()
  fault = $state.raw<Fault>()
  saving = $state(false)
  /** The version that was seen. */
  base = ''

  constructor(detail: () => Detail | undefined, fill: (detail: Detail) => Form) {
    $effect(() => {
      const read = detail()
      if (!read) return
      untrack(() => {
        if (this.form !== undefined) return
        this.base = read.base
        this.form = fill(read)
      })
    })
  }

  /** Saves; then says so and leads to where it answers. What is refused stays in the form. */
  async save(save: (form: Form, base: string) => Promise<string>, said: string): Promise<void> {
    if (this.form === undefined || this.saving) return
    this.saving = true
    this.fault = undefined
    try {
      const to = await save(this.form, this.base)
      touch()
      toasts.say(said)
      route.replace(to)
    } catch (error) {
      this.fault = faultFrom(error)
    }
    this.saving = false
  }
}
