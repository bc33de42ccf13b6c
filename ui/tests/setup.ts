// The words are read before anything asks for them, as the window does.
import { beforeAll } from 'vitest'
import { chooseLanguage } from '../src/text/text.svelte'

beforeAll(() => chooseLanguage('id', true))
