// Serves a built window on loopback, as the shell would: with the same policy. Answers the port.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'

const TYPES = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
    '.png': 'image/png',
}
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"

/** Serves `folder` until the process ends. */
export function serve(folder) {
    const server = createServer(async (request, response) => {
        const path = normalize(new URL(request.url, 'http://x').pathname)
        const file = join(folder, path === '/' ? 'index.html' : path)
        try {
            const bytes = await readFile(file)
            response.writeHead(200, {
                'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
                'content-security-policy': POLICY,
            })
            response.end(bytes)
        } catch {
            response.writeHead(404).end()
        }
    })
    return new Promise((resolve) =>
        server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, server })),
    )
}
