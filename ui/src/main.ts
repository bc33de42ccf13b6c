// Starts the window.
import { mount } from 'svelte'
import App from './App.svelte'
import { chooseLanguage } from './text/text.svelte'
import './style/tokens.css'
import './style/base.css'

const target = document.getElementById('app')
// The language of the first words; another is read when the device has said which its person prefers.
if (target) void chooseLanguage('id', false).then(() => mount(App, { target }))
