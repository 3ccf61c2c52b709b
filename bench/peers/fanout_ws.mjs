// SPDX-License-Identifier: Apache-2.0
// Node's `ws` as a bare broadcaster: what comes in on /pub goes to every socket on /sub. No deflate.
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, clientTracking: false })
const subscribers = new Set()

server.on('connection', (socket, request) => {
    if (request.url === '/pub') {
        socket.on('message', (data, isBinary) => {
            for (const each of subscribers) each.send(data, { binary: isBinary })
        })
        return
    }
    subscribers.add(socket)
    socket.on('close', () => subscribers.delete(socket))
})
server.on('listening', () => console.log(`ready on http://127.0.0.1:${server.address().port}`))
