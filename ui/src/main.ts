// Starts the window.
import { mount } from 'svelte'
import App from './App.svelte'
import { begin } from './state/begin'
import './style/tokens.css'
import './style/base.css'

const target = document.getElementById('app')
if (target) void begin().then(() => mount(App, { target }))
