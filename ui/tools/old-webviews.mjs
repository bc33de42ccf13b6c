// What of a built script or sheet a WebView of Chrome 87 does not know, or gets wrong.
import { parse } from 'acorn'

// Selectors and units that WebViews before 88-111 drop together with the whole rule.
const RULES = [':where(', ':is(', ':has(', '@container', '@layer', 'aspect-ratio', 'color-mix(', 'dvh', 'svh']
// Methods that came with Chrome 90-122.
const METHODS = new Set(
    'at findLast findLastIndex toSorted toReversed toSpliced with hasOwn randomUUID withResolvers groupBy fromAsync timeout union'.split(
        ' ',
    ),
)

// Globals that came with Chrome 88-135, as a script names them: by themselves or of `window`.
const GLOBALS = new Set(
    'structuredClone reportError Iterator URLPattern EyeDropper navigation scheduler cookieStore launchQueue Highlight ToggleEvent CloseWatcher ViewTransition Temporal Float16Array SuppressedError DisposableStack'.split(
        ' ',
    ),
)

/** What a sheet uses that is too new. */
export function newInSheet(text) {
    return RULES.filter((word) => text.includes(word))
}

/** What a script uses that is too new. */
export function newInScript(text) {
    const faults = new Set()
    query(parse(text, { ecmaVersion: 2022, sourceType: 'module' }), faults, false)
    return [...faults]
}

function query(node, faults, inFunction) {
    const fault = faultOf(node, inFunction)
    if (fault) faults.add(fault)
    const within = inFunction || /Function/.test(node.type)
    for (const value of Object.values(node)) {
        for (const child of Array.isArray(value) ? value : [value]) {
            if (typeof child?.type === 'string') query(child, faults, within)
        }
    }
}

function faultOf(node, inFunction) {
    switch (node.type) {
        case 'StaticBlock':
            return 'a static block of a class (Chrome 94)'
        case 'BinaryExpression':
            return node.left.type === 'PrivateIdentifier' && '#field in (Chrome 91)'
        case 'AwaitExpression':
            return !inFunction && 'await outside of a function (Chrome 89)'
        case 'Literal':
            return (
                /[dv]/.test(node.regex?.flags ?? '') &&
                `a regular expression with /${node.regex.flags} (Chrome 90, 112)`
            )
        case 'PropertyDefinition':
            // https://crbug.com/v8/12421
            return (
                node.static &&
                /^(name|length)$/.test(node.key.name) &&
                `static ${node.key.name} (wrong before Chrome 98)`
            )
        case 'CallExpression':
        case 'NewExpression':
            return callFault(node)
    }
}

function callFault({ optional, arguments: given, callee }) {
    const called = callee.type === 'Identifier' ? callee.name : ofWindow(callee)
    if (GLOBALS.has(called)) return `${called}() (later than Chrome 87)`
    // https://crbug.com/v8/11558
    const early = given.slice(0, -1).some(({ type }) => type === 'SpreadElement')
    if (early && (optional || callee.type === 'ChainExpression' || callee.optional))
        return '?.(...a, b) (wrong before Chrome 91)'
    const { name } = callee.property ?? {}
    return !callee.computed && METHODS.has(name) && `.${name}() (later than Chrome 87)`
}

function ofWindow({ type, object, property, computed }) {
    const global = type === 'MemberExpression' && !computed && /^(window|globalThis|self)$/.test(object.name)
    return global ? property.name : undefined
}
