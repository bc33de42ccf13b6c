// Stands in for the shell where there is none (mode "mock"): a local server with the real core, or else fixtures.
import type { Bridge, CallKind, ShellEvents } from './shell'

type Heard = { [E in keyof ShellEvents]?: Set<(payload: ShellEvents[E]) => void> }

/** The server if one answers, otherwise the fixtures of the scenario in `?scenario=`. */
export async function bridge(): Promise<Bridge> {
  const scenario = new URLSearchParams(location.search).get('scenario')
  if (scenario === null && (await serverThere())) return server()
  const { fixtures } = await import('../../tests/fixtures/answers')
  return fixtures(scenario ?? 'phone')
}

async function post(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`/call/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const json: unknown = await answer.json()
  if (!answer.ok) throw json
  return json
}

async function serverThere(): Promise<boolean> {
  try {
    await post('onboarding/standing', {})
    return true
  } catch {
    return false
  }
}

function server(): Bridge {
  const heard: Heard = {}
  void poll(heard)
  return {
    call: (kind: CallKind, name, ask) => post(`${kind}/${name}`, ask),
    shell: (command, args) => post(`shell/${command}`, args),
    listen: (event, listener) => Promise.resolve(subscribe(heard, event, listener)),
  }
}

function subscribe<E extends keyof ShellEvents>(heard: Heard, event: E, listener: (payload: ShellEvents[E]) => void) {
  const listeners: Set<(payload: ShellEvents[E]) => void> = heard[event] ?? new Set()
  ;(heard as Record<string, unknown>)[event] = listeners
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

const PAUSE = 250

async function poll(heard: Heard): Promise<void> {
  type Told = { next: number; events: { event: keyof ShellEvents; payload: never }[] }
  // What happened before this window was there concerns nobody.
  let from = Number.MAX_SAFE_INTEGER
  for (;;) {
    try {
      const told = (await (await fetch(`/events/${from}`)).json()) as Told
      from = told.next
      for (const { event, payload } of told.events) heard[event]?.forEach((listener) => listener(payload))
    } catch {
      // The server is away; it is asked again.
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
  }
}
